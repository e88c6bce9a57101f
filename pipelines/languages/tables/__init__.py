"""Building of the language table; needed by whoever changes it, not by whoever uses it."""
