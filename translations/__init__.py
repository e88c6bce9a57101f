"""Translation and alignment of articles."""
