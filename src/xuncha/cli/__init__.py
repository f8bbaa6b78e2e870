"""The command line: parse, call one action, show. No decision is made here."""

from xuncha.cli.main import main

__all__ = ["main"]
