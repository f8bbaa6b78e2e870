"""The official forms in and out: previewed cell by cell, imported whole or not at all."""

from xuncha.registry.transfer.applying import ShownLine, apply_import, shown_lines
from xuncha.registry.transfer.export import export_columns, export_sites
from xuncha.registry.transfer.lines import CellProblem
from xuncha.registry.transfer.preview import Preview, forget, preview, preview_of

__all__ = [
    "CellProblem",
    "Preview",
    "ShownLine",
    "apply_import",
    "export_columns",
    "export_sites",
    "forget",
    "preview",
    "preview_of",
    "shown_lines",
]
