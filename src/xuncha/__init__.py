"""巡查 (Xuncha): from a list of government websites to the published bulletin."""

__version__ = "0.1.0"
