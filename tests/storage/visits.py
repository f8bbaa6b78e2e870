"""Finished visits with real snapshots on disk."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.snapshots import answer, home, page, snapshot

from xuncha.evidence import store
from xuncha.evidence.response import Reach
from xuncha.evidence.snapshot import Page, PageKind
from xuncha.findings.models import Judgement
from xuncha.registry.models import Site


def pages(count: int, **more: Any) -> list[Page]:
    """A home page and so many articles."""
    return [home(), *(page(f"/{n}.html", "正文" * n, **more) for n in range(1, count))]


def visited(data: Path, site: Site, as_of: datetime, number: int, **more: Any) -> Judgement:
    """A visit of `site` whose snapshot lies below `data` as an inspection leaves it."""
    folder = f"inspections/{number}/1/snapshots/k{site.pk}"
    dead = [replace(answer(f"http://gone.gov.cn/{n}.doc", 404), reach=Reach.DEAD) for n in range(3)]
    whole = snapshot(
        **{
            "pages": pages(5, kind=PageKind.ARTICLE, charset="gb18030"),
            "answers": [*dead, answer("http://there.gov.cn/a.pdf", 200)],
        }
        | more
    )
    store.save(whole, data / folder)
    return Judgement.objects.create(
        site=site,
        path=site.path,
        as_of=as_of,
        standard="census-2015",
        verdict="qualified",
        folder=folder,
    )
