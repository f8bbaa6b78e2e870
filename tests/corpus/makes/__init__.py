"""The makes of site, in the order in which sites are dealt to them."""

from tests.corpus.makes.base import Make
from tests.corpus.makes.modern import Cards, Dashed, Intensive, Openness, Tabs
from tests.corpus.makes.platforms import DataStore, PowerEasy, SiteServer, Trs, Vsb
from tests.corpus.makes.scripts import Dede, Definition, OldAsp, Phpcms, WordPress

ALL: tuple[Make, ...] = (
    Trs(),
    DataStore(),
    Dede(),
    Phpcms(),
    SiteServer(),
    Vsb(),
    OldAsp(),
    PowerEasy(),
    Intensive(),
    Cards(),
    Definition(),
    Openness(),
    Tabs(),
    Dashed(),
    WordPress(),
)

__all__ = ["ALL", "Make"]
