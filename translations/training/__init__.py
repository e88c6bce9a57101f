"""The recipe of the embedded model: text to tokens, training, export. It needs torch."""
