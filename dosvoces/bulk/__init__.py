"""Millions at once: pure steps from files to files, drivers that run them, ordered merges of the parts."""
