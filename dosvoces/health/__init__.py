"""Health of outlets: comparison with their own past, review, alerts."""
