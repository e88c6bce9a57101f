"""The reader: a web page over the store that shows two voices side by side."""
