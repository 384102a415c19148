"""The command line: words in, tables or data out. Everything it tells comes from ``study``."""

from burdenshare.cli.main import main

__all__ = ["main"]
