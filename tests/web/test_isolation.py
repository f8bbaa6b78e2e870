"""Every address of the console, as every role next door: nothing is shown, nothing is done.

The addresses come from the URL map; one that the table below does not know fails the test.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.cases.filing import submitted, told
from tests.people import NOW, Cast
from tests.registry.forms import LEAVE
from tests.web.world import SECRET, Side, World, build

from xuncha.alerts.channels import add_channel, try_channel
from xuncha.alerts.digests import write_all
from xuncha.alerts.models import Channel, Delivery, Digest, Message, Notice
from xuncha.alerts.routing import listener_of, route
from xuncha.campaigns.models import KeyPolicy
from xuncha.campaigns.policies import add_policy
from xuncha.cases import actions as cases
from xuncha.cases.kinds.citizen_report.models import CitizenReport, ReplyTemplate
from xuncha.cases.kinds.outage.models import Filing
from xuncha.cases.kinds.rectification.models import NoticeItem
from xuncha.cases.kinds.report_request import actions as requested
from xuncha.cases.kinds.report_request.models import ReportAnswer, ReportRequest
from xuncha.cases.models import CaseFile
from xuncha.federation.models import Peer
from xuncha.monitoring.models import Node
from xuncha.people.events import announce
from xuncha.people.models import AuditEntry, User
from xuncha.pipeline.models import InspectionItem, Routine
from xuncha.pipeline.routines import set_routine
from xuncha.registry.authorisations import draft_authorisation
from xuncha.registry.documents import attach
from xuncha.registry.models import Request, SavedView, ScanAuthorisation

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
#: Doors before anybody is known: who signs in, in which language, and the API, walked elsewhere.
ELSEWHERE = (
    *("account", "mfa", "begin", "language", "api-", "public_", "socialaccount", "openid"),
    "vantage-",
)
#: What a page that needs an id is asked for: something that belongs to 海南州.
OF_HAINAN = {
    "site": "site",
    "sites": "site",
    "finding": "finding",
    "request": "request",
    "document": "request",
    "run": "run",
    "candidate": "candidate",
    "report": "report",
    "problem": "problem",
    "case": "case",
    "explanation": "explanation",
    "campaign": "campaign",
    "bulletin": "bulletin",
}


@pytest.fixture(scope="module")
def names() -> list[tuple[str, tuple[str, ...]]]:
    return sorted(addresses(get_resolver().url_patterns))


def addresses(
    patterns: list[URLPattern | URLResolver], above: str = ""
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every named address of the console, with the names of what its path needs."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace is None and not str(pattern.pattern).startswith("account"):
                yield from addresses(pattern.url_patterns, above + str(pattern.pattern))
        elif pattern.name and not pattern.name.startswith(ELSEWHERE):
            yield pattern.name, tuple(pattern.pattern.converters)


def filled(name: str, needs: tuple[str, ...], world: World) -> str:
    side, cast = world.hainan, world.cast
    noun = name.split("_")[0]
    numbers: dict[str, Any] = {
        **{noun: getattr(side, field).pk for noun, field in OF_HAINAN.items()},
        "office": cast.land.pk,
        "person": cast.wang.pk,
        "view": SavedView.objects.get().pk,
        "authorisation": ScanAuthorisation.objects.get().pk,
        **_told(),
        "peer": Peer.objects.get().pk,
        "node": Node.objects.get(name="secret-node").pk,
        "filing": Filing.objects.get().pk,
        "ask": ReportRequest.objects.get().pk,
        "answer": ReportAnswer.objects.get().pk,
        "policy": KeyPolicy.objects.get().pk,
    }
    if name == "run_again":
        numbers["run"] = InspectionItem.objects.get().pk
    if name == "report_save":
        numbers["report"] = CitizenReport.objects.exclude(spam="").get().pk
    if name == "report_template_drop":
        numbers["report"] = ReplyTemplate.objects.get(office=cast.hainan).pk
    documents = {
        "report_file": side.report.files.get().pk,
        "report_picture": side.report.reports.get().pk,
        "case_sight": side.case.items.get().pk,
    }
    values: dict[str, Any] = {
        "number": numbers.get(noun),
        "document": documents.get(name) or _document(noun, side),
        "kind": {
            "request_new": "change",
            "import_blank": "sites",
            "campaign_file": "draw",
            "case_document": "docx",
            "case_sight": "before",
        }.get(name, "xlsx"),
        "batch": 1,
        "name": "bulletin.html",
        "whose": "mine",
        "token": "a" * 32,
        "digest": side.finding.evidence[name == "finding_picture"][7:71],
    }
    wanted = {need: values.get(need) for need in needs}
    assert None not in wanted.values(), f"say in this test what {name} is asked for"
    return reverse(name, kwargs=wanted)


def _document(noun: str, side: Side) -> int:
    """A file of 海南州 that came with a thing of this kind."""
    if noun == "filing":
        return CaseFile.objects.get(name=f"{SECRET}.pdf").pk
    if noun == "answer":
        return CaseFile.objects.get(name=f"{SECRET}报送.pdf").pk
    if noun == "case":
        return side.case.files.get().pk
    if noun == "explanation":
        return side.explanation.files.get().pk
    return Request.objects.get().documents.get().pk


def _told() -> dict[str, int]:
    """What 小马 was told, and through what."""
    return {
        "notice": Notice.objects.latest("pk").pk,
        "routine": Routine.objects.get(title=SECRET).pk,
        "routines": Routine.objects.get(title=SECRET).pk,
        "digest": Digest.objects.get(office__name__contains="海南").pk,
        "channel": Channel.objects.get().pk,
        "delivery": Delivery.objects.latest("pk").pk,
    }


def _tell(cast: Cast) -> None:
    listener = listener_of(cast.ma, NOW)
    channel = add_channel(cast.acting(cast.ma), listener, "mail", target="x@y.cn", name=SECRET)
    try_channel(cast.acting(cast.ma), channel)
    Message.objects.update(subject=SECRET)
    announce("site.down", cast.hainan, key="site.down:1", title=SECRET, at=NOW)
    route(NOW)
    routine = {"rhythm": "daily", "at": NOW.time(), "standard": "census-2015"}
    set_routine(cast.acting(cast.ma), cast.hainan, SECRET, **routine)
    write_all(cast.hainan, NOW)
    Digest.objects.filter(office=cast.hainan).update(
        said={
            "numbers": {},
            "lists": {"near": [{"link": "/", "name": SECRET, "says": ""}]},
            "counts": {},
        }
    )


@pytest.fixture
def world(db: None) -> World:
    made = build()
    cast = made.cast
    request = made.hainan.request
    Request.objects.filter(pk=request.pk).update(state="draft")
    request.refresh_from_db()
    attach(cast.acting(cast.wang), request, f"{SECRET}.pdf", f"%PDF-1.4 {SECRET}".encode())
    Request.objects.filter(pk=request.pk).update(state="reviewing")
    leave = LEAVE | {"hosts": made.hainan.site.host, "document": SECRET}
    scan = (f"{SECRET}.pdf", f"%PDF-1.4 {SECRET}".encode())
    draft_authorisation(cast.acting(cast.ma), made.hainan.site, leave, scan)
    Peer.objects.create(
        name=f"{SECRET}巡查",
        office=cast.hainan,
        path=cast.hainan.path,
        public_key="b" * 64,
        added_at=NOW,
    )
    Node.objects.create(
        name="secret-node", public_key="a" * 64, path=cast.hainan.path, added_at=NOW
    )
    _tell(cast)
    side = made.hainan
    NoticeItem.objects.create(
        case=side.case,
        problem=side.problem,
        site=side.site,
        says=SECRET,
        since=NOW,
        evidence=side.finding.evidence,
        proof=side.finding.proof,
    )
    filing = submitted(cast, made.hainan.site, told(reason=f"{SECRET}停电"))
    pdf = f"%PDF-1.4 {SECRET}".encode()
    cases.attach(cast.acting(cast.wang), filing.case, f"{SECRET}.pdf", pdf)
    form = [
        {"key": "how", "label": f"{SECRET}措施", "kind": "text"},
        {"key": "proof", "label": "证明", "kind": "file"},
    ]
    ma = cast.acting(cast.ma)
    asked = requested.draft_ask(ma, f"{SECRET}报送", form, said=SECRET)
    requested.issue(ma, asked, offices=[cast.land], days=5)
    answer = ReportAnswer.objects.get()
    wang = cast.acting(cast.wang)
    requested.attach_file(wang, answer, "proof", f"{SECRET}报送.pdf", pdf)
    requested.submit_answer(wang, answer, {"how": SECRET})
    policy = {"title": SECRET, "published_at": "2017-11-10", "source_url": "http://a.gov.cn/"}
    add_policy(ma, cast.hainan, policy)
    SavedView.objects.create(owner=cast.ma, table="sites", name=SECRET, query="state=active")
    return made


def browser(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user, BACKEND)
    return client


def shown(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def test_the_table_names_what_every_address_needs(
    world: World, names: list[tuple[str, tuple[str, ...]]]
) -> None:
    assert len(names) > 30
    for name, needs in names:
        assert filled(name, needs, world).startswith("/")


def test_a_neighbour_is_shown_nothing_whatever_the_address(
    world: World, names: list[tuple[str, tuple[str, ...]]]
) -> None:
    for user in world.neighbours:
        client = browser(user)
        for name, needs in names:
            address = filled(name, needs, world)
            answer = client.get(address)
            assert SECRET not in shown(answer).decode(errors="replace"), (user.role, address)
            if "number" in needs:
                assert answer.status_code in (403, 404, 405), (user.role, address)


def test_a_neighbour_does_nothing_whatever_the_address(
    world: World, names: list[tuple[str, tuple[str, ...]]]
) -> None:
    before = list(AuditEntry.objects.values_list("pk", flat=True))
    site = world.hainan.site
    body = {
        "office": world.cast.hainan.pk,
        "site": site.pk,
        "chosen": [site.pk],
        "sites": [site.pk],
        "decision": "approve",
        "text": "越界",
        "reason": "越界",
        "name": "越界",
        "role": "leader",
        "password": "yuejie-2017-x",
        "standard": "census-2015",
        "title": "越界",
        "on": "2017-11-01",
        "url": "http://secret.hainan.gov.cn/",
    }
    for user in world.neighbours:
        client = browser(user)
        for name, needs in names:
            answer = client.post(filled(name, needs, world), body)
            assert SECRET not in shown(answer).decode(errors="replace"), (user.role, name)
            if "number" in needs:
                assert answer.status_code in (403, 404, 405), (user.role, name, answer.status_code)
    done = AuditEntry.objects.exclude(pk__in=before)
    assert not [entry for entry in done if entry.path.startswith(world.cast.hainan.path)]
    site.refresh_from_db()
    assert site.name == f"{SECRET}局"
    assert InspectionItem.objects.filter(site=site).count() == 1
    assert SavedView.objects.filter(owner=world.cast.ma).exists()
    assert Channel.objects.get(listener__user=world.cast.ma).active
    read = Notice.objects.filter(listener__user=world.cast.ma, read_at__isnull=False)
    assert not read.exists()


def test_a_stranger_is_shown_the_way_to_sign_in_and_nothing_else(
    world: World, names: list[tuple[str, tuple[str, ...]]]
) -> None:
    client = browser(None)
    for name, needs in names:
        for answer in (
            client.get(filled(name, needs, world)),
            client.post(filled(name, needs, world)),
        ):
            assert answer.status_code in (302, 401, 403, 404, 405), name
            assert SECRET not in shown(answer).decode(errors="replace")
            if answer.status_code == 302:
                # The address itself leads strangers to what is public.
                door = "/public/" if name == "overview" else "/account/login"
                assert door in answer["Location"], name


def test_the_unit_itself_sees_its_own(
    world: World, names: list[tuple[str, tuple[str, ...]]]
) -> None:
    """The same addresses are open to those they belong to, or the tests above prove nothing."""
    client = browser(world.cast.ma)
    seen = {
        name
        for name, needs in names
        if SECRET in shown(client.get(filled(name, needs, world))).decode(errors="replace")
    }
    assert {
        "site",
        "sites",
        "finding",
        "finding_replica",
        "finding_source",
        "findings",
        "request",
        "run",
        "candidate",
        "document",
        "authorisation_letter",
        "case",
        "case_file",
        "cases",
        "report",
        "report_file",
        "report_settings",
        "explanation_file",
        "finding_explain",
        "problem",
        "review",
        "filing",
        "filing_file",
        "filings",
        "requested",
        "ask",
        "answer",
        "answer_file",
        "policies",
        "notices",
        "notice",
        "notice_log",
        "notice_wishes",
        "routines",
        "digest",
    } <= seen
    for name, needs in (
        ("finding_picture", ("number", "digest")),
        ("case_sight", ("number", "document", "kind")),
    ):
        assert shown(client.get(filled(name, needs, world))).startswith(b"\x89PNG"), name


def test_what_somebody_did_is_read_by_nobody_next_door(world: World) -> None:
    client = browser(world.cast.zhou)
    page = shown(client.get(reverse("audit"))).decode()
    assert "共和县" not in page
