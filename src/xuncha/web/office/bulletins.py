"""Bulletins in the console: the text with each figure a link to its list, and the page for the
leader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from xuncha.base.language import N_, _
from xuncha.bulletin.models import Bulletin, Paragraph
from xuncha.bulletin.rules import STANDINGS
from xuncha.campaigns.models import Campaign, CampaignState
from xuncha.campaigns.queries import campaigns_visible_to
from xuncha.findings.queries import findings_visible_to, sentence
from xuncha.people.models import User
from xuncha.people.queries import can
from xuncha.people.rules import Verb
from xuncha.people.tree import below
from xuncha.publishing.models import Listed, Publication, PublicationState, Version
from xuncha.publishing.queries import bulletin_of, latest, listed, publications_visible_to
from xuncha.publishing.release import FORMS
from xuncha.publishing.rules import editable, may_sign
from xuncha.publishing.trend import summary_of
from xuncha.web import charts, files
from xuncha.web.door import Visit, page
from xuncha.web.listing import Column, Filter, Listing, choices
from xuncha.web.office.behind import address_of, list_behind

COLUMNS: Final = (
    Column("title", N_("通报"), ("title",), narrow=True),
    Column("state", N_("状态"), ("state",), narrow=True),
    Column("office", N_("单位")),
    Column("published", N_("发布时间"), ("published_at",)),
    Column("made", N_("起草"), ("made_at",)),
)
_PAGE: Final = 100
#: Findings shown of one site behind a figure; the rest are one click further.
_FINDINGS: Final = 5


@page("GET")
def show(request: Visit) -> HttpResponse:
    """The bulletins of one's own part of the tree, and the spot checks that have none yet."""
    filters: list[Filter[Publication]] = [
        Filter("q", N_("标题"), lambda q, v: q.filter(title__contains=v)),
        Filter(
            "state", N_("状态"), lambda q, v: q.filter(state=v), choices(PublicationState.choices)
        ),
    ]
    listing = Listing(
        request.GET,
        "bulletins",
        publications_visible_to(request.user),
        COLUMNS,
        filters,
        "-made",
        dress=lambda rows: rows.select_related("office", "campaign"),
    )
    context = {"listing": listing, "without": without(request.user)[:20]}
    return render(request, "office/bulletins/list.html", context)


def without(user: User) -> QuerySet[Campaign]:
    """Drawn spot checks of the user's own office that have no bulletin in the making."""
    if not can(user, Verb.START_RUN, user.office.path):
        return Campaign.objects.none()
    alive = Publication.objects.exclude(state=PublicationState.ABANDONED).values("campaign")
    return (
        campaigns_visible_to(user)
        .filter(state=CampaignState.DRAWN, office=user.office)
        .exclude(pk__in=alive)
        .order_by("-id")
    )


def found(user: User, number: int) -> Publication:
    """The bulletin of that number, if this person may see it; raises Http404."""
    publication: Publication = get_object_or_404(
        publications_visible_to(user).select_related("office", "campaign", "made_by"), pk=number
    )
    return publication


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; a figure has the address of the list behind it."""

    text: str
    address: str = ""
    says: str = ""
    fact: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """One paragraph as the console shows it."""

    place: int
    role: str
    lead: str
    pieces: tuple[Piece, ...]
    editable: str


def paragraphs(publication: Publication, bulletin: Bulletin) -> list[Shown]:
    """The text in pieces, each figure leading to its list."""
    return [
        Shown(
            place,
            one.role,
            one.lead,
            tuple(_pieces(publication, bulletin, one)),
            editable(one) if one.role in ("body", "item") else "",
        )
        for place, one in enumerate(bulletin.paragraphs)
    ]


def _pieces(publication: Publication, bulletin: Bulletin, one: Paragraph) -> Iterator[Piece]:
    at = 0
    for mark in one.marks:
        if mark.start > at:
            yield Piece(one.text[at : mark.start])
        words = one.text[mark.start : mark.end]
        if mark.figure:
            figure = bulletin.figures[mark.figure]
            yield Piece(words, address_of(publication, figure, mark.figure), str(figure.value))
        else:
            yield Piece(words, fact=True)
        at = mark.end
    if at < len(one.text):
        yield Piece(one.text[at:])


@page("GET")
def one(request: Visit, number: int) -> HttpResponse:
    """A bulletin: its text, its versions, who signed, what speaks against publishing it."""
    publication = found(request.user, number)
    version = publication.versions.select_related("compilation", "by").first()
    context: dict[str, Any] = {
        "publication": publication,
        "version": version,
        "events": publication.events.select_related("by"),
        "versions": publication.versions.select_related("by").defer("packed")[:50],
        "corrections": publication.corrections.select_related("by"),
        "forms": list(FORMS),
        **_may(request.user, publication, version),
    }
    if version is not None:
        bulletin = bulletin_of(version)
        context |= {
            "bulletin": bulletin,
            "paragraphs": paragraphs(publication, bulletin),
            "signatures": version.signatures.select_related("by"),
        }
    return render(request, "office/bulletins/one.html", context)


def _may(user: User, publication: Publication, version: Version | None) -> dict[str, bool]:
    open_ = publication.state in (PublicationState.DRAFT, PublicationState.SIGNING)
    ready = version is not None and not version.wrongs and open_
    signed = list(version.signatures.values_list("role", flat=True)) if version else []
    return {
        "may_write": open_ and can(user, Verb.START_RUN, publication.path),
        "may_sign": ready
        and can(user, Verb.SIGN, publication.path)
        and may_sign(user.role, signed)
        and version is not None
        and version.by_id != user.pk,
        "may_publish": ready and len(signed) > 1 and can(user, Verb.PUBLISH, publication.path),
        "may_correct": publication.state == PublicationState.PUBLISHED
        and can(user, Verb.PUBLISH, publication.path),
    }


@page("GET")
def figure(request: Visit, number: int) -> HttpResponse:
    """One figure: what was asked, what it was worked out from, and the sites it counts."""
    publication = found(request.user, number)
    version = latest(publication)
    name = request.GET.get("name", "")
    asked = bulletin_of(version).figures.get(name)
    if asked is None:
        raise Http404(name)
    rows = listed(version.compilation, asked)
    context: dict[str, Any] = {
        "publication": publication,
        "name": name,
        "figure": asked,
        "standings": STANDINGS,
        "page": None,
        "elsewhere": list_behind(publication, asked),
    }
    if rows is not None:
        mine = rows.filter(below(request.user.office.path))
        page_ = Paginator(mine.order_by("batch", "id"), _PAGE).get_page(request.GET.get("page"))
        kind = str(asked.arguments.get("kind", ""))
        context |= {"page": page_, "lines": _lines(request.user, list(page_), kind)}
    return render(request, "office/bulletins/figure.html", context)


@dataclass(frozen=True, slots=True)
class Line:
    """A site behind a figure, and the findings it has of the kind that is asked about."""

    row: Listed
    findings: list[tuple[int, str]]
    more: int


def _lines(user: User, rows: list[Listed], kind: str) -> list[Line]:
    wanted: dict[int, list[int]] = {}
    for row in rows:
        kinds = [row.problems.get(kind, [])] if kind else row.problems.values()
        wanted[row.pk] = [key for keys in kinds for key in keys]
    shown = [key for keys in wanted.values() for key in keys[:_FINDINGS]]
    said = {one.pk: sentence(one) for one in findings_visible_to(user).filter(pk__in=shown)}
    return [
        Line(
            row,
            [(key, said[key]) for key in wanted[row.pk][:_FINDINGS] if key in said],
            max(0, len(wanted[row.pk]) - _FINDINGS),
        )
        for row in rows
    ]


def public_address(request: Visit, number: int) -> str:
    """Where everybody reads the bulletin, or will, as the office itself reaches this system."""
    return request.build_absolute_uri(reverse("public_bulletin", args=[number]))


@page("GET", verb=Verb.EXPORT)
def form(request: Visit, number: int, name: str) -> HttpResponse:
    """A form of the last version, made now: to be looked at before anybody signs."""
    publication = found(request.user, number)
    if name not in FORMS or not publication.versions.exists():
        raise Http404(name)
    address = public_address(request, number)
    return files.made(name, FORMS[name](bulletin_of(latest(publication)), address))


@page("GET")
def summary(request: Visit, number: int) -> HttpResponse:
    """主任's page: five numbers, the trend with its interval, what failed most; nothing else."""
    publication = found(request.user, number)
    if not publication.versions.exists():
        raise Http404(_("还没有生成通报"))
    version = latest(publication)
    said = summary_of(publication, version)
    context = {
        "publication": publication,
        "version": version,
        "summary": said,
        "trend": charts.trend(said.quarters),
    }
    return render(request, "office/bulletins/summary.html", context)
