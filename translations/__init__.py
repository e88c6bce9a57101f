"""How text becomes the other language."""
