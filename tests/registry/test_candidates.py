"""Missed sites: noted with what speaks for them, then claimed, assigned or dismissed."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from tests.people import Cast
from tests.registry.forms import LAND, approved, registered
from tests.snapshots import link, page, snapshot

from xuncha.findings.linked import sightings
from xuncha.people.actions import RefusedError
from xuncha.registry import actions, queries
from xuncha.registry.candidacy import Sighting, Territory, is_candidate
from xuncha.registry.candidates import (
    assign_candidate,
    claim_candidate,
    dismiss_candidate,
    note_candidates,
)
from xuncha.registry.models import Candidate, CandidateState, Site

OURS = Territory("63", frozenset({"gonghe.gov.cn"}), frozenset({"共和县", "海南州"}))


def seen(host: str, **known: str) -> Sighting:
    return Sighting(host, f"http://{host}/", page="http://gtj.gonghe.gov.cn/", **known)


@pytest.mark.parametrize(
    "sighting",
    [
        seen("lyj.gonghe.gov.cn"),
        seen("www.hainanzhou.gov.cn", anchor="海南州人民政府"),
        seen("www.gonghe.com", text="网站标识码：6325210009 主办：共和县林业局"),
        seen("lyj.example.cn", text="主办单位：共和县林业局 青ICP备12000001号"),
        seen("xn--b6qz9ctrf2f4e.xn--zfr164b", title="共和县国土资源局"),
    ],
)
def test_what_looks_governmental_and_ours_is_a_candidate(sighting: Sighting) -> None:
    assert is_candidate(sighting, OURS, frozenset())


@pytest.mark.parametrize(
    "sighting",
    [
        seen("www.mof.gov.cn", anchor="财政部"),
        seen("www.beijing.gov.cn", text="网站标识码1100000088"),
        seen("lyj.gonghe.gov.cn.evil.com"),
        seen("www.sina.com.cn", text="共和县 ICP备"),
        seen("mail.gonghe.gov.cn"),
        seen("img2.gonghe.gov.cn"),
        seen("www.gonghe.com", text="主办单位：共和县旅游有限公司 青ICP备12000001号"),
        seen("www.known.gov.cn", anchor="共和县"),
        seen("www.gansu.gov.cn", text="陇ICP备05000341号", anchor="海南州对口支援"),
    ],
)
def test_ministries_neighbours_companies_and_parts_are_none(sighting: Sighting) -> None:
    assert is_candidate(sighting, OURS, frozenset({"known.gov.cn"})) is None


def noted(cast: Cast, site: Site, *hosts: str) -> list[Candidate]:
    return note_candidates(cast.acting(cast.li), site, map(seen, hosts))


def test_a_host_is_one_candidate_however_often_it_is_seen(cast: Cast) -> None:
    site = registered(cast, cast.wang)
    noted(cast, site, "lyj.gonghe.gov.cn", "www.lyj.gonghe.gov.cn")
    (candidate,) = noted(cast, site, "LYJ.gonghe.gov.cn")
    assert (candidate.times_seen, candidate.clues["suffix"]) == (2, ".gov.cn")
    assert len(candidate.seen_on) == 1
    assert list(queries.candidates_visible_to(cast.yang)) == [candidate]
    assert not queries.candidates_visible_to(cast.zhou).exists()


def test_a_registered_host_is_never_one_and_a_dismissed_one_never_again(cast: Cast) -> None:
    site = registered(cast, cast.wang, domains=[{"host": "www.gonghe.gov.cn"}])
    assert noted(cast, site, "gtj.gonghe.gov.cn", "gonghe.gov.cn") == []
    (candidate,) = noted(cast, site, "old.gonghe.gov.cn")
    with pytest.raises(RefusedError, match="理由"):
        dismiss_candidate(cast.acting(cast.yang), candidate, " ")
    dismiss_candidate(cast.acting(cast.yang), candidate, "已停用的镜像")
    noted(cast, site, "old.gonghe.gov.cn")
    candidate.refresh_from_db()
    assert (candidate.state, candidate.times_seen) == (CandidateState.DISMISSED, 2)


def test_what_two_prefectures_link_to_lies_with_the_province(cast: Cast) -> None:
    first = registered(cast, cast.wang)
    second = Site.objects.create(
        office=cast.service,
        path=cast.service.path,
        name="格尔木",
        home_url="http://spj.geermu.gov.cn/",
        host="spj.geermu.gov.cn",
        added_at=first.added_at,
        changed_at=first.added_at,
    )
    noted(cast, first, "xx.gonghe.gov.cn")
    (candidate,) = note_candidates(
        cast.acting(cast.li), second, [seen("xx.gonghe.gov.cn", text="网站标识码6325210123")]
    )
    assert candidate.office == cast.province
    assert not queries.candidates_visible_to(cast.ma).exists()


def test_an_assigned_site_is_registered_by_its_office_and_all_levels(cast: Cast) -> None:
    site = registered(cast, cast.wang)
    (candidate,) = noted(cast, site, "lyj.gonghe.gov.cn")
    for neighbour in (cast.zhou, cast.wang):
        with pytest.raises(PermissionDenied):
            assign_candidate(cast.acting(neighbour), candidate, cast.land)
    request = assign_candidate(cast.acting(cast.yang), candidate, cast.land)
    assert request.new["home_url"] == "http://lyj.gonghe.gov.cn/"
    with pytest.raises(RefusedError, match="已交办"):
        dismiss_candidate(cast.acting(cast.yang), candidate, "不是")
    wang = cast.acting(cast.wang)
    new = LAND | {"name": "共和县林业局", "home_url": "http://lyj.gonghe.gov.cn/"}
    request = actions.submit(wang, actions.change_draft(wang, request, new=new))
    # 小杨 handed it out but did not write it, so he reviews it as any other.
    assert list(queries.requests_to_review(cast.yang)) == [request]
    approved(cast, request)
    candidate.refresh_from_db()
    assert candidate.state == CandidateState.REGISTERED
    assert candidate.site is not None
    assert candidate.site.site_code == "6325210002"


def test_a_withdrawn_registration_puts_the_candidate_back(cast: Cast) -> None:
    site = registered(cast, cast.wang)
    (candidate,) = noted(cast, site, "lyj.gonghe.gov.cn")
    claim_candidate(cast.acting(cast.yang), candidate)
    request = assign_candidate(cast.acting(cast.yang), candidate, cast.land)
    actions.withdraw(cast.acting(cast.wang), request)
    candidate.refresh_from_db()
    assert candidate.state == CandidateState.FOUND


def test_a_snapshot_gives_each_foreign_host_once_and_hidden_ones_never() -> None:
    home = page(
        "/",
        links=(
            link("http://b.gov.cn/x.html", "更多"),
            link("http://b.gov.cn/", "某县林业局"),
            link("http://example.gov.cn/zwgk/", "政务公开"),
            link("http://spam.cn/", "彩票", hidden="display:none"),
        ),
    )
    (found,) = sightings(snapshot(pages=(home,)))
    assert (found.host, found.anchor, found.page) == ("b.gov.cn", "某县林业局", home.url)
