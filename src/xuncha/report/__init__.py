"""One run written down: inspection.json, report.html, problems.xlsx."""

from xuncha.report.files import write
from xuncha.report.record import read_inspection

__all__ = ["read_inspection", "write"]
