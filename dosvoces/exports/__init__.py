"""Records written out: one module per format."""
