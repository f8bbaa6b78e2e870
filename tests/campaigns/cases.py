"""A register to draw from, and a spot check brought as far as a test needs it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tests.people import NOW, Cast
from tests.sites import registered

from xuncha.campaigns import actions, drawing
from xuncha.campaigns.models import Campaign
from xuncha.people.models import Office
from xuncha.registry.models import Site

SEED_ON = date(2017, 11, 20)
LATER = datetime(2017, 11, 20, 9, tzinfo=NOW.tzinfo)
SOURCE = "福利彩票双色球第2017137期开奖号码，依次写出，不留空格"
SEED = "030814212830+11"


def register(office: Office, stratum: str, count: int, first: int, **more: Any) -> list[Site]:
    """So many active sites of an office, with codes from `first` on."""
    return [
        registered(
            office,
            f"{stratum}{number}网站",
            f"http://s{number}.gov.cn/",
            site_code=f"63{number:08d}",
            stratum=stratum,
            **more,
        )
        for number in range(first, first + count)
    ]


def province(cast: Cast) -> list[Site]:
    """Ten provincial departments, twenty sites of 海南州 and six of 海西州."""
    return [
        *register(cast.province, "省直部门", 10, 100),
        *register(cast.gonghe, "市州", 20, 200),
        *register(cast.golmud, "市州", 6, 300),
    ]


def planned(cast: Cast, name: str = "2017年第四季度抽查", **said: Any) -> Campaign:
    """A plan of the province, as 小李 makes it."""
    usual: dict[str, Any] = {
        "begin": date(2017, 10, 1),
        "end": date(2017, 12, 31),
        "standard": "census-2015",
        "batch_count": 3,
    }
    office = said.pop("office", cast.province)
    user = said.pop("user", cast.li)
    return actions.plan(cast.acting(user), office, name=name, **usual | said)


def announced(cast: Cast, campaign: Campaign, rechecks: dict[int, str] | None = None) -> Campaign:
    """The seed is announced a week ahead."""
    return drawing.announce(
        cast.acting(cast.li),
        campaign,
        seed_source=SOURCE,
        seed_on=SEED_ON,
        rechecks=rechecks or {},
    )


def drawn(cast: Cast, campaign: Campaign, seed: str = SEED) -> Campaign:
    """The day of the seed has come."""
    return drawing.make_draw(cast.acting(cast.li, LATER), campaign, seed, "http://www.cwl.gov.cn/")
