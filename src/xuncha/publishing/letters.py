"""What only the office can say in its bulletin, checked, as the letter it composes with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from xuncha.base.language import _
from xuncha.bulletin.models import Letter
from xuncha.people.actions import RefusedError
from xuncha.publishing.models import Publication
from xuncha.publishing.rules import EditError, own_words

_DAYS: Final = ("day", "begin", "end", "report_by", "printed_on")
_WORDS: Final = (
    *("title", "issuer", "number", "addressees", "area", "report_to"),
    *("remark", "copies_to", "printed_by"),
)
_TEXTS: Final = ("basis", "praise", "requests", "named")
#: How a province calls its own part of the tree.
AREA: Final = "全省"


def checked(said: Mapping[str, Any]) -> dict[str, Any]:
    """What the office says, checked; raises RefusedError for a day that is none."""
    kept: dict[str, Any] = {name: " ".join(str(said.get(name) or "").split()) for name in _WORDS}
    for name in _DAYS:
        text = str(said.get(name) or "").strip()
        try:
            kept[name] = date.fromisoformat(text).isoformat() if text else ""
        except ValueError as error:
            raise RefusedError(
                _("日期“{text}”读不懂，请写成 2017-12-05").format(text=text[:20])
            ) from error
    if not kept["day"]:
        raise RefusedError(_("请填写成文日期"))
    kept["names_holes"] = str(said.get("names_holes") or "") in ("1", "True")
    for name in _TEXTS:
        kept[name] = str(said.get(name) or "").strip()[:6000]
    for name in ("praise", "requests"):
        own(kept[name])
    return kept


def own(text: str) -> tuple[str, ...]:
    """The office's own paragraphs; raises RefusedError where they count something."""
    try:
        return own_words(text)
    except EditError as error:
        raise RefusedError(str(error)) from error


def letter_of(publication: Publication) -> Letter:
    """The letter a bulletin is composed with."""
    said = publication.letter
    days = {name: _day(said.get(name)) for name in _DAYS}
    return Letter(
        year=publication.year,
        quarter=publication.quarter,
        day=days["day"] or publication.campaign.end,
        title=said["title"],
        issuer=said["issuer"],
        number=said["number"],
        addressees=said["addressees"],
        area=said["area"] or AREA,
        basis=tuple(filter(None, said["basis"].splitlines())),
        begin=days["begin"],
        end=days["end"],
        report_by=days["report_by"],
        report_to=said["report_to"],
        remark=said.get("remark", ""),
        copies_to=said.get("copies_to", ""),
        printed_by=said.get("printed_by", ""),
        printed_on=days["printed_on"],
        names_holes=said.get("names_holes", False),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
