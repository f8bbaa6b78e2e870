"""The tables of the register of record (信息报送系统), a file for each noun."""

from __future__ import annotations

from xuncha.registry.models.authorisations import (
    AuthorisationState,
    AuthorisationStep,
    ScanAuthorisation,
)
from xuncha.registry.models.candidates import (
    Candidate,
    CandidateState,
)
from xuncha.registry.models.codes import (
    CodeSerial,
    FigureChange,
    Region,
)
from xuncha.registry.models.requests import (
    Document,
    Opinion,
    Request,
    RequestKind,
    RequestState,
)
from xuncha.registry.models.sites import (
    Column,
    ColumnState,
    Domain,
    Site,
    SiteKind,
    SiteState,
    SiteTransition,
)
from xuncha.registry.models.views import (
    SavedView,
)

__all__ = [
    "AuthorisationState",
    "AuthorisationStep",
    "Candidate",
    "CandidateState",
    "CodeSerial",
    "Column",
    "ColumnState",
    "Document",
    "Domain",
    "FigureChange",
    "Opinion",
    "Region",
    "Request",
    "RequestKind",
    "RequestState",
    "SavedView",
    "ScanAuthorisation",
    "Site",
    "SiteKind",
    "SiteState",
    "SiteTransition",
]
