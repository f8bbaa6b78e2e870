import pytest
from tests.snapshots import SITE, block, earlier, faults, home, item, link, snapshot, untested

from xuncha.evidence.snapshot import Elements

GOOD_TEXT = "示例县人民政府 " + " ".join(f"第{n}条工作动态：县政府召开会议" for n in range(40))
MARKS = Elements(site_code="6325210001", icp="青ICP备08000030号", sponsor="示例县人民政府办公室")
LINKS = tuple(link(f"/col{n}/", f"栏目{n}") for n in range(30))
GOOD = home(GOOD_TEXT, elements=MARKS, links=LINKS)


def told(now, before=None):
    history = (earlier(snapshot([before]), 30),) if before else None
    return faults("security.defaced", snapshot([now], history=history))


@pytest.mark.parametrize(
    "now",
    [
        home("", title="Hacked By Someone"),
        home("h4cked by xx crew", title=""),
        home("黑客某某到此一游", title="标题"),
        home("本站已被某某黑了，管理员请修补漏洞", title=""),
        home("This site was Defaced by team", title="index"),
    ],
)
def test_what_intruders_sign_with(now) -> None:
    (fault,) = told(now)
    assert (fault.where, fault.seen["kind"], fault.suspected) == ("home", "signed", False)


@pytest.mark.parametrize(
    "now",
    [
        GOOD,
        home(GOOD_TEXT + " 某市网站被黑客入侵，警方通报 hacked by", elements=MARKS),
        home("近期有网站被黑", lists=(block("新闻", *(item(f"第{n}条") for n in range(9))),)),
        home("网站维护中，暂停访问。由信息中心维护。"),
        home("防范黑客攻击，保护个人信息"),
    ],
    ids=["good", "news", "list", "out of service", "advice"],
)
def test_pages_that_only_speak_of_it(now) -> None:
    assert not told(now)


def test_a_home_page_of_which_nothing_is_left() -> None:
    other = home("welcome to our store " * 20, title="Best replica store")
    (fault,) = told(other, GOOD)
    assert (fault.sentence, fault.seen["date"], fault.suspected) == ("replaced", "2017-11-05", True)


@pytest.mark.parametrize(
    "now",
    [
        home("全新改版 " * 60, title=f"{SITE.name}门户网站"),
        home("全新改版 " * 60, title="新版", elements=Elements(icp="青ICP备08000030号")),
        home("全新改版 " * 60, title="新版", links=LINKS[:9]),
        home(GOOD_TEXT[:500], title="别的标题"),
        home("", title="加载中", scripted=True),
    ],
    ids=["name", "marks", "columns", "words", "a script builds it"],
)
def test_a_redesign_is_no_defacement(now) -> None:
    assert not told(now, GOOD)


def test_an_earlier_page_that_was_no_good_is_no_measure() -> None:
    assert not told(home("正常的首页 " * 60, title="某某"), home("维护中"))
    signed = home("Hacked by x", title="Hacked by x " + "x" * 300)
    assert not told(home("正常的首页 " * 60, title="某某"), signed)


def test_without_earlier_visits_nothing_is_compared() -> None:
    assert [one.where for one in untested("security.defaced", snapshot([GOOD]))] == [
        "defaced:comparison"
    ]
