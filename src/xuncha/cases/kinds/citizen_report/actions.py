"""The verbs on citizens' reports: receive, hand on, answer, close; each step a row of the case."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.timezone import localtime

from xuncha.base.language import _
from xuncha.cases.actions import StaleError, hand_over, move, noun
from xuncha.cases.kinds.citizen_report import pictures
from xuncha.cases.kinds.citizen_report.models import (
    Category,
    CitizenReport,
    ReplyTemplate,
    ReportTerms,
    Satisfaction,
)
from xuncha.cases.kinds.citizen_report.queries import leading, terms
from xuncha.cases.kinds.citizen_report.rules import (
    CHECKING,
    CLOSED,
    MACHINE,
    PASSED,
    REDO,
    REFUSED,
    WAITING,
    WORKING,
    spam,
)
from xuncha.cases.models import Case
from xuncha.people.actions import Actor, Noun, RefusedError, record
from xuncha.people.events import announce
from xuncha.people.models import Office
from xuncha.people.rules import Verb
from xuncha.registry.fields import UnfitError, prose, text

MOST_TEXT: Final = 2000
#: Messages of one network address: in ten minutes, and in a day. A family, an office and an
#: internet café share one.
_LIMITS: Final = ((timedelta(minutes=10), 10), (timedelta(days=1), 60))


class UsedError(RefusedError):
    """The riddle's solution has opened the door before."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a citizen filled in, as it came."""

    url: str
    category: str
    text: str = ""
    contact: str = ""
    #: The site code of the badge the form was reached from.
    badge: str = ""
    picture: bytes = b""
    #: A field that people do not see; who fills it in is no person.
    trap: str = ""


def receive(actor: Actor, sent: Sent, riddle: str) -> tuple[CitizenReport, str]:
    """Take a message in; the report and the secret of its status link, which is told once.

    One row and nothing else: what is slow (the page itself, its checks, whose it is) is done by
    the worker. `riddle` names the solved riddle. Raises RefusedError, in words for the citizen.
    """
    fields = _fields(sent)
    sender = sender_of(actor.address)
    _must_not_flood(actor, sender)
    picture = pictures.keep(pictures.redraw(sent.picture)) if sent.picture else ""
    token = secrets.token_urlsafe(18)
    report = CitizenReport(
        number=f"{localtime(actor.now):%Y%m%d}{secrets.token_hex(4)}",
        received_at=actor.now,
        token_sha256=hashlib.sha256(token.encode()).hexdigest(),
        riddle=hashlib.sha256(riddle.encode()).hexdigest(),
        sender=sender,
        picture=picture,
        spam=spam(fields["url"], fields["text"], sent.trap),
        **fields,
    )
    # The unique riddle is the lock: of two that bring one solution the second is not written.
    CitizenReport.objects.bulk_create([report], ignore_conflicts=True)
    found = CitizenReport.objects.filter(token_sha256=report.token_sha256).first()
    if found is None:
        raise UsedError(_("这次验证已经用过，请重新验证后提交"))
    return found, token


def _fields(sent: Sent) -> dict[str, str]:
    try:
        fields = {
            "url": text(sent.url, 2000),
            "text": prose(sent.text, MOST_TEXT),
            "contact": text(sent.contact, 120),
        }
    except UnfitError as error:
        raise RefusedError(str(error)) from error
    if not fields["url"]:
        raise RefusedError(_("请填写有错误的网页的网址"))
    if sent.category not in Category.values:
        raise RefusedError(_("请选择问题类型"))
    return fields | {"category": sent.category, "badge": sent.badge[:10]}


def sender_of(address: str | None) -> str:
    """A keyed hash that tells senders apart and names none of them."""
    if not address:
        return ""
    return salted_hmac("xuncha.reports.sender", address, algorithm="sha256").hexdigest()[:32]


def _must_not_flood(actor: Actor, sender: str) -> None:
    for span, most in _LIMITS:
        sent = CitizenReport.objects.filter(sender=sender, received_at__gt=actor.now - span)
        if sent[:most].count() >= most:
            raise RefusedError(_("您提交得过于频繁，请稍后再交；已提交的都已收到"))


# ── handling ─────────────────────────────────────────────────────────────────


@transaction.atomic
def refuse(actor: Actor, case: Case, reason: str, *, version: int | None = None) -> Case:
    """不予受理: not taken up, and why; the citizen reads the reason."""
    now = move(actor, case, REFUSED, reason, version=version)
    _answer(now, reason, public=False)
    _over(actor, now)
    return now


@transaction.atomic
def dispatch(
    actor: Actor, case: Case, office: Office, opinion: str = "", *, version: int | None = None
) -> Case:
    """转办: make `office` responsible; from today its working days count.

    Raises RefusedError and PermissionDenied as `move` does.
    """
    if case.state != WAITING:
        raise StaleError(_("“{number}”已转办，请刷新页面").format(number=case.number))
    now = hand_over(actor, case, office, version=version) if office.pk != case.office_id else case
    seen = now.version if office.pk != case.office_id else version
    now = move(actor, now, PASSED, opinion, version=seen, days=terms(office)[1])
    CitizenReport.objects.filter(case=now, passed_at=None).update(passed_at=actor.now)
    announce(
        "report.received",
        office,
        key=f"report.passed:{now.pk}:{now.version}",
        title=_("转办纠错留言：{title}").format(title=now.title),
        text=leading(now).text[:300],
        link=f"/reports/{now.pk}/",
        at=actor.now,
    )
    return now


@transaction.atomic
def give_back(actor: Actor, case: Case, reason: str, *, version: int | None = None) -> Case:
    """The unit says that it is not its business: back to who dispatched it."""
    now = move(actor, case, WAITING, reason, version=version)
    opener = Office.objects.get(pk=now.opened_by_id)
    Case.objects.filter(pk=now.pk).update(office=opener, path=opener.path)
    now.office, now.path = opener, opener.path
    return now


@transaction.atomic
def begin(actor: Actor, case: Case, *, version: int | None = None) -> Case:
    """处理中: the unit has it in hand."""
    return move(actor, case, WORKING, version=version)


@transaction.atomic
def propose(actor: Actor, case: Case, answer: str, *, version: int | None = None) -> Case:
    """待审核: the unit says what was done; the office above reads it before the citizen does."""
    now = move(actor, case, CHECKING, answer, version=version)
    _answer(now, answer, public=None)
    return now


@transaction.atomic
def send_back(actor: Actor, case: Case, reason: str, *, version: int | None = None) -> Case:
    """退回重办: not done yet; the day stays as it was."""
    return move(actor, case, REDO, reason, version=version)


@transaction.atomic
def close(
    actor: Actor, case: Case, answer: str, *, public: bool, version: int | None = None
) -> Case:
    """已办结: the answer goes to the citizen, and to everyone where `public`."""
    now = move(actor, case, CLOSED, answer, version=version)
    _answer(now, answer, public=public)
    _over(actor, now)
    return now


def _answer(case: Case, answer: str, *, public: bool | None) -> None:
    told = {"answer": prose(answer)}
    reports = CitizenReport.objects.filter(case=case)
    reports.update(**told)
    if public is not None:
        reports.filter(merged=False).update(public=public)


def _over(actor: Actor, case: Case) -> None:
    announce(
        "case.moved",
        case.opened_by,
        key=f"report.over:{case.pk}:{case.version}",
        title=f"{_(MACHINE.states[case.state])}：{case.title}",
        link=f"/reports/{case.pk}/",
        at=actor.now,
    )


@transaction.atomic
def rate(actor: Actor, report: CitizenReport, satisfaction: str, remark: str = "") -> None:
    """The citizen says how they found what was done, once; raises RefusedError."""
    if satisfaction not in Satisfaction.values:
        raise RefusedError(_("请选择满意程度"))
    try:
        said = text(remark, 500)
    except UnfitError as error:
        raise RefusedError(str(error)) from error
    case = report.case
    done = case is not None and CitizenReport.objects.filter(
        pk=report.pk, satisfaction="", case__state=CLOSED
    ).update(satisfaction=satisfaction, remark=said, rated_at=actor.now)
    if not done or case is None:
        raise RefusedError(_("办结后可以评价一次"))
    record(actor, "report.rate", noun(case), new={"satisfaction": satisfaction})


# ── what an office settles ───────────────────────────────────────────────────


@transaction.atomic
def set_terms(actor: Actor, office: Office, transfer_days: int, close_days: int) -> ReportTerms:
    """The working days to hand on and to close, for an office and those below it."""
    actor.must(Verb.MANAGE_OFFICES, office.path)
    if not (1 <= transfer_days <= 30 and 1 <= close_days <= 60):
        raise RefusedError(_("转办为 1 至 30 个工作日，办结为 1 至 60 个工作日"))
    old = dict(zip(("transfer", "close"), terms(office), strict=True))
    made, _new = ReportTerms.objects.update_or_create(
        office=office,
        defaults={
            "transfer_days": transfer_days,
            "close_days": close_days,
            "changed_by": actor.user,
            "changed_at": actor.now,
        },
    )
    record(
        actor,
        "report.terms",
        Noun("office", office.pk, office.name, office.path),
        old=old,
        new={"transfer": transfer_days, "close": close_days},
    )
    return made


@transaction.atomic
def add_template(actor: Actor, office: Office, name: str, answer: str) -> ReplyTemplate:
    """An answer to be given again; raises RefusedError without a name or a text."""
    actor.must(Verb.HANDLE_CASE, office.path)
    try:
        called, said = text(name, 60), prose(answer)
    except UnfitError as error:
        raise RefusedError(str(error)) from error
    if not called or not said:
        raise RefusedError(_("请填写模板的名称和内容"))
    made = ReplyTemplate.objects.create(
        office=office,
        path=office.path,
        name=called,
        text=said,
        made_by=actor.user,
        made_at=actor.now,
    )
    record(actor, "report.template", Noun("office", office.pk, office.name, office.path))
    return made


@transaction.atomic
def drop_template(actor: Actor, template: ReplyTemplate) -> None:
    """Take it away."""
    actor.must(Verb.HANDLE_CASE, template.path)
    noun_ = Noun("office", template.office_id, template.name, template.path)
    record(actor, "report.template_drop", noun_)
    template.delete()
