"""The recipe of the phrases: parallel text to alignment, language models, phrase pairs and weights."""
