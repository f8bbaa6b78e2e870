"""The province put together: every site's plan, always the same for the same size."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from xuncha.demo import (
    contents,
    controls,
    flaws,
    outside,
    pageflaws,
    recipes,
    search,
    verdicts,
)
from xuncha.demo.dice import Dice
from xuncha.demo.places import Office, offices
from xuncha.demo.plan import Place, Reply
from xuncha.demo.styles import STYLES, furniture
from xuncha.sampling.rules import Draw

#: Pages of a site unless asked otherwise.
PAGES = 100
#: Offices whose tale wants lists with full dates in a plain page.
_PLAIN = frozenset({"共和县国土资源局", "海南州国土资源局", "果洛州文化体育局", search.UNIT})
#: Makes by how many of 20 sites have them.
_SHARES = (("trs", 4), ("jsp", 3), ("aspx", 2), ("jcms", 3), ("frames", 1), ("gbk", 2),
           ("modern", 3), ("numerals", 2))  # fmt: skip


@dataclass(frozen=True)
class Province:
    """So many sites of about so many pages each, served on one port."""

    sites: int
    pages: int
    port: int

    @cached_property
    def _lot(self) -> verdicts.Lot:
        return verdicts.cast_lots(offices(), self.port)

    @cached_property
    def offices(self) -> list[Office]:
        """Whose sites there are, in the order of the register."""
        return verdicts.some(offices(), self._lot, self.sites)

    @cached_property
    def draw(self) -> Draw:
        """The draw that picks every one of them, in three batches."""
        return verdicts.redraw(self.offices, self._lot, self.port)

    @cached_property
    def by_host(self) -> dict[str, Office]:
        """Offices by the host of their site."""
        return {one.host: one for one in self.offices}

    def place(self, office: Office) -> Place:
        """The plan of one site, made anew."""
        return build(office, self._lot.recipes.get(office.code, ""), self.pages, self.port)

    def mended(self, office: Office, as_of: datetime) -> Place:
        """The plan of a site whose unit has put right what disqualified it, kept up until then."""
        return build(office, "", self.pages, self.port, as_of)


def build(
    office: Office, recipe: str, pages: int, port: int, as_of: datetime = verdicts.AS_OF
) -> Place:
    """Plan a site: contents, then what is wrong with it, then what only looks wrong."""
    dice = Dice(office.code, "site")
    makes = [make for make, share in _SHARES for _ in range(share)]
    make = dice.one(makes)
    site = Place(
        office=office,
        port=port,
        as_of=as_of,
        style=STYLES["trs" if office.unit in _PLAIN else make],
        name_shown=office.name,
        code_shown=office.code,
        declared=dice.percent(40),
    )
    site.missing = dice.one(("404",) * 7 + ("soft", "home"))
    contents.fill(site, pages)
    _dress(site, dice)
    _assets(site)
    if recipe:
        recipes.apply(site, recipe)
    flaws.apply(site)
    flaws.reprint(site)
    pageflaws.apply(site)
    controls.apply(site)
    if office.unit == search.UNIT:
        search.open_search(site)
    return site


def _dress(site: Place, dice: Dice) -> None:
    """Official elements and tags, as far as the site has them."""
    site.elements = {one for one in furniture.ELEMENTS if not dice.percent(_LACKING[one])}
    level = dice.throw(100)
    if level < 30:
        wanted = furniture.WANTED
        site.tags = dict(wanted)
    elif level < 55:
        lacking = set(dice.some(("SiteIDCode", "ColumnType", "ContentSource", "PubDate"), 2))
        site.tags = {
            kind: tuple(tag for tag in tags if tag not in lacking)
            for kind, tags in furniture.WANTED.items()
        }
    else:
        site.tags = {}
    if furniture.CODE not in site.elements:
        # A code in the tags would still be a code on the page.
        site.tags = {
            kind: tuple(tag for tag in tags if tag != "SiteIDCode")
            for kind, tags in site.tags.items()
        }
    elif dice.percent(4):
        site.code_shown = f"{site.office.code[:6]}{(int(site.office.code[6:]) + 7) % 10000:04d}"
    if dice.percent(3):
        site.name_shown = site.office.name.replace("局", "厅", 1) + "信息中心"


_LACKING = {
    furniture.CODE: 8,
    furniture.ICP: 4,
    furniture.POLICE: 22,
    furniture.SPONSOR: 5,
    furniture.CONTACT: 10,
    furniture.SIGN: 9,
    furniture.REPORT: 7,
    furniture.MAP: 18,
}


def _assets(site: Place) -> None:
    css = b"body{font:14px/1.8 simsun;margin:0}a{color:#004a8f}ul{list-style:none;padding:0}"
    script = b"function createPageHTML(count, page, name, ending) {}\n"
    site.replies |= {
        "/images/style.css": Reply(css, kind="text/css"),
        "/images/base.js": Reply(script, kind="application/javascript"),
        "/images/logo.png": outside.PICTURE,
        "/images/more.gif": Reply(_GIF, kind="image/gif"),
        "/images/dot.gif": Reply(_GIF, kind="image/gif"),
    }


_GIF = bytes.fromhex(
    "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"
)
