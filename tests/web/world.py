"""Two neighbouring regions with one of everything, so that what leaks from one to the other shows.

Everything of 海南州 carries the word 海南机密; nobody of 海西州 may ever read it.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from PIL import Image
from tests.campaigns.cases import announced, drawn, planned
from tests.cases.citizen_report.sending import photo, sent
from tests.people import NOW, PASSWORD, Cast, assemble
from tests.sites import registered

from xuncha.campaigns.actions import begin_batch
from xuncha.campaigns.models import Campaign
from xuncha.cases.actions import attach as attach_file
from xuncha.cases.actions import open_case
from xuncha.cases.kinds.citizen_report.actions import add_template, dispatch
from xuncha.cases.models import Case
from xuncha.evidence import archive, marking
from xuncha.evidence.response import Reach, Response
from xuncha.findings.explanations import explain
from xuncha.findings.models import (
    Explanation,
    Finding,
    FindingEvent,
    FindingState,
    Judgement,
    Problem,
)
from xuncha.findings.problems import recount_problems
from xuncha.findings.rules import where_hash
from xuncha.people.actions import add_person
from xuncha.people.models import Office, Role, User
from xuncha.pipeline.actions import start_run
from xuncha.pipeline.models import InspectionRun
from xuncha.publishing.actions import compile_text, draft
from xuncha.publishing.models import Publication
from xuncha.registry.actions import draft_request, submit
from xuncha.registry.models import (
    Candidate,
    Column,
    Request,
    RequestKind,
    Site,
    SiteState,
    SiteTransition,
)

SECRET = "海南机密"


@dataclass(frozen=True, slots=True)
class Side:
    """One of everything in one region."""

    site: Site
    column: Column
    finding: Finding
    judgement: Judgement
    run: InspectionRun
    request: Request
    candidate: Candidate
    report: Case
    problem: Problem
    explanation: Explanation
    case: Case
    campaign: Campaign
    bulletin: Publication


@dataclass(frozen=True, slots=True)
class World:
    cast: Cast
    hainan: Side
    #: Everybody who works in 海西州, one of each role.
    neighbours: tuple[User, ...]


def build() -> World:
    """Needs a database."""
    cast = assemble()
    hainan = _side(cast, cast.land, cast.ma, cast.wang, f"{SECRET}局", "secret.hainan.gov.cn")
    more = (
        add_person(cast.acting(cast.office), cast.haixi, f"haixi-{role}", role, password=PASSWORD)
        for role in (Role.INSPECTOR, Role.REVIEWER, Role.LEADER, Role.KEEPER)
    )
    return World(cast, hainan, (cast.zhou, cast.zhao, *more))


def _side(cast: Cast, unit: Office, organiser: User, reporter: User, name: str, host: str) -> Side:
    site = registered(
        unit, name, f"http://{host}/", site_code="6325210099", remark=name, supervisor=name
    )
    column = Column.objects.create(
        site=site, name=f"{name}栏目", url=f"http://{host}/gzdt/", type="动态要闻"
    )
    SiteTransition.objects.create(
        site=site, at=NOW, to_state=SiteState.ACTIVE, reason=f"{name}登记"
    )
    finding = Finding.objects.create(
        site=site,
        path=site.path,
        indicator="column.stale",
        where=f"column:http://{host}/gzdt/",
        where_hash=where_hash(f"column:http://{host}/gzdt/"),
        cause=where_hash(f"column:http://{host}/gzdt/"),
        state=FindingState.OPEN,
        level="veto",
        outcome="fault",
        column=column.name,
        observed={"column": column.name, "newest": "2016-10-08", "days": 400},
        message=f"“{column.name}”栏目已 400 天未更新",
        first_seen=NOW,
        last_seen=NOW,
        proof=f"inspections/{host}",
        evidence=_sealed(name, f"http://{host}/gzdt/", f"inspections/{host}"),
    )
    FindingEvent.objects.create(finding=finding, at=NOW, what="seen", to_state=FindingState.OPEN)
    judgement = Judgement.objects.create(
        site=site,
        path=site.path,
        as_of=NOW - timedelta(days=1),
        standard="census-2015",
        verdict="unqualified",
        vetoes=["column.stale"],
    )
    run = start_run(
        cast.acting(organiser),
        organiser.office,
        [site],
        standard="census-2015",
        title=f"{name}检查",
    )
    request = draft_request(
        cast.acting(reporter),
        RequestKind.CHANGE,
        unit,
        site=site,
        new={"name": f"{name}新名"},
        reason=f"{name}更名",
    )
    submit(cast.acting(reporter), request)
    candidate = Candidate.objects.create(
        host=f"missed.{host}",
        url=f"http://missed.{host}/",
        office=unit,
        path=unit.path,
        clues={"title": f"{name}漏报"},
        first_seen=NOW,
        last_seen=NOW,
    )
    recount_problems(site)
    problem = Problem.objects.get(site=site)
    explanation = explain(
        cast.acting(reporter),
        problem,
        f"{name}说明",
        NOW.date() + timedelta(days=30),
        [(f"{name}.pdf", f"%PDF-1.4 {name}".encode())],
    )
    case = _case(cast, unit, name)
    own = planned(cast, f"{name}抽查", office=organiser.office, user=organiser)
    campaign = drawn(cast, announced(cast, own))
    bulletin = bulletin_of(cast, organiser, campaign, site)
    report = _reported(cast, unit, name, host)
    return Side(
        site,
        column,
        finding,
        judgement,
        run,
        request,
        candidate,
        report,
        problem,
        explanation,
        case,
        campaign,
        bulletin,
    )


def _case(cast: Cast, unit: Office, name: str) -> Case:
    """A notice with a file, as an office may send one."""
    case = open_case(cast.acting(cast.li), "rectification", unit, title=f"{name}整改")
    attach_file(cast.acting(cast.li), case, f"{name}.pdf", f"%PDF-1.4 {name}".encode())
    return case


def _reported(cast: Cast, unit: Office, name: str, host: str) -> Case:
    """A citizen's report with a picture and a file, handed to its unit; and one that is spam."""
    sent(trap="x", text=name)
    first = sent(url=f"http://{host}/a.html", text=name, contact=name, picture=photo("PNG", (9, 9)))
    assert first.case is not None
    case = dispatch(cast.acting(cast.li), first.case, unit, f"{name}转办")
    attach_file(cast.acting(cast.li), case, f"{name}.pdf", f"%PDF-1.4 {name}".encode())
    add_template(cast.acting(cast.ma), cast.hainan, name, name)
    return case


def bulletin_of(cast: Cast, writer: User, campaign: Campaign, site: Site) -> Publication:
    """The spot check's bulletin, its one site judged."""
    batch = campaign.batches.get(size__gt=0)
    begin_batch(cast.acting(writer), batch, 4711, NOW, "census-2015")
    Judgement.objects.create(
        site=site, path=site.path, as_of=NOW, judged_at=NOW, standard="census-2015",
        verdict="unqualified", vetoes=["column.stale"],
    )  # fmt: skip
    publication = draft(cast.acting(writer), campaign, {"issuer": site.name})
    compile_text(cast.acting(writer), publication, publication.turn)
    return publication


def _sealed(name: str, url: str, proof: str) -> list[str]:
    """A page and a picture as an inspection leaves them, below the data folder."""
    folder = settings.DATA / proof
    folder.mkdir(parents=True, exist_ok=True)
    pack = archive.Pack(folder)
    page = f"<title>{name}</title>".encode()
    pack.keep(Response(url, url, Reach.OK, NOW, status=200, body=page))
    pack.close()
    drawn = io.BytesIO()
    Image.new("RGB", (40, 20), "white").save(drawn, "PNG")
    seen = marking.keep(drawn.getvalue(), folder / "evidence")
    return [*archive.prove(folder, [url], folder / "evidence").values(), str(seen)]
