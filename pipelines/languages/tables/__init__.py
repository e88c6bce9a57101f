"""How the language table is built; needed by whoever changes it, not by whoever uses it."""
