"""Phrase-based translation (Koehn, Och and Marcu 2003): what the embedded engine proposes."""
