"""Several machines on one store in PostgreSQL: jobs in a queue, a schedule that adds them, workers."""
