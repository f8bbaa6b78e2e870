"""The words of attached documents (PDF, Word, Excel, WPS), read apart from the visit.

Documents are hostile: they are read in a process of its own that may use little memory and little
time, and that is ended where it does not answer.
"""

from xuncha.evidence.documents.desk import ENDINGS, Desk

__all__ = ["ENDINGS", "Desk"]
