"""Taking a carried file: looked at first, then taken whole or not at all, and counted once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.db.models import Q

from xuncha.base.language import _
from xuncha.checks.contract import catalogue
from xuncha.federation.models import (
    CarriedDay,
    CarriedFile,
    CarriedFinding,
    CarriedJudgement,
    CaseDay,
    Peer,
)
from xuncha.federation.reading import Carried
from xuncha.federation.rows import FindingRow, JudgementRow, SiteRow
from xuncha.findings.models import Finding, FindingEvent, Judgement
from xuncha.findings.problems import recount_problems, recount_site
from xuncha.findings.queries import CONFIDENTIAL
from xuncha.findings.rules import where_hash
from xuncha.monitoring.models import Node, ProbeDay
from xuncha.monitoring.rules import OFFICE_TIME
from xuncha.people.actions import Actor, Noun, RefusedError, record
from xuncha.people.models import User
from xuncha.people.rules import Verb
from xuncha.registry.models import Site

_FIELDS: Final = ("name", "home_url", "kind", "sponsor", "supervisor", "region")


@dataclass(frozen=True, slots=True)
class Difference:
    """A site that the installation's register has otherwise than ours."""

    code: str
    name: str
    #: None where our register has no such site.
    site: Site | None
    #: {field: (ours, theirs)}
    fields: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(slots=True)
class Preview:
    """What taking a file would do."""

    carried: Carried
    differences: list[Difference] = field(default_factory=list)
    judgements: int = 0
    findings: int = 0
    probe_days: int = 0
    case_days: int = 0
    #: Rows of sites that our register does not have yet; they come in once it has them.
    unknown: int = 0
    #: Days over which a file written later rules already.
    overruled: int = 0
    #: When this very file was taken before.
    taken_at: datetime | None = None


@dataclass(slots=True)
class Taken:
    """What taking a file did."""

    file: CarriedFile
    judgements: int = 0
    findings: int = 0
    probe_days: int = 0
    case_days: int = 0
    withdrawn: int = 0


def preview(actor: Actor, carried: Carried) -> Preview:
    """Look at every row; nothing is changed. Raises RefusedError, e.g. for another's site."""
    actor.must(Verb.IMPORT, carried.peer.path)
    sites = _sites(carried)
    seen = Preview(carried)
    for row in carried.rows("sites.jsonl"):
        if difference := _difference(row, sites.get(row.code)):
            seen.differences.append(difference)
    for name, counter in (("judgements", "judgements"), ("findings", "findings")):
        for row in carried.rows(f"{name}.jsonl"):
            _count(seen, counter, row.code in sites)
    ruled = _ruled_later(carried)
    for row in carried.rows("probes.jsonl"):
        if row.day not in ruled:
            _count(seen, "probe_days", row.code in sites)
    seen.case_days = sum(row.day not in ruled for row in carried.rows("cases.jsonl"))
    seen.overruled = len(ruled)
    earlier = CarriedFile.objects.filter(digest=carried.digest).first()
    seen.taken_at = earlier.taken_at if earlier else None
    return seen


@transaction.atomic
def take(actor: Actor, carried: Carried) -> Taken:
    """Take a file, all of it or nothing; again changes nothing. Raises RefusedError."""
    actor.must(Verb.IMPORT, carried.peer.path)
    if actor.user is None:
        raise RefusedError(_("导入要记在一个人名下"))
    # One file of an installation at a time, whatever number of people press the button.
    peer = Peer.objects.select_for_update().get(pk=carried.peer.pk)
    sites = _sites(carried)
    file = _file(actor.user, carried, peer, actor.now)
    done = Taken(file)
    _take_judgements(done, carried, sites)
    _take_findings(done, carried, sites, actor.now)
    _take_days(done, carried, sites)
    counts = {
        name: getattr(done, name) for name in ("judgements", "findings", "probe_days", "case_days")
    }
    file.counts = counts
    file.save(update_fields=["counts"])
    noun = Noun("carried", file.pk, str(file), peer.path)
    record(actor, "carried.take", noun, new={"sha256": carried.digest, **counts})
    return done


def _count(seen: Preview, counter: str, known: object) -> None:
    name = counter if known else "unknown"
    setattr(seen, name, getattr(seen, name) + 1)


def _file(user: User, carried: Carried, peer: Peer, now: datetime) -> CarriedFile:
    manifest = carried.manifest
    made, _new = CarriedFile.objects.get_or_create(
        digest=carried.digest,
        defaults={
            "peer": peer,
            "path": peer.path,
            "begin": manifest.begin,
            "end": manifest.end,
            "made_at": manifest.made_at,
            "taken_at": now,
            "taken_by": user,
        },
    )
    return made


def _sites(carried: Carried) -> dict[str, Site]:
    """Our sites that the file speaks of. Raises RefusedError for a site that is not the peer's."""
    path, prefix = carried.peer.path, _prefix(carried.peer)
    codes: dict[str, str] = {}
    for name in ("sites", "judgements", "findings", "probes"):
        for row in carried.rows(f"{name}.jsonl"):
            codes.setdefault(row.code, f"{name}.jsonl")
    found: dict[str, Site] = {}
    listed = list(codes)
    for start in range(0, len(listed), 500):
        some = Site.objects.filter(site_code__in=listed[start : start + 500])
        found |= {str(site.site_code): site for site in some}
    for code, part in codes.items():
        site = found.get(code)
        foreign = not site.path.startswith(path) if site else not code.startswith(prefix)
        if foreign:
            raise RefusedError(
                _("{part} 中有不归“{peer}”的网站 {code}，整份文件未导入").format(
                    part=part, peer=carried.peer.name, code=code
                )
            )
    return found


def _prefix(peer: Peer) -> str:
    """How the codes of the peer's sites begin: its region without the zeros at its end."""
    region = peer.office.code or peer.office.region
    while region.endswith("00"):
        region = region[:-2]
    return region or "none"


def _difference(row: SiteRow, site: Site | None) -> Difference | None:
    if site is None:
        return Difference(row.code, row.name, None)
    fields = {
        name: (str(getattr(site, name)), str(getattr(row, name)))
        for name in _FIELDS
        if str(getattr(site, name)) != str(getattr(row, name))
    }
    return Difference(row.code, row.name, site, fields) if fields else None


def _key(row: JudgementRow) -> str:
    said = f"{row.code}\n{row.as_of.timestamp():.6f}\n{row.standard}"
    return hashlib.sha256(said.encode()).hexdigest()


def _take_judgements(done: Taken, carried: Carried, sites: Mapping[str, Site]) -> None:
    file = done.file
    known = {
        one.key: one
        for one in CarriedJudgement.objects.filter(peer=file.peer).select_related(
            "file", "judgement"
        )
    }
    seen: set[str] = set()
    ruled = _ruled_later(carried)
    touched: dict[int, Site] = {}
    for row in carried.rows("judgements.jsonl"):
        if (site := sites.get(row.code)) is None:
            continue
        key = _key(row)
        if key in seen or (key not in known and _day(row.as_of) in ruled):
            # Over a day that a later file rules, what it does not have was taken back.
            continue
        seen.add(key)
        if _keep_judgement(file, site, row, key, known.get(key)):
            done.judgements += 1
            touched[site.pk] = site
    for key, one in known.items():
        if key not in seen and _withdrawn(one, carried):
            one.judgement.delete()
            done.withdrawn += 1
    for site in touched.values():
        _stamp(site)


def _keep_judgement(
    file: CarriedFile, site: Site, row: JudgementRow, key: str, known: CarriedJudgement | None
) -> bool:
    """Whether the row is news: it was not there, or an earlier file had it otherwise."""
    values = {
        "verdict": row.verdict,
        "score": None if row.score is None else Decimal(row.score),
        "vetoes": row.vetoes,
        "pages": row.pages,
        "links": row.links,
        "findings_count": row.findings,
    }
    if known is None:
        made = Judgement.objects.create(
            site=site, path=site.path, as_of=row.as_of, standard=row.standard, **values
        )
        CarriedJudgement.objects.create(file=file, peer=file.peer, judgement=made, key=key)
        return True
    if known.file.made_at >= file.made_at:
        return False
    for name, value in values.items():
        setattr(known.judgement, name, value)
    known.judgement.save(update_fields=list(values))
    known.file = file
    known.save(update_fields=["file"])
    return True


def _withdrawn(one: CarriedJudgement, carried: Carried) -> bool:
    """An earlier file had it, and this one, of the same days, no longer has it."""
    manifest = carried.manifest
    day = _day(one.judgement.as_of)
    return one.file.made_at < manifest.made_at and manifest.begin <= day <= manifest.end


def _day(at: datetime) -> date:
    return at.astimezone(OFFICE_TIME).date()


def _stamp(site: Site) -> None:
    """The latest verdict stands on the site, wherever it was given."""
    latest = Judgement.objects.filter(site=site).order_by("-as_of", "-id").first()
    if latest and (site.inspected_at is None or latest.as_of >= site.inspected_at):
        site.verdict, site.score, site.inspected_at = latest.verdict, latest.score, latest.as_of
        site.save(update_fields=["verdict", "score", "inspected_at"])


def _take_findings(done: Taken, carried: Carried, sites: Mapping[str, Site], now: datetime) -> None:
    touched: dict[int, Site] = {}
    for row in carried.rows("findings.jsonl"):
        site = sites.get(row.code)
        if site is None or row.indicator in CONFIDENTIAL or row.indicator not in catalogue():
            continue
        if _keep_finding(done.file, site, row, now):
            done.findings += 1
            touched[site.pk] = site
    for site in touched.values():
        recount_problems(site)
        recount_site(site)


def _keep_finding(file: CarriedFile, site: Site, row: FindingRow, now: datetime) -> bool:
    key = where_hash(row.where)
    finding = (
        Finding.objects.filter(site=site, indicator=row.indicator, where_hash=key)
        .select_related("carried__file")
        .first()
    )
    if finding is None:
        made = Finding(site=site, path=site.path, indicator=row.indicator, where=row.where)
        made.where_hash = key
        _fill(made, row)
        made.save()
        FindingEvent.objects.create(finding=made, at=now, what="carried", to_state=row.state)
        CarriedFinding.objects.create(file=file, finding=made, theirs=True)
        return True
    link: CarriedFinding | None = getattr(finding, "carried", None)
    if link is not None and link.file.made_at >= file.made_at:
        return False
    # What we saw ourselves, in a folder of our own, is ours: the file only says since when.
    theirs = link is not None and link.theirs and not finding.proof
    before = finding.state
    if theirs:
        _fill(finding, row)
        if finding.events.filter(by__isnull=False).exists():
            # What people decided here stands, whatever is carried up afterwards.
            finding.state = before
    else:
        finding.first_seen = min(finding.first_seen, row.first_seen)
    finding.save()
    if finding.state != before:
        FindingEvent.objects.create(
            finding=finding, at=now, what="carried", from_state=before, to_state=finding.state
        )
    CarriedFinding.objects.update_or_create(
        finding=finding, defaults={"file": file, "theirs": theirs}
    )
    return True


def _fill(finding: Finding, row: FindingRow) -> None:
    finding.state, finding.level, finding.outcome = row.state, row.level, row.outcome
    finding.url, finding.source_url, finding.column = row.url, row.source_url, row.column
    finding.observed, finding.message, finding.sentence = row.observed, row.message, row.sentence
    finding.cause = row.root or finding.where_hash
    finding.points, finding.root, finding.standard = Decimal(row.points), row.root, row.standard
    finding.first_seen, finding.last_seen = row.first_seen, row.last_seen
    finding.gone_at, finding.times_seen = row.gone_at, row.times_seen


def _ruled_later(carried: Carried) -> set[date]:
    """The days of the file over which one written later, or this one itself, rules."""
    manifest = carried.manifest
    return set(
        CarriedDay.objects.filter(peer=carried.peer, day__gte=manifest.begin, day__lte=manifest.end)
        .filter(Q(file__made_at__gt=manifest.made_at))
        .exclude(file__digest=carried.digest)
        .values_list("day", flat=True)
    )


def _take_days(done: Taken, carried: Carried, sites: Mapping[str, Site]) -> None:
    """Probes and cases day by day: each day is one file's alone, so no two are added up."""
    peer, manifest = carried.peer, carried.manifest
    ruled = _ruled_later(carried)
    count = (manifest.end - manifest.begin).days + 1
    days = [
        day
        for day in (manifest.begin + timedelta(days=number) for number in range(count))
        if day not in ruled
    ]
    mine = set(days)
    nodes = Node.objects.filter(name__startswith=_node_name(peer, ""))
    for start in range(0, len(days), 100):
        some = days[start : start + 100]
        ProbeDay.objects.filter(node__in=nodes, day__in=some).delete()
        CaseDay.objects.filter(peer=peer, day__in=some).delete()
    CarriedDay.objects.bulk_create(
        [CarriedDay(peer=peer, day=day, file=done.file) for day in days],
        update_conflicts=True,
        unique_fields=["peer", "day"],
        update_fields=["file"],
    )
    done.probe_days = _keep_probes(carried, sites, mine)
    cases = {(row.day, row.kind): row for row in carried.rows("cases.jsonl") if row.day in mine}
    done.case_days = len(
        CaseDay.objects.bulk_create(
            [
                CaseDay(
                    peer=peer,
                    day=row.day,
                    kind=row.kind,
                    opened=row.opened,
                    closed=row.closed,
                    on_time=min(row.on_time, row.closed),
                )
                for row in cases.values()
            ],
            batch_size=500,
        )
    )


def _keep_probes(carried: Carried, sites: Mapping[str, Site], mine: set[date]) -> int:
    nodes: dict[str, Node] = {}
    rows: dict[tuple[int, date, int], ProbeDay] = {}
    for row in carried.rows("probes.jsonl"):
        site = sites.get(row.code)
        if site is None or row.day not in mine:
            continue
        if row.node not in nodes:
            nodes[row.node] = _node(carried, row.node)
        node = nodes[row.node]
        rows[site.pk, row.day, node.pk] = ProbeDay(
            site=site,
            node=node,
            day=row.day,
            accesses=row.accesses,
            failed=min(row.failed, row.accesses),
            set_aside=row.set_aside,
            faults=row.faults,
            median=row.median,
        )
    return len(_added(rows.values()))


def _added(rows: Iterable[ProbeDay]) -> list[ProbeDay]:
    return ProbeDay.objects.bulk_create(list(rows), batch_size=500)


def _node_name(peer: Peer, theirs: str) -> str:
    return f"up{peer.pk}-{theirs}"[:40]


def _node(carried: Carried, theirs: str) -> Node:
    """The installation's vantage point, which reports by file only."""
    peer = carried.peer
    return Node.objects.get_or_create(
        name=_node_name(peer, theirs),
        defaults={"path": peer.path, "active": False, "added_at": carried.manifest.made_at},
    )[0]
