"""``python -m dosvoces`` is the command line."""

from dosvoces.cli import main

main()
