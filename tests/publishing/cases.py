"""The reference quarter as rows: 186 of 202 sites, three batches, the rates of the bulletin."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from tests.campaigns.cases import LATER, SEED, SOURCE
from tests.people import NOW, Cast
from tests.sites import registered

from xuncha.campaigns import actions as campaigns
from xuncha.campaigns import drawing
from xuncha.campaigns.models import Campaign
from xuncha.findings.models import Finding, Judgement
from xuncha.findings.rules import where_hash
from xuncha.people.actions import Actor
from xuncha.people.models import Office
from xuncha.registry.models import Site

AS_OF = datetime(2017, 12, 5, 10, tzinfo=NOW.tzinfo)
JUDGED = AS_OF + timedelta(hours=3)
WRITING = datetime(2017, 12, 12, 9, tzinfo=NOW.tzinfo)
#: (stratum, batch): sites and how many of them qualify.
BATCHES = {
    ("省直部门", 1): (10, 9),
    ("省直部门", 2): (10, 8),
    ("省直部门", 3): (14, 14),
    ("市州", 1): (52, 39),
    ("市州", 2): (60, 51),
    ("市州", 3): (40, 32),
}
LETTER = {
    "issuer": "青海省人民政府办公厅",
    "number": "青政办秘函〔2017〕100号",
    "addressees": "各市、自治州人民政府，省政府各委、办、厅、局",
    "day": "2017-12-12",
    "begin": "2017-11-10",
    "end": "2017-12-05",
    "report_by": "2017-12-18",
    "report_to": "省政府信息与政务公开办公室",
}


def at(cast: Cast, user: Any, when: datetime = WRITING) -> Actor:
    """Somebody at work on the bulletin."""
    return cast.acting(user, when)


def register(cast: Cast) -> list[Site]:
    """34 departments, 152 sites of the prefectures, and 16 that take no part."""
    sites = [site(cast.province, "省直部门", number) for number in range(34)]
    sites += [site(cast.gonghe, "市州", number) for number in range(34, 110)]
    sites += [site(cast.golmud, "市州", number) for number in range(110, 186)]
    sites += [site(cast.gonghe, "市州", number, "exempt") for number in range(186, 202)]
    return sites


def site(office: Office, stratum: str, number: int, state: str = "active") -> Site:
    """One line of the register."""
    return registered(
        office,
        f"{stratum}{number}号网站",
        f"http://s{number}.gov.cn/",
        site_code=f"63{number:08d}",
        stratum=stratum,
        state=state,
        sponsor=f"{stratum}{number}号单位",
    )


def drawn(cast: Cast, name: str = "2017年第四季度全省政府网站抽查", **more: Any) -> Campaign:
    """The quarter's draw: everybody who takes part, in the batches of the bulletin."""
    said = {
        "begin": date(2017, 10, 1),
        "end": date(2017, 12, 31),
        "standard": "census-2015",
        "quotas": {"省直部门": "10+10+14", "市州": "52+60+40"},
        **more,
    }
    campaign = campaigns.plan(cast.acting(cast.li), cast.province, name=name, **said)
    drawing.announce(
        cast.acting(cast.li),
        campaign,
        seed_source=SOURCE,
        seed_on=LATER.date(),
        rechecks={},
    )
    return drawing.make_draw(cast.acting(cast.li, LATER), campaign, SEED)


def inspect(cast: Cast, campaign: Campaign, **finding: Any) -> None:
    """Every site judged as the bulletin says; each failure rests on one confirmed veto."""
    for batch in campaign.batches.all():
        campaigns.begin_batch(
            cast.acting(cast.li, AS_OF), batch, campaign.pk * 100 + batch.number, AS_OF,
            "census-2015",
        )  # fmt: skip
    for (stratum, number), (_size, good) in BATCHES.items():
        rows = campaign.sample.filter(stratum=stratum, batch=number).order_by("rank")
        for place, row in enumerate(rows):
            bad = place >= good
            judge(row.site, bad=bad)
            if bad:
                stale(row.site, **finding)


def judge(one: Site, *, bad: bool) -> Judgement:
    """What the machine said of a site."""
    return Judgement.objects.create(
        site=one,
        path=one.path,
        as_of=AS_OF,
        judged_at=JUDGED,
        standard="census-2015",
        verdict="unqualified" if bad else "qualified",
        score=None if bad else "92.50",
        vetoes=["home.stale"] if bad else [],
    )


def stale(one: Site, **more: Any) -> Finding:
    """A home page without news, confirmed by two."""
    values: dict[str, Any] = {
        "site": one,
        "path": one.path,
        "indicator": "home.stale",
        "where": "site",
        "where_hash": where_hash("site"),
        "state": "confirmed",
        "level": "veto",
        "outcome": "fault",
        "observed": {"count": 0, "limit": "2周", "newest": "2017-09-01"},
        "message": "首页2周内没有更新",
        "first_seen": JUDGED,
        "last_seen": JUDGED,
    }
    return Finding.objects.create(**values | more)
