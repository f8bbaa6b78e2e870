"""The verbs on filings: written, submitted, approved level by level, and the site is back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from xuncha.base.language import _
from xuncha.cases import actions as cases
from xuncha.cases.kinds.outage import effects, rules
from xuncha.cases.kinds.outage.models import Filing, FilingFigure
from xuncha.cases.kinds.outage.queries import earlier_offline, figures_at, span_of
from xuncha.cases.kinds.outage.rules import KIND_NAMES, FilingKind, Span
from xuncha.cases.models import Case
from xuncha.cases.queries import calendar
from xuncha.people.actions import Actor, Noun, RefusedError, record
from xuncha.people.events import announce
from xuncha.people.models import Office, User
from xuncha.people.rules import Verb
from xuncha.registry.fields import UnfitError, address, prose
from xuncha.registry.models import Site, SiteState
from xuncha.registry.queries import review_chain
from xuncha.registry.rules import next_desk, review_refusal

#: A year of days or hours: no figure of a filing is longer.
MOST_FIGURE = 366


class ProblemsError(RefusedError):
    """What was filled in cannot be kept; `problems` says what, by field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        """`problems` is not empty."""
        super().__init__("\n".join(problems.values()))
        self.problems = dict(problems)


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody filled in; moments with their time zone."""

    why: str
    begins: datetime | None
    ends: datetime | None
    reason: str = ""
    notice: str = ""
    notice_url: str = ""


@transaction.atomic
def draft_filing(actor: Actor, site: Site, told: Told) -> Filing:
    """A filing that is not submitted yet. Raises ProblemsError, RefusedError, PermissionDenied."""
    user = _person(actor)
    actor.must(Verb.REQUEST_CHANGE, site.path)
    if site.state not in (SiteState.ACTIVE, SiteState.EXEMPT, SiteState.OFFLINE):
        raise RefusedError(_("“{name}”不在运行，不用报备").format(name=site.name))
    values = _read(actor, site, told, None)
    case = cases.open_case(
        actor,
        "outage",
        site.office,
        title=_title(site, values["why"]),
        site=site,
        opened_by=user.office,
    )
    filing = Filing.objects.create(case=case, site=site, path=site.path, **values)
    filing.writers.add(user)
    return filing


@transaction.atomic
def change_filing(
    actor: Actor, filing: Filing, told: Told, *, version: int | None = None
) -> Filing:
    """Rewrite a draft or a returned filing."""
    user, filing = _person(actor), _held(filing, version)
    actor.must(Verb.REQUEST_CHANGE, filing.path)
    _must_be(filing, ("draft", "returned"))
    before, values = span_of(filing), _read(actor, filing.site, told, filing)
    if not before.meets(values["begins"], values["ends"]):
        # Another absence than the one that was told of: it is told of now.
        filing.told_at = None
    for name, value in values.items():
        setattr(filing, name, value)
    filing.save()
    filing.writers.add(user)
    title, seen = _title(filing.site, values["why"]), filing.case.version
    rows = Case.objects.filter(pk=filing.case_id, version=seen)
    if not rows.update(title=title, version=seen + 1):
        raise RefusedError(_("该报备已有变化，请刷新页面后再办理"))
    filing.case.title, filing.case.version = title, seen + 1
    record(actor, "filing.change", cases.noun(filing.case), new={**values, "title": title})
    return filing


@transaction.atomic
def submit(actor: Actor, filing: Filing, *, version: int | None = None) -> Filing:
    """Lay a filing on the first level's desk. From this moment it counts as told."""
    user, filing = _person(actor), _held(filing, version)
    if problems := _against(actor, filing.site, filing):
        raise ProblemsError(problems)
    filing.told_at = filing.told_at or actor.now
    figures = figures_at(filing.path)
    filing.timeliness = rules.timeliness(
        FilingKind(filing.why), filing.begins, filing.told_at, figures, calendar()
    )
    first = review_chain(filing.site.office)[0]
    filing.case = cases.move(
        actor, filing.case, "reviewing", version=version, days=figures.review_days
    )
    lay(actor, filing, first, 1)
    filing.writers.add(user)
    return filing


@transaction.atomic
def approve(actor: Actor, filing: Filing, text: str = "", *, version: int | None = None) -> Filing:
    """Agree at the level it lies at: on to the next or, after the last, into force.

    Of two who decide at once one wins; the other gets a RefusedError and has changed nothing.
    """
    filing = _on_my_desk(actor, filing, version)
    chain = review_chain(filing.site.office)
    here = filing.at_office
    assert here is not None  # noqa: S101 (what lies on a desk has one)
    after = next_desk([office.path for office in chain], here.path)
    if after is not None:
        days = figures_at(filing.path).review_days
        filing.case = cases.move(actor, filing.case, "reviewing", text, version=version, days=days)
        lay(actor, filing, next(one for one in chain if one.path == after), filing.level + 1)
        return filing
    filing.case = cases.move(actor, filing.case, "approved", text, version=version)
    Case.objects.filter(pk=filing.case_id).update(due=None, due_from=None, due_days=None)
    lay(actor, filing, None, filing.level)
    filing.approved_at = actor.now
    filing.save()
    effects.set_aside(actor, filing)
    _tell(actor, filing, _("报备已批准：{title}"), "request.decided")
    return filing


@transaction.atomic
def send_back(actor: Actor, filing: Filing, text: str, *, version: int | None = None) -> Filing:
    """Return it to who made it, saying what to mend; it starts at the first level again."""
    filing = _on_my_desk(actor, filing, version)
    if not text.strip():
        raise RefusedError(_("请写明退回的理由，以便申请单位修改"))
    filing.case = cases.move(actor, filing.case, "returned", text, version=version)
    Case.objects.filter(pk=filing.case_id).update(due=None, due_from=None, due_days=None)
    lay(actor, filing, None, 0)
    _tell(actor, filing, _("报备被退回：{title}"), "request.decided")
    return filing


@transaction.atomic
def withdraw(actor: Actor, filing: Filing, *, version: int | None = None) -> Filing:
    """Take a filing back before it is decided."""
    filing = _held(filing, version)
    filing.case = cases.move(actor, filing.case, "withdrawn", version=version)
    lay(actor, filing, None, filing.level)
    return filing


@transaction.atomic
def restore(
    actor: Actor,
    filing: Filing,
    text: str = "",
    *,
    at: datetime | None = None,
    version: int | None = None,
) -> Filing:
    """Say that the site is back since `at` (now, if nothing is said); from there all counts."""
    filing = _held(filing, version)
    filing.case = cases.move(actor, filing.case, "restored", text, version=version)
    filing.restored_at = min(at or actor.now, actor.now)
    filing.save(update_fields=["restored_at"])
    effects.bring_back(actor, filing)
    return filing


@transaction.atomic
def set_figure(actor: Actor, office: Office, name: str, value: int, reason: str) -> FilingFigure:
    """Set a figure for an office and all below it: one row, one audit line."""
    actor.must(Verb.MANAGE_OFFICES, office.path)
    figure = rules.shipped_figures().get(name)
    if figure is None or not 0 <= value <= MOST_FIGURE:
        raise RefusedError(_("没有这个数字，或超出 0 至 {most}").format(most=MOST_FIGURE))
    if not reason.strip():
        raise RefusedError(_("请写明依据"))
    before = getattr(figures_at(office.path), name)
    change = FilingFigure.objects.create(
        office=office,
        path=office.path,
        name=name,
        value=value,
        reason=" ".join(reason.split())[:300],
        by=actor.user,
        at=actor.now,
    )
    record(
        actor,
        "figure.set",
        Noun("figure", name, figure.label, office.path),
        old={"value": before},
        new={"value": value, "why": change.reason},
    )
    return change


# ── steps ────────────────────────────────────────────────────────────────────


def _person(actor: Actor) -> User:
    if actor.user is None:
        raise PermissionDenied("a filing is written and decided by a person")
    return actor.user


def _title(site: Site, why: str) -> str:
    return f"{site.name}：{KIND_NAMES[FilingKind(why)]}"


def _read(actor: Actor, site: Site, told: Told, filing: Filing | None) -> dict[str, Any]:
    """What was filled in as it is kept; raises ProblemsError."""
    problems: dict[str, str] = {}
    values: dict[str, Any] = {"why": told.why, "begins": told.begins, "ends": told.ends}
    if told.why not in set(FilingKind):
        problems["why"] = _("请选择报备种类")
    for name, moment in (("begins", told.begins), ("ends", told.ends)):
        if moment is None:
            problems[name] = _("请填写日期和时间，例如 2017-11-13 09:00")
    readers: Mapping[str, Callable[[], str]] = {
        "reason": lambda: prose(told.reason),
        "notice": lambda: " ".join(prose(told.notice, 300).split()),
        "notice_url": lambda: address(told.notice_url),
    }
    for name, read in readers.items():
        try:
            values[name] = read()
        except UnfitError as error:
            problems[name] = str(error)
    if not problems:
        problems = _stands_against(actor, site, filing, told.why, values["begins"], values["ends"])
    if problems:
        raise ProblemsError(problems)
    return values


def _stands_against(
    actor: Actor, site: Site, filing: Filing | None, why: str, begins: datetime, ends: datetime
) -> dict[str, str]:
    kind, figures = FilingKind(why), figures_at(site.path)
    return rules.problems(
        kind,
        Span(begins, ends),
        actor.now,
        earlier_offline(site, filing) if kind is FilingKind.OFFLINE else (),
        figures,
    )


def _against(actor: Actor, site: Site, filing: Filing) -> dict[str, str]:
    """What a submitted filing must have, beyond what a draft may leave open."""
    problems = _stands_against(actor, site, filing, filing.why, filing.begins, filing.ends)
    if not filing.reason:
        problems["reason"] = _("请写明原因")
    if filing.why == FilingKind.OFFLINE and not filing.notice_url:
        problems["notice_url"] = _("临时下线须在网站上公告，请填写公告网址")
    return problems


def _held(filing: Filing, version: int | None) -> Filing:
    """The filing as it is, if it still is what the actor saw (by default what `filing` says)."""
    seen = filing.case.version if version is None else version
    now = (
        Filing.objects.select_for_update(of=("self",))
        .select_related("case", "site", "site__office", "at_office")
        .get(pk=filing.pk)
    )
    if now.case.version != seen:
        raise RefusedError(_("该报备已有变化，请刷新页面后再办理"))
    return now


def _must_be(filing: Filing, states: Sequence[str]) -> None:
    if filing.case.state not in states:
        state = _(rules.MACHINE.states[filing.case.state])
        raise RefusedError(_("该报备现为“{state}”，不能修改，请刷新页面").format(state=state))


def _on_my_desk(actor: Actor, filing: Filing, version: int | None) -> Filing:
    user, filing = _person(actor), _held(filing, version)
    actor.must(Verb.REVIEW_REQUEST, filing.path)
    why = review_refusal(
        at=filing.at_office.path if filing.at_office else None,
        reviewer=user.office.path,
        reviewer_id=user.pk,
        writers=set(filing.writers.values_list("pk", flat=True)),
    )
    if why is not None:
        raise RefusedError(why)
    return filing


def lay(actor: Actor, filing: Filing, office: Office | None, level: int) -> None:
    """Put a filing on a level's desk, or on none."""
    filing.at_office, filing.at_since = office, actor.now if office else None
    filing.level = level
    filing.save()
    if office is not None:
        announce(
            "request.review",
            office,
            key=f"filing.review:{filing.case_id}:{filing.case.version}",
            title=_("报备待审批：{title}").format(title=filing.case.title),
            link=f"/filings/{filing.pk}/",
            at=actor.now,
        )


def _tell(actor: Actor, filing: Filing, title: str, kind: str) -> None:
    announce(
        kind,
        filing.case.office,
        key=f"filing:{filing.case_id}:{filing.case.version}",
        title=title.format(title=filing.case.title),
        link=f"/filings/{filing.pk}/",
        at=actor.now,
    )
