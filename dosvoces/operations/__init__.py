"""What runs the parts: crawls, their schedule, replay, outlet checks, metrics."""
