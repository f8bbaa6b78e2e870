from dataclasses import replace

import pytest
from tests.snapshots import HOME, answer, at, block, column, home, item, link, page, snapshot

from xuncha.checks.examination import NOT_SEEN, examine
from xuncha.evidence.snapshot import LinkKind

SITE = """
@indicator("sample.site", needs=("columns",), says="有错")
def check(site):
    yield Fault("site")
    yield NotTested("看不清", "角落")
"""
PAGE = """
@indicator("sample.page", says="有错")
def check(page, site, *, word: str):
    if word in page.text:
        yield Fault(page.url)
"""
TARGET = """
@indicator("sample.target", needs=("pages", "answers"), says="有错")
def check(target, site):
    yield Fault(getattr(target, "asked", None) or target.url)
"""
DEAD = """
@indicator("sample.dead", needs=("pages", "answers"), says="有错")
def check(target, site):
    if target.status == 404:
        yield Fault(target.asked, seen={"text": "check's own"} if "own" in target.asked else {})
"""
GATHER = """
@indicator("sample.gather", gathers=True, says="有错")
def check(site, *, least: int):
    seen = []
    while (page := (yield)) is not None:
        seen.append(page.url)
    return [Fault("site", seen={"pages": len(seen)})] if len(seen) >= least else [NotTested("少")]
"""


class Counted(tuple):
    """Pages that know how often they were read."""

    readings = 0

    def __iter__(self):
        type(self).readings += 1
        return super().__iter__()


@pytest.fixture
def counted():
    Counted.readings = 0
    return Counted


def ask(site, **thresholds):
    """Ask the indicators named; their codes with an underscore for the dot."""
    return examine(site, {code.replace("_", ".", 1): args for code, args in thresholds.items()})


def test_each_page_is_asked_about_once(shelf) -> None:
    shelf.put("sample_page", PAGE)
    pages = [home("甲"), page("/b.html", "乙"), page("/c.html", "甲乙")]
    said = ask(snapshot(pages), sample_page={"word": "甲"})
    assert [(code, one.where) for code, one in said.faults] == [
        ("sample.page", HOME),
        ("sample.page", at("/c.html")),
    ]


def test_a_site_is_asked_about_once_and_may_say_what_it_could_not_see(shelf) -> None:
    shelf.put("sample_site", SITE)
    said = ask(snapshot([home(), page("/a.html")]), sample_site={})
    assert [one.where for _, one in said.faults] == ["site"]
    assert said.untested == (("sample.site", "角落", "看不清"),)


def test_targets_are_the_answers_and_the_pages(shelf) -> None:
    shelf.put("sample_target", TARGET)
    site = snapshot([home(), page("/a.html")], answers=[answer("/b.doc"), answer("/c.doc", 404)])
    said = ask(site, sample_target={})
    assert [one.where for _, one in said.faults] == [
        at("/b.doc"),
        at("/c.doc"),
        HOME,
        at("/a.html"),
    ]


def test_a_gathering_one_speaks_after_the_last_page(shelf) -> None:
    shelf.put("sample_gather", GATHER)
    pages = [home(), page("/a.html"), page("/b.html")]
    ((_, fault),) = ask(snapshot(pages), sample_gather={"least": 3}).faults
    assert fault.seen == {"pages": 3}
    assert ask(snapshot(pages), sample_gather={"least": 4}).untested[0][2] == "少"
    assert ask(snapshot([]), sample_gather={"least": 0}).faults[0][1].seen == {"pages": 0}


# -- what was not looked at --------------------------------------------------------------------


def test_what_an_indicator_needs_was_not_looked_at(shelf) -> None:
    shelf.put("sample_target", TARGET)
    shelf.put("sample_gather", GATHER)
    shelf.put("sample_site", SITE)
    site = snapshot(None, answers=None, columns=None, unseen={"pages": "首页打不开"})
    said = ask(site, sample_target={}, sample_gather={"least": 0}, sample_site={})
    assert not said.faults
    assert not said.errors
    assert set(said.untested) == {
        ("sample.target", "", "首页打不开"),
        ("sample.target", "", NOT_SEEN),
        ("sample.gather", "", "首页打不开"),
        ("sample.site", "", NOT_SEEN),
    }


def test_looked_and_found_nothing_is_no_reason_to_be_silent(shelf) -> None:
    shelf.put("sample_site", SITE)
    assert ask(snapshot([], columns=[]), sample_site={}).faults


# -- what breaks -------------------------------------------------------------------------------

BROKEN = {
    "page": "def check(page, site):\n    yield Fault(page.url)\n    1 / 0\n",
    "target": "def check(target, site):\n    yield Fault(target.url)\n    1 / 0\n",
    "site": "def check(site):\n    yield Fault(site.home_url)\n    1 / 0\n",
}
HEAD = '@indicator("sample.broken", says="有错"{more})\n'


@pytest.mark.parametrize("body", BROKEN.values(), ids=list(BROKEN))
def test_one_that_breaks_is_an_error_of_its_own(shelf, body) -> None:
    shelf.put("sample_broken", HEAD.format(more="") + body)
    shelf.put("sample_page", PAGE)
    pages = [home("甲"), page("/a.html", "甲"), page("/b.html", "甲")]
    said = ask(snapshot(pages), sample_broken={}, sample_page={"word": "甲"})
    assert said.errors == (("sample.broken", "ZeroDivisionError: division by zero"),)
    by_code = [code for code, _ in said.faults]
    assert by_code.count("sample.page") == 3
    assert by_code.count("sample.broken") == 1, "it is not asked again after it broke"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("    1 / 0\n    yield", "ZeroDivisionError"),
        ("    page = yield\n    page.nothing", "AttributeError"),
        ("    while (yield):\n        pass\n    1 / 0", "ZeroDivisionError"),
        ("    while True:\n        yield", "TypeError"),
        ("    yield\n    return []", "TypeError"),
        ("    return []", "AttributeError"),
    ],
    ids=["at once", "at a page", "at the end", "never ends", "ends too early", "is no generator"],
)
def test_a_gathering_one_that_breaks(shelf, body, error) -> None:
    shelf.put("sample_broken", f"{HEAD.format(more=', gathers=True')}def check(site):\n{body}\n")
    shelf.put("sample_gather", GATHER)
    pages = [home(), page("/a.html")]
    said = ask(snapshot(pages), sample_broken={}, sample_gather={"least": 0})
    assert [code for code, _ in said.errors] == ["sample.broken"]
    assert said.errors[0][1].startswith(error)
    assert [code for code, _ in said.faults] == ["sample.gather"]


@pytest.mark.parametrize("text", [SITE, PAGE, GATHER])
def test_thresholds_that_do_not_fit_sink_only_their_indicator(shelf, text) -> None:
    code = text.split('indicator("')[1].split('"')[0]
    shelf.put(code.replace(".", "_"), text)
    shelf.put("sample_dead", DEAD)
    said = examine(
        snapshot([home()], answers=[answer("/a.doc", 404)]),
        {code: {"unheard_of": 1}, "sample.dead": {}},
    )
    assert [one for one, _ in said.errors] == [code]
    assert [one for one, _ in said.faults] == ["sample.dead"]


def test_an_indicator_nobody_knows_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError):
        examine(snapshot(), {"sample.unheard": {}})


# -- who links there, and what proves it -------------------------------------------------------


def dead(shelf, *pages, **more):
    shelf.put("sample_dead", DEAD)
    answers = more.pop("answers", [answer("/a.doc", 404, record="ab" * 32)])
    said = ask(snapshot(pages, answers=answers, **more), sample_dead={})
    return said.faults[0][1]


def test_a_fault_of_a_target_is_completed_with_the_links_that_lead_there(shelf) -> None:
    to = link("/a.doc", "申请表", LinkKind.ATTACHMENT, "div.main>a")
    front = home(lists=(block("要闻", item("新闻")),))
    fault = dead(shelf, front, page("/b.html", links=(to, to)), page("/c.html", links=(to,)))
    assert (fault.url, fault.source_url) == (at("/a.doc"), at("/b.html"))
    assert fault.evidence == ("ab" * 32,)
    assert fault.root == ""
    assert not fault.suspected
    assert fault.seen == {
        "text": "申请表",
        "kind": "attachment",
        "page": "other",
        "external": False,
        "sources": 2,
    }


def test_what_the_check_said_itself_stays(shelf) -> None:
    to = link("/own.doc", "申请表")
    fault = dead(shelf, home(links=(to,)), answers=[answer("/own.doc", 404)])
    assert fault.seen["text"] == "check's own"
    assert fault.seen["sources"] == 1


@pytest.mark.parametrize(("pages", "root"), [(2, ""), (3, "template:div.menu>a")])
def test_a_link_at_one_place_of_three_pages_belongs_to_the_template(shelf, pages, root) -> None:
    to = link("/a.doc", "菜单", place="div.menu>a")
    shown = [page(f"/{n}.html", links=(to,)) for n in range(pages)]
    assert dead(shelf, home(), *shown).root == root


def test_the_same_link_at_other_places_does_not(shelf) -> None:
    shown = [page(f"/{n}.html", links=(link("/a.doc", place=f"p{n}>a"),)) for n in range(4)]
    assert dead(shelf, home(), *shown).root == ""


def test_a_link_of_the_home_page(shelf) -> None:
    to = link("http://www.other.com/a.doc", "友情链接")
    gone = answer("http://www.other.com/a.doc", 404)
    fault = dead(shelf, home(links=(to,), lists=(block("要闻", item("新闻")),)), answers=[gone])
    assert (fault.seen["page"], fault.seen["external"]) == ("home", True)


def test_an_address_that_only_a_script_names_may_never_be_shown(shelf) -> None:
    written = link("/a.doc", place="body>script")
    assert dead(shelf, home(links=(written,))).suspected
    shown = page("/b.html", links=(link("/a.doc", "甲", place="p>a"),))
    assert not dead(shelf, home(links=(written,)), shown).suspected


def test_an_address_that_no_page_read_links_to(shelf) -> None:
    fault = dead(shelf, home())
    assert (fault.url, fault.source_url, fault.seen["sources"]) == (at("/a.doc"), None, 0)


PROVED = """
@indicator("sample.proved", needs=("columns",), says="有错")
def check(site):
    yield Fault(site.columns[0].identity)
    yield Fault(site.home_url + "#要闻")
    yield Fault("site", url=site.home_url)
    yield Fault("told", url=site.home_url, evidence=("own",))
    yield Fault("site")
"""


def test_a_fault_is_proved_by_the_record_of_its_address(shelf) -> None:
    shelf.put("sample_proved", PROVED)
    site = snapshot(
        [home(record="aa" * 32), page("/动态/", record="bb" * 32)],
        columns=[column("动态", identity=f"column:{at('/动态/')}")],
    )
    proofs = [one.evidence for _, one in ask(site, sample_proved={}).faults]
    assert proofs == [("bb" * 32,), ("aa" * 32,), ("aa" * 32,), ("own",), ()]


# -- how often the pages are read --------------------------------------------------------------


def test_all_share_one_reading_and_the_proof_one_more(shelf, counted) -> None:
    for name, text in {"page": PAGE, "gather": GATHER, "target": TARGET, "site": SITE}.items():
        shelf.put(f"sample_{name}", text)
    shelf.put("sample_dead", DEAD)
    site = snapshot([home("甲"), page("/a.html", "甲")], answers=[answer("/c.doc", 404)])
    pages = counted(site.pages)
    counted.readings = 0
    site = replace(site, pages=pages)
    said = ask(
        site,
        sample_page={"word": "甲"},
        sample_gather={"least": 1},
        sample_target={},
        sample_dead={},
        sample_site={},
    )
    assert len({code for code, _ in said.faults}) == 5
    assert counted.readings == 2


def test_without_a_fault_there_is_nothing_to_prove(shelf, counted) -> None:
    shelf.put("sample_page", PAGE)
    site = replace(snapshot([home()]), pages=counted([home("乙"), page("/a.html", "乙")]))
    assert not ask(site, sample_page={"word": "甲"}).faults
    assert counted.readings == 1


def test_one_that_asks_about_the_site_alone_reads_no_page(shelf, counted) -> None:
    shelf.put(
        "sample_site",
        '@indicator("sample.site", says="有错")\ndef check(site):\n    yield NotTested("无")\n',
    )
    ask(replace(snapshot([home()]), pages=counted([home()])), sample_site={})
    assert counted.readings == 0
