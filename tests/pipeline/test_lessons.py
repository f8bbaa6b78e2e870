"""An inspection teaches the register: fresh columns, missed sites, states that are not true."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.evidence.loopback import Server, ok, serving
from tests.people import Cast, assemble
from tests.pipeline.test_shift import now, order, works
from tests.sites import registered

from xuncha.findings.models import Finding, FindingState, Judgement
from xuncha.findings.queries import sentence
from xuncha.registry.models import Candidate, Column, ColumnState, SiteState

pytestmark = pytest.mark.django_db(transaction=True)

LIST = """<html><head><title>工作动态-共和县国土资源局</title></head><body>
<div class="list"><ul>
<li><a href="/a1.html">全县国土资源工作会议召开</a><span>2017-11-08</span></li>
<li><a href="/a2.html">我局开展地质灾害隐患排查</a><span>2017-11-02</span></li>
<li><a href="/a3.html">土地利用总体规划调整完成</a><span>2017-10-20</span></li>
</ul></div></body></html>"""
BLANK = """<html><head><title>通知公告-共和县国土资源局</title></head><body>
<h2>通知公告</h2><div class="list"><ul></ul></div><div class="page">共0条</div></body></html>"""


def home(port: int) -> str:
    return f"""<html><head><title>共和县国土资源局</title></head><body>
<div class="nav"><a href="/gzdt/">工作动态</a><a href="/tzgg/">通知公告</a></div>
<a href="http://nyj.test.gov.cn:{port}/">共和县农业局</a></body></html>"""


@pytest.fixture
def town() -> Iterator[Server]:
    """A site with a fresh and a blank column, and a neighbour that nobody registered."""
    with serving({}) as server:
        article = ok("<html><body><h1>全县国土资源工作会议召开</h1><p>正文。</p></body></html>")
        server.routes |= {
            "/": ok(home(server.port)),
            "/gzdt/": ok(LIST),
            "/tzgg/": ok(BLANK),
            "/a1.html": article,
            "/a2.html": article,
            "/a3.html": article,
        }
        yield server


def test_registered_columns_learn_how_fresh_they_are(town: Server, tmp_path: Path) -> None:
    cast = assemble()
    site = registered(cast.land, "共和县国土资源局", town.url())
    news = Column.objects.create(
        site=site, name="工作动态", url=town.url("/gzdt/"), type="动态要闻"
    )
    notices = Column.objects.create(
        site=site, name="通知公告", url=town.url("/tzgg/"), type="通知公告"
    )
    order(cast, site)
    works(tmp_path)
    news.refresh_from_db()
    notices.refresh_from_db()
    assert str(news.newest) == "2017-11-08"
    assert (news.state, notices.state) == (ColumnState.NORMAL, ColumnState.BLANK)
    assert news.seen_at is not None
    shown = {one["name"]: one["newest"] for one in Judgement.objects.get().columns}
    assert shown["工作动态"] == "2017-11-08"


def test_a_government_host_that_is_in_no_register_becomes_a_candidate(
    town: Server, tmp_path: Path
) -> None:
    cast = assemble()
    order(cast, registered(cast.land, "共和县国土资源局", town.url()))
    works(tmp_path)
    candidate = Candidate.objects.get()
    assert candidate.host == "nyj.test.gov.cn"
    assert candidate.seen_on[0]["anchor"] == "共和县农业局"


def closed_site(cast: Cast, town: Server) -> None:
    order(cast, registered(cast.land, "共和县国土资源局", town.url(), state=SiteState.CLOSED))


def test_a_site_that_runs_though_closed_is_said_so_until_it_is_true(
    town: Server, tmp_path: Path
) -> None:
    cast = assemble()
    closed_site(cast, town)
    works(tmp_path)
    found = Finding.objects.get(where="register:state")
    assert sentence(found) == "已登记关停，网站仍可访问"
    found.site.state = SiteState.ACTIVE
    found.site.save()
    order(cast, found.site)
    works(tmp_path)
    found.refresh_from_db()
    assert found.state == FindingState.GONE
    assert found.gone_at is not None
    assert found.gone_at <= now()


def test_an_old_text_under_a_new_day_shows_beside_the_earlier_visit(
    town: Server, tmp_path: Path
) -> None:
    cast = assemble()
    site = registered(cast.land, "共和县国土资源局", town.url())
    text = "".join(
        f"<p>第{number}条 各乡镇要认真落实耕地保护责任，逐级签订责任书。</p>"
        for number in range(20)
    )

    def article(day: str) -> bytes:
        return ok(
            f"<html><head><title>通知</title></head><body><h1>关于耕地保护的通知</h1>"
            f"<div>发布时间：{day} 来源：本局</div><div class='con'>{text}</div></body></html>"
        )

    town.routes["/a1.html"] = article("2017-11-08")
    order(cast, site)
    works(tmp_path)
    assert not Finding.objects.filter(indicator="date.backdated").exists()
    town.routes["/a1.html"] = article("2017-12-20")
    order(cast, site)
    works(tmp_path)
    found = Finding.objects.get(indicator="date.backdated")
    assert found.where == town.url("/a1.html")
    assert (found.observed["date"], found.observed["found"]) == ("2017-12-20", "2017-11-08")
