import pytest
from tests.snapshots import HOME, earlier, faults, home, link, metas, page, snapshot

from xuncha.evidence.safety import Sign
from xuncha.evidence.snapshot import LinkKind


def script(url):
    return link(url, kind=LinkKind.SCRIPT)


def frame(url, how="zero-size"):
    return link(url, kind=LinkKind.FRAME, hidden=how)


def found(*pages, **more):
    return faults("security.injected_script", snapshot(pages, **more))


def test_a_worm_on_several_pages_is_one_fault_without_doubt() -> None:
    worm = (Sign("dropper", 'DropFileName = "svchost.exe"'),)
    (fault,) = found(home(), page("/a.html", signs=worm), page("/b.html", signs=worm))
    assert (fault.where, fault.sentence) == ("injected:dropper", "dropper")
    assert (fault.seen["pages"], fault.suspected) == (2, False)


@pytest.mark.parametrize(
    ("title", "tags", "suspected"),
    [
        ("示例县人民政府", {}, True),
        ("澳门百家乐官网", {}, False),
        ("示例县人民政府", {"keywords": "时时彩,北京赛车"}, False),
    ],
)
def test_a_title_for_spiders_alone(title, tags, suspected) -> None:
    signs = (Sign("title", "if(navigator.userAgent…baidu) document.title='13812345678'"),)
    (fault,) = found(home(title=title, metas=metas(**tags), signs=signs))
    assert (fault.seen["kind"], fault.suspected) == ("title", suspected)
    assert "13812345678" not in fault.seen["quote"]


@pytest.mark.parametrize("kind", ["spider", "outside"])
def test_scripts_that_lead_to_strangers(kind) -> None:
    (fault,) = found(home(signs=(Sign(kind, "…", "http://www.strange.com/a.js"),)))
    assert (fault.where, fault.seen["host"]) == (f"injected:{kind}:www.strange.com",) * 1 + (
        "www.strange.com",
    )
    assert fault.suspected
    (sure,) = found(home(signs=(Sign(kind, "…", "http://www.bet365.com/a.js"),)))
    assert not sure.suspected


@pytest.mark.parametrize(
    "url",
    [
        "http://www.example.gov.cn/count.js",
        "http://m.example.gov.cn/",
        "http://www.gov.cn/a.js",
        "http://s11.cnzz.com/stat.php?id=1",
        "http://hm.baidu.com/h.js",
        "http://push.zhanzhang.baidu.com/push.js",
        "http://www.registered.com/a.js",
    ],
)
@pytest.mark.parametrize("kind", ["spider", "outside"])
def test_scripts_of_ones_own_and_of_everybody(url, kind) -> None:
    hosts = frozenset({"www.registered.com"})
    assert not found(home(signs=(Sign(kind, "…", url),)), registered_hosts=hosts)


@pytest.mark.parametrize("host", ["coinhive.com", "www.coin-hive.com", "ws.jsecoin.com"])
def test_miners(host) -> None:
    (fault,) = found(home(links=(script(f"https://{host}/lib/x.min.js"),)))
    assert (fault.seen["kind"], fault.seen["host"], fault.suspected) == ("miner", host, False)


@pytest.mark.parametrize("how", ["zero-size", "off-screen"])
def test_a_frame_nobody_sees(how) -> None:
    (fault,) = found(home(links=(frame("http://x.strange.com/1.htm", how),)))
    assert (fault.where, fault.suspected) == ("injected:frame:x.strange.com", True)
    assert fault.source_url == HOME


@pytest.mark.parametrize(
    "one",
    [
        frame("http://www.strange.com/video.html", ""),
        frame("http://www.strange.com/map.html", "display:none"),
        frame("http://www.example.gov.cn/keep.jsp"),
        frame("http://sso.example.gov.cn/keep.jsp"),
        frame("http://tongji.baidu.com/x"),
        frame("http://v.qq.com/player.html", "off-screen"),
        link("http://www.strange.com/a.gif", kind=LinkKind.IMAGE, hidden="zero-size"),
    ],
    ids=[
        "seen",
        "a map behind a button",
        "own",
        "own log-in",
        "counter",
        "player",
        "a counter's dot",
    ],
)
def test_frames_with_a_reason(one) -> None:
    assert not found(home(links=(one,)))


# -- against earlier visits ------------------------------------------------------------------------


def since(before, now):
    past = earlier(snapshot([home(links=before)]), 30)
    return found(home(links=now), history=(past,))


def test_a_script_that_was_not_there_before() -> None:
    kept = script("http://js.maker.com/a.js")
    (fault,) = since((kept,), (kept, script("http://js.strange.com/b.js")))
    assert (fault.where, fault.seen["since"]) == ("injected:new:js.strange.com", "2017-11-05")
    assert fault.suspected


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (("http://js.maker.com/a.js",), ("http://js.maker.com/b.js",)),
        ((), ("http://hm.baidu.com/hm.js",)),
        ((), ("http://www.example.gov.cn/new.js", "http://static.example.gov.cn/new.js")),
        ((), ("http://zwfw.qinghai.gov.cn/new.js",)),
    ],
)
def test_new_scripts_of_hosts_that_are_known(before, now) -> None:
    assert not since(tuple(map(script, before)), tuple(map(script, now)))


def test_without_earlier_visits_no_script_is_new() -> None:
    assert not found(home(links=(script("http://js.strange.com/b.js"),)))


def test_a_snapshot_from_before_the_source_was_looked_at() -> None:
    assert not found(home(signs=None))
