"""Taking a carried file: looked at first, then taken whole or not at all, and counted once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import transaction

from xuncha.base.language import _
from xuncha.federation.days import ruled_later, take_days
from xuncha.federation.findings import take_findings
from xuncha.federation.judgements import take_judgements
from xuncha.federation.models import CarriedFile, Peer
from xuncha.federation.reading import Carried
from xuncha.federation.rows import SiteRow
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
    ruled = ruled_later(carried)
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
    done.judgements, done.withdrawn = take_judgements(file, carried, sites)
    done.findings = take_findings(file, carried, sites, actor.now)
    done.probe_days, done.case_days = take_days(file, carried, sites)
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
