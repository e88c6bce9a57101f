"""Whether outlets are as they were: comparing, reviewing, alerting."""
