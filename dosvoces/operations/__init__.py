"""What runs the parts: crawls, their schedule, replay, checks of outlets, metrics."""
