"""A policy and a site that reprints it, for the three indicators of reprints."""

from datetime import datetime, timedelta, timezone

from tests.snapshots import (
    article,
    faults,
    home,
    snapshot,
)

from xuncha.base.types import Policy
from xuncha.evidence.snapshot import Page

ZONE = timezone(timedelta(hours=8))


TITLE = "国务院关于深化“互联网+先进制造业”发展工业互联网的指导意见"


TEXT = "".join(f"第{n}条　各地区各部门要结合实际认真抓好第{n * 7}项任务的落实。" for n in range(40))


POLICY = Policy(
    id="p1",
    title=TITLE,
    source_url="http://www.gov.cn/zhengce/content/2017-11/27/content_5242582.htm",
    published_at=datetime(2017, 11, 27, 16, tzinfo=ZONE),
    text=TEXT,
)


KINDS = ("reprint.missing", "reprint.late", "reprint.altered")


def said(*pages: Page, policy: Policy = POLICY, **more: object) -> list[str]:
    site = snapshot(pages=[home(), *pages], policies=(policy,), **more)  # type: ignore[arg-type]
    return [kind for kind in KINDS for _ in faults(kind, site, hours=24)]


def reprint(title: str = TITLE, main: str = TEXT, day: str | None = "2017-11-28") -> Page:
    return article("/zc/1.html", main, title=title, published=day)


def fields_of(policy: Policy) -> dict[str, object]:
    return {name: getattr(policy, name) for name in Policy.__slots__}
