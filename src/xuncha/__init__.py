"""Xuncha (巡查): the whole of a provincial office's government-website supervision."""

__version__ = "0.1.0"
