"""The verbs on requested reports: built, issued, answered, returned, accepted, published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from xuncha.base.language import _
from xuncha.cases import actions as cases
from xuncha.cases.kinds.report_request import annual
from xuncha.cases.kinds.report_request.fields import FieldKind, Wrong, read_answer, read_form
from xuncha.cases.kinds.report_request.models import (
    AnswerFile,
    AnswerVersion,
    AskState,
    ReportAnswer,
    ReportRequest,
)
from xuncha.cases.kinds.report_request.queries import fields_of, files_of
from xuncha.cases.models import Case
from xuncha.cases.queries import calendar
from xuncha.people.actions import Actor, Noun, RefusedError, record
from xuncha.people.events import announce
from xuncha.people.models import Office, User
from xuncha.people.rules import Verb
from xuncha.people.tree import holds
from xuncha.registry.fields import UnfitError, address, prose, text
from xuncha.registry.models import Site

MOST_ASKED: Final = 5000
ANNUALS: Final = ("oversight", "work")


class WrongsError(RefusedError):
    """What was filled in cannot be kept; `wrongs` says what, field by field."""

    def __init__(self, wrongs: Sequence[Wrong]) -> None:
        """`wrongs` is not empty."""
        super().__init__("\n".join(map(str, wrongs)))
        self.wrongs = tuple(wrongs)


# ── asking ───────────────────────────────────────────────────────────────────


@transaction.atomic
def draft_ask(
    actor: Actor,
    title: str,
    raw: Sequence[Mapping[str, Any]],
    *,
    said: str = "",
    yearly: str = "",
    year: int | None = None,
) -> ReportRequest:
    """A request that is not issued yet. Raises WrongsError for a form that cannot be."""
    user = _asker(actor)
    row = ReportRequest(
        office=user.office,
        path=user.office.path,
        made_by=user,
        made_at=actor.now,
        annual=yearly if yearly in ANNUALS else "",
        year=year,
    )
    _fill(row, title, raw, said)
    row.save()
    record(actor, "report.draft", noun(row), new={"title": row.title, "fields": len(row.form)})
    return row


@transaction.atomic
def change_ask(
    actor: Actor,
    row: ReportRequest,
    title: str,
    raw: Sequence[Mapping[str, Any]],
    *,
    said: str = "",
    version: int | None = None,
) -> ReportRequest:
    """Rewrite a request that is not issued yet; an issued form stays as it was asked."""
    row = _own(actor, row, version)
    if row.state != AskState.DRAFT:
        raise RefusedError(_("已下发的报送事项不能再改表单，可另行下发"))
    _fill(row, title, raw, said)
    row.version += 1
    row.save()
    record(actor, "report.change", noun(row), new={"title": row.title, "fields": len(row.form)})
    return row


def _fill(row: ReportRequest, title: str, raw: Sequence[Mapping[str, Any]], said: str) -> None:
    wrongs: list[Wrong] = []
    try:
        row.title, row.text = text(title, 120), prose(said, 4000)
    except UnfitError as error:
        wrongs.append(Wrong("title", _("标题和要求"), str(error)))
    if not row.title and not wrongs:
        wrongs.append(Wrong("title", _("标题"), _("未填写")))
    fields, problems = read_form(raw)
    if wrongs or problems:
        raise WrongsError([*wrongs, *problems])
    row.form = [one.as_json() for one in fields]


@transaction.atomic
def issue(
    actor: Actor,
    row: ReportRequest,
    *,
    offices: Iterable[Office] = (),
    sites: Iterable[Site] = (),
    due: date | None = None,
    days: int | None = None,
    version: int | None = None,
) -> ReportRequest:
    """Ask these offices (or sites) for it, by a day or within so many working days."""
    row = _own(actor, row, version)
    if row.state != AskState.DRAFT:
        raise RefusedError(_("“{title}”已经下发").format(title=row.title))
    last = _last_day(actor, due, days)
    whom = [(one, None) for one in offices] + [(one.office, one) for one in sites]
    if not 0 < len(whom) <= MOST_ASKED:
        raise RefusedError(_("请选择报送的单位或网站，最多 {most} 个").format(most=MOST_ASKED))
    for office, site in whom:
        if not holds(row.path, office.path):
            raise PermissionDenied("only what lies below is asked")
        _ask(actor, row, office, site, last)
    row.state, row.due, row.issued_at = AskState.ISSUED, last, actor.now
    row.version += 1
    row.save()
    record(
        actor,
        "report.issue",
        noun(row),
        new={"due": last, "asked": len(whom), "title": row.title},
    )
    return row


def _last_day(actor: Actor, due: date | None, days: int | None) -> date:
    today = localdate(actor.now)
    if due is None and days is not None and 0 < days <= 250:
        due = calendar().add(today, days)
    if due is None or due < today or (due - today).days > 400:
        raise RefusedError(_("请填写将来的截止日期，或 1 至 250 个工作日"))
    return due


def _ask(actor: Actor, row: ReportRequest, office: Office, site: Site | None, due: date) -> None:
    about = f"{row.title}：{site.name}" if site else row.title
    case = cases.open_case(
        actor, "report_request", office, title=about, site=site, opened_by=row.office
    )
    Case.objects.filter(pk=case.pk).update(due=due)
    known = annual.known(row, office, site, actor.now)
    answer = ReportAnswer.objects.create(
        case=case, request=row, site=site, path=office.path, values=known, known=known
    )
    announce(
        "case.issued",
        office,
        key=f"report.asked:{case.pk}",
        title=_("请报送：{title}").format(title=about),
        text=_("请于{day}前报送。").format(day=due.isoformat()),
        link=f"/requested/answers/{answer.pk}/",
        at=actor.now,
    )


# ── answering ────────────────────────────────────────────────────────────────


@transaction.atomic
def save_answer(
    actor: Actor, answer: ReportAnswer, sent: Mapping[str, Any], *, version: int | None = None
) -> ReportAnswer:
    """Keep what is filled in so far; raises WrongsError for what cannot be kept."""
    answer = _held(actor, answer, version)
    values, wrongs = read_answer(fields_of(answer.request), sent, whole=False)
    if wrongs:
        raise WrongsError(wrongs)
    answer.values = values
    answer.save(update_fields=["values"])
    seen = answer.case.version
    if not Case.objects.filter(pk=answer.case_id, version=seen).update(version=F("version") + 1):
        raise _stale()
    answer.case.version = seen + 1
    return answer


@transaction.atomic
def submit_answer(
    actor: Actor, answer: ReportAnswer, sent: Mapping[str, Any], *, version: int | None = None
) -> ReportAnswer:
    """Hand an answer in: from here on it is the office's to accept or to return."""
    answer = _held(actor, answer, version)
    fields = fields_of(answer.request)
    values, wrongs = read_answer(fields, sent, whole=True)
    have = files_of(answer)
    missing = [
        Wrong(one.key, one.label, _("未上传"))
        for one in fields
        if one.kind is FieldKind.FILE and one.needed and one.key not in have
    ]
    if wrongs or missing:
        raise WrongsError([*wrongs, *missing])
    answer.case = cases.move(actor, answer.case, "submitted", version=answer.case.version)
    answer.values, answer.submitted_at = values, actor.now
    answer.first_at = answer.first_at or actor.now
    answer.save()
    files = {key: [one.file.name for one in ones] for key, ones in have.items()}
    AnswerVersion.objects.create(
        answer=answer,
        number=answer.versions.count() + 1,
        values={**values, **files},
        by=actor.user,
        by_name=actor.name,
        at=actor.now,
    )
    _tell(actor, answer, answer.request.office, "case.moved", _("已报送：{title}（{office}）"))
    return answer


@transaction.atomic
def return_answer(
    actor: Actor, answer: ReportAnswer, why: str, *, version: int | None = None, days: int = 3
) -> ReportAnswer:
    """Send an answer back to be put right, saying what; `days` working days to do it in."""
    answer = _decided(actor, answer, "returned", why, version, days=days)
    answer.published_at = None
    answer.save(update_fields=["published_at"])
    _tell(actor, answer, answer.case.office, "case.moved", _("报送被退回：{title}"))
    return answer


@transaction.atomic
def accept_answer(
    actor: Actor, answer: ReportAnswer, text: str = "", *, version: int | None = None
) -> ReportAnswer:
    """Accept what was handed in."""
    answer = _decided(actor, answer, "accepted", text, version)
    _tell(actor, answer, answer.case.office, "case.moved", _("报送已通过：{title}"))
    return answer


@transaction.atomic
def excuse_answer(
    actor: Actor, answer: ReportAnswer, why: str, *, version: int | None = None
) -> ReportAnswer:
    """Ask this one for nothing, saying why; or, where it was excused, ask again."""
    to = "asked" if answer.case.state == "excused" else "excused"
    return _decided(actor, answer, to, why, version)


@transaction.atomic
def attach_file(actor: Actor, answer: ReportAnswer, key: str, name: str, data: bytes) -> AnswerFile:
    """Put a file into a field of an answer; raises RefusedError for one that is not taken."""
    answer = _held(actor, answer, None, looked=False)
    field = next((one for one in fields_of(answer.request) if one.key == key), None)
    if field is None or field.kind is not FieldKind.FILE:
        raise RefusedError(_("这一项不收附件"))
    file = cases.attach(actor, answer.case, name, data)
    return AnswerFile.objects.create(answer=answer, key=key, file=file)


@transaction.atomic
def drop_file(actor: Actor, file: AnswerFile) -> None:
    """Take a file out of an answer; it stays with the case."""
    answer = _held(actor, file.answer, None, looked=False)
    AnswerFile.objects.filter(pk=file.pk, dropped_at=None).update(dropped_at=actor.now)
    record(actor, "report.drop_file", cases.noun(answer.case), old={"name": file.file.name})


# ── annual reports ───────────────────────────────────────────────────────────


@transaction.atomic
def publish(actor: Actor, answer: ReportAnswer) -> ReportAnswer:
    """Put an accepted annual report on the public pages."""
    answer = _row(answer)
    actor.must(Verb.PUBLISH, answer.path)
    if not answer.request.annual or answer.case.state != "accepted":
        raise RefusedError(_("只有审核通过的年度报表可以公开"))
    if answer.published_at is None:
        answer.published_at = actor.now
        answer.save(update_fields=["published_at"])
        record(actor, "report.publish", cases.noun(answer.case), new={"year": answer.request.year})
    return answer


@transaction.atomic
def fill_in_address(actor: Actor, answer: ReportAnswer, url: str) -> ReportAnswer:
    """Say where the site itself shows its annual report (公开后回填网址)."""
    answer = _row(answer)
    actor.must(Verb.HANDLE_CASE, answer.path)
    try:
        where = address(url)
    except UnfitError as error:
        raise RefusedError(str(error)) from error
    old, answer.public_url = answer.public_url, where
    answer.save(update_fields=["public_url"])
    record(actor, "report.address", cases.noun(answer.case), old={"url": old}, new={"url": where})
    return answer


def noun(row: ReportRequest) -> Noun:
    """The request as the audit log names it."""
    return Noun("report", row.pk, row.title, row.path)


# ── steps ────────────────────────────────────────────────────────────────────


def _asker(actor: Actor) -> User:
    if actor.user is None:
        raise PermissionDenied("a person asks")
    actor.must(Verb.REVIEW_FINDING, actor.user.office.path)
    return actor.user


def _own(actor: Actor, row: ReportRequest, version: int | None) -> ReportRequest:
    """The locked request, if it is this actor's office's and still what they saw."""
    user, seen = _asker(actor), row.version if version is None else version
    row = ReportRequest.objects.select_for_update().get(pk=row.pk)
    if row.office_id != user.office_id:
        raise PermissionDenied("another office asked for it")
    if row.version != seen:
        raise _stale()
    return row


def _row(answer: ReportAnswer) -> ReportAnswer:
    rows = ReportAnswer.objects.select_for_update(of=("self",))
    return rows.select_related("case", "case__office", "request", "request__office").get(
        pk=answer.pk
    )


def _held(
    actor: Actor, answer: ReportAnswer, version: int | None, *, looked: bool = True
) -> ReportAnswer:
    """The locked answer while it is the unit's to fill in, as the actor saw it."""
    seen = answer.case.version if version is None else version
    answer = _row(answer)
    actor.must(Verb.HANDLE_CASE, answer.path)
    if looked and answer.case.version != seen:
        raise _stale()
    if answer.case.state not in ("asked", "returned"):
        raise RefusedError(_("已经报送，不能再改；需要更正的，请上级退回"))
    return answer


def _decided(
    actor: Actor,
    answer: ReportAnswer,
    to: str,
    why: str,
    version: int | None,
    days: int | None = None,
) -> ReportAnswer:
    seen = answer.case.version if version is None else version
    answer = _row(answer)
    answer.case = cases.move(actor, answer.case, to, why, version=seen, days=days)
    return answer


def _tell(actor: Actor, answer: ReportAnswer, office: Office, kind: str, title: str) -> None:
    announce(
        kind,
        office,
        key=f"report:{answer.case_id}:{answer.case.version}:{office.pk}",
        title=title.format(title=answer.case.title, office=answer.case.office.name),
        link=f"/requested/answers/{answer.pk}/",
        at=actor.now,
    )


def _stale() -> RefusedError:
    return RefusedError(_("已由他人修改，请刷新页面后再办理"))
