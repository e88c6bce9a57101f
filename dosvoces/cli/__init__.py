"""The command line: ``dosvoces COMMAND``; one module per command, gathered in ``commands``."""
