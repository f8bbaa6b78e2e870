"""What one run is asked to do, and where its results stand while it is under way.

DIR/run.json                      what was asked; the same command finds it again and resumes
DIR/snapshots/<site>/…            what the visit saw
DIR/snapshots/<site>/result.json  the site's verdict, written last: it is the mark of "done"
DIR/evidence/<sha256>.warc.gz     the pages that prove the findings
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from xuncha.base.errors import InputError, reason
from xuncha.base.files import write_whole
from xuncha.base.language import _
from xuncha.base.types import DeclaredColumn, Policy, Site
from xuncha.base.urls import host_of
from xuncha.evidence.plan import Plan
from xuncha.evidence.probes.authorisation import ScanAuthorisation
from xuncha.evidence.secondlook import When
from xuncha.registry.register import SITE_CODE
from xuncha.scoring.results import SiteResult

#: What no folder's name should have on any system, and how long it may be.
_NO_NAME = re.compile(r"[^A-Za-z0-9._-]")
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Order:
    """Everything a run is asked to do; workers receive it whole."""

    sites: tuple[Site, ...]
    #: By site code; a site that is not in here has its columns discovered.
    declared: Mapping[str, tuple[DeclaredColumn, ...]]
    policies: tuple[Policy, ...] | None
    #: Names of hosts and the addresses that replace DNS for them.
    hosts: Mapping[str, tuple[str, ...]]
    #: CIDRs that may be visited although they are private.
    networks: tuple[str, ...]
    #: Name or path of the standard.
    standard: str
    as_of: datetime
    plan: Plan
    #: When a browser is asked: where static HTML cannot decide, never, or for every column.
    render: When = "auto"
    #: The sites came from a register file, so a host that is not in it means something.
    registered: bool = True
    #: Under which sites may be probed, and whether only a list of the questions is wanted.
    letters: tuple[ScanAuthorisation, ...] = ()
    only_plan_probes: bool = False
    #: Pages to keep a picture of whatever is found on them: those of a notice that is tested again.
    sights: tuple[str, ...] = ()

    def folder(self, out: Path, index: int) -> Path:
        """Where the snapshot of the site at `index` stands."""
        return out / "snapshots" / key_of(self.sites[index])

    def proofs(self, out: Path, index: int) -> Path:
        """Where what was asked of the site at `index` and what it proves is kept."""
        return out / "probes" / key_of(self.sites[index])


def key_of(site: Site) -> str:
    """The name of a site's folder: its 标识码, or its host with a mark of the whole address.

    A code that is none gets a mark too: it may come from a file that nobody checked.
    """
    if SITE_CODE.fullmatch(site.site_code):
        return site.site_code
    whole = f"{site.site_code}\n{site.home_url}" if site.site_code else site.home_url
    mark = hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()[:8]
    named = _NO_NAME.sub("_", site.site_code or host_of(site.home_url))
    return f"{named[:_LONGEST]}-{mark}"


def done(order: Order, out: Path, index: int) -> SiteResult | None:
    """The verdict of the site at `index`, None while it has none."""
    try:
        raw = (order.folder(out, index) / "result.json").read_bytes()
        return msgspec.json.decode(raw, type=SiteResult)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def is_done(folder: Path) -> bool:
    """Whether the site whose snapshot stands in `folder` has its verdict."""
    return (folder / "result.json").exists()


def finish(folder: Path, result: SiteResult) -> None:
    """Write a site's verdict; from here on it is done."""
    write_whole(folder / "result.json", msgspec.json.encode(result))


def open_folder(order: Order, out: Path) -> None:
    """Claim `out` for this order, or find the same order in it and go on with that.

    Raises InputError when the folder holds a run that was asked for something else, holds other
    people's files, or cannot be written.
    """
    wanted = msgspec.json.encode(_asked(order))
    path = out / "run.json"
    try:
        out.mkdir(parents=True, exist_ok=True)
        if path.exists():
            _refuse_another(out, path.read_bytes(), wanted)
        elif any(out.iterdir()):
            raise InputError(
                str(out), _("目录不是空的，也不是一次检查"), _("请用 --out 另指定一个目录")
            )
        else:
            write_whole(path, wanted)
    except OSError as error:
        raise InputError(
            str(out),
            _("无法写入（{why}）").format(why=reason(error)),
            _("请检查权限与磁盘空间，或用 --out 另指定一个目录"),
        ) from error


def _asked(order: Order) -> dict[str, object]:
    whole = msgspec.json.encode(
        (order.sites, order.declared, order.policies, order.plan, order.render)
        + ((order.letters, order.only_plan_probes) if order.letters else ())
    )
    return {
        "schema": "xuncha.run/1",
        "sites": len(order.sites),
        "standard": order.standard,
        "as_of": order.as_of.isoformat(),
        "asked": hashlib.sha256(whole).hexdigest(),
    }


def asked_as_of(out: Path) -> datetime | None:
    """The 监测时间点 of the run in `out`, so that resuming does not move it; None without a run."""
    try:
        run = msgspec.json.decode((out / "run.json").read_bytes())
        return datetime.fromisoformat(run["as_of"])
    except (OSError, msgspec.DecodeError, KeyError, TypeError, ValueError):
        return None


def _refuse_another(out: Path, found: bytes, wanted: bytes) -> None:
    if found != wanted:
        raise InputError(
            str(out),
            _("目录里是另一次检查（名单、参数或标准不同）"),
            _("请用原来的参数续查，或用 --out 另指定一个目录"),
        )


def results(order: Order, out: Path) -> Sequence[SiteResult]:
    """The verdicts there are, in the order of the register."""
    found = (done(order, out, index) for index in range(len(order.sites)))
    return [result for result in found if result is not None]
