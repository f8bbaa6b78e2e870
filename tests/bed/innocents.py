"""Pages that only look injectable: every one of them is safe."""

from __future__ import annotations

import html
import json
import random
import re
import shlex
import time
from collections.abc import Callable, Iterator
from urllib.parse import quote

from tests.bed.cases import Case, framed
from tests.bed.databases import Database, DatabaseError
from tests.bed.script_holes import echo
from tests.bed.served import Program, Question, Reply
from tests.bed.sql_holes import LOUD, listing

_ROWS = "SELECT id, title, author FROM articles WHERE "
_MYSQL = (
    "You have an error in your SQL syntax; check the manual that corresponds to your MySQL server "
    "version for the right syntax to use near '' at line 1"
)
_DAMENG = "dm.jdbc.driver.DMException: 第 1 行, 第 8 列附近出现错误: 语法分析出错"
_WORDS = str.split("road school water tax forest land health bridge market library museum archive")


def bound(
    base: Database, statement: str, name: str, make: Callable[[str], object] = str
) -> Program:
    """A page that binds its parameter; what `make` refuses gives a page that says so."""

    def program(asked: Question) -> Reply:
        try:
            return listing(base.run(statement, (make(asked[name]),)))
        except (ValueError, DatabaseError):
            return Reply(framed("<h2>Illegal request</h2>"))

    return program


def broken(base: Database, name: str, status: int, complaint: str) -> Program:
    """A page that falls over whatever is no number, and even complains like a database."""

    def program(asked: Question) -> Reply:
        if not re.fullmatch(r"\d+", asked[name]):
            return Reply(framed(complaint), status)
        return listing(base.run(_ROWS + "id = ?", (int(asked[name]),)))

    return program


def _leading(text: str) -> int:
    found = re.match(r"\s*-?\d+", text)
    return int(found.group()) if found else 0


def _sorted(base: Database, name: str) -> Program:
    def program(asked: Question) -> Reply:
        column = asked[name] if asked[name] in ("id", "title", "price") else "id"
        return listing(base.run(f"SELECT id, title, author FROM articles ORDER BY {column}"))

    return program


def _refused(name: str, pattern: str, status: int = 200) -> Program:
    """An application's own filter."""

    def program(asked: Question) -> Reply:
        if re.search(pattern, asked[name], re.IGNORECASE):
            return Reply(framed("<h2>您提交的内容含有非法字符</h2>"), status)
        return Reply(framed(f"<p>Results for {html.escape(asked[name])}</p>"))

    return program


def _by_shell(asked: Question) -> Reply:
    """A search whose language has quotes, and fails where they are not closed."""
    try:
        words = shlex.split(asked["q"])
    except ValueError:
        return Reply(framed("<h2>Unbalanced quotes in the search</h2>"))
    return Reply(framed(f"<p>{len(words)} words asked</p>" + "<li>nothing found</li>"))


def _by_lucene(asked: Question) -> Reply:
    if asked["q"].count('"') % 2:
        return Reply(framed("<h2>Cannot parse the query: Lexical error</h2>"), 500)
    found = [w for w in _WORDS if w in asked["q"].lower()]
    return Reply(framed("".join(f"<li>{one}</li>" for one in found)))


def _ids(asked: Question) -> Reply:
    """A list of documents by their numbers."""
    parts = asked["ids"].split(",")
    known = [one for one in parts if one.isdigit() and 0 < int(one) < 13]
    missing = [one for one in parts if one not in known]
    shown = "".join(f"<li>document {one}</li>" for one in dict.fromkeys(known))
    return Reply(framed(f"<ul>{shown}</ul>" + ("<p>some are missing</p>" if missing else "")))


def _range(asked: Question) -> Reply:
    """Years, or from one to another."""
    found = re.fullmatch(r"(\d{1,5})(?:-(\d{1,5}))?", asked["year"])
    if found is None:
        return Reply(framed("<p>no such year</p>"), 400)
    return Reply(framed("<p>0 reports of that time</p>"))


def _chance(_asked: Question) -> Reply:
    words = random.choices(_WORDS, k=40)
    return Reply(framed("".join(f"<li>{one}</li>" for one in words)))


def _two_faces(_asked: Question) -> Reply:
    return Reply(framed(random.choice(("<h2>Welcome</h2>", "<h2>Good day</h2><p>read on</p>"))))


def _advertised(base: Database) -> Program:
    inner = bound(base, _ROWS + "title LIKE '%' || ? || '%'", "q")

    def program(asked: Question) -> Reply:
        reply = inner(asked)
        more = f"<div>{random.choice(_WORDS)} {random.random():.4f} {time.time()}</div>"
        return Reply(str(reply.body).replace("<ul>", more + "<ul>"))

    return program


class Growing:
    """A page that says how often it was seen, and keeps a list of it."""

    def __init__(self) -> None:
        self._times = 0

    def __call__(self, _asked: Question) -> Reply:
        self._times += 1
        items = "".join(f"<li>visit {n}</li>" for n in range(self._times % 50))
        return Reply(framed(f"<p>{self._times} visits</p>{items}"))


def stalls(seconds: float) -> Program:
    """A page that does not answer what holds a quote."""

    def program(asked: Question) -> Reply:
        if "'" in asked["q"]:
            time.sleep(seconds)
        return Reply(framed("<p>quick</p>"))

    return program


def _kept_apart(kind: str, *headers: tuple[str, str]) -> Program:
    def program(asked: Question) -> Reply:
        return Reply(f"<p>{asked['q']}</p>", kind=kind, headers=headers)

    return program


def _as_json(asked: Question) -> Reply:
    return Reply(json.dumps({"q": asked["q"]}), kind="application/json")


def _moved(asked: Question) -> Reply:
    place = f"/safe/landed.jsp?q={quote(asked['q'])}"
    return Reply("", 302, headers=(("Location", place),))


def _knowledge(base: Database) -> Program:
    """A search that finds an article about SQL errors when it is asked for a quote."""
    inner = bound(base, _ROWS + "title LIKE '%' || ? || '%'", "q")

    def program(asked: Question) -> Reply:
        if "'" in asked["q"]:
            return Reply(framed(f"<p>{html.escape(asked['q'])}: 1 article</p><li>{_MYSQL}</li>"))
        return inner(asked)

    return program


def _in_json(text: str) -> str:
    raw = json.dumps(text)[1:-1]
    return raw.replace("<", "\\u003c").replace(">", "\\u003e").replace("'", "\\u0027")


_SAFE_ECHOES: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    ("text", "<p>Results for @</p>", html.escape),
    ("attribute", '<input value="@">', html.escape),
    ("single", "<input value='@'>", html.escape),
    ("title", "<title>@</title>", html.escape),
    ("textarea", "<textarea>@</textarea>", html.escape),
    ("script", "<script>var q = '@';</script>", _in_json),
    ("script-double", '<script>var q = "@";</script>', _in_json),
    ("data", '<script type="application/json">{"q": "@"}</script>', _in_json),
    ("link", '<a href="/find?q=@">again</a>', lambda t: quote(t, safe="")),
    ("stripped", "<p>@</p>", lambda t: re.sub(r"<[^>]*>?", "", t)),
    ("letters", '<input value="@">', lambda t: re.sub(r"\W", "", t)),
    ("comment", "<!-- @ -->", lambda t: html.escape(t.replace("--", ""))),
    ("wide", "<p>@</p>", lambda t: t.replace("<", "＜").replace(">", "＞")),
    ("event", '<a data-q="@" onclick="show(this)">x</a>', html.escape),
    ("twice", "<p>@</p>", lambda t: html.escape(html.escape(t))),
    ("path", '<a href="/docs/@">x</a>', html.escape),
    ("template", "<template>@</template>", html.escape),
)


def cases(base: Database) -> Iterator[Case]:
    """What touches the database, safely."""
    folder, like = f"/safe-{base.name}", "title LIKE '%' || ? || '%'"

    def case(name: str, program: Program, link: str) -> Case:
        shown = re.search(r'name="(\w+)"', link)
        return Case(
            f"{folder}/{name}", program, link, shown[1] if shown else link.partition("=")[0]
        )

    yield case("number.jsp", bound(base, _ROWS + "id = ?", "id", int), "id=3")
    yield case("leading.php", bound(base, _ROWS + "id = ?", "id", _leading), "id=4")
    yield case("string.jsp", bound(base, _ROWS + "author = ?", "author"), "author=zhang")
    yield case("search.jsp", bound(base, _ROWS + like, "q"), "q=report")
    yield case("search-none.jsp", bound(base, _ROWS + like, "q"), "q=zebra")
    yield case("search-form.jsp", bound(base, _ROWS + like, "q"), '<input name="q">')
    yield case("sort.jsp", _sorted(base, "sort"), "sort=title")
    yield case("sort-id.jsp", _sorted(base, "by"), "by=id")
    yield case("knowledge.jsp", _knowledge(base), "q=report")
    yield case("advertised.jsp", _advertised(base), "q=budget")
    for number, style in enumerate(LOUD[:8]):
        text = str(style("near ''").body)
        yield case(f"broken-{number}.jsp", broken(base, "id", 500, text), f"id={number + 1}")
    yield case("broken-here.jsp", broken(base, "id", 200, _DAMENG), "id=2")
    yield case("fields.jsp", _fields(base), "sort=title")
    yield case("fields-two.jsp", _fields(base), "sort=title,price")
    yield case("rest/item", _fetched(base), "id=3")
    shown = bound(
        base, "SELECT id, title, author FROM articles ORDER BY id LIMIT ?", "show", _leading
    )
    yield case("limited.jsp", shown, "show=5")
    checked = bound(base, _ROWS + "price < ?", "since", lambda t: int(t[:4]))
    yield case("since.jsp", checked, "since=2010-02-02")


def _fields(base: Database) -> Program:
    """A list sorted by several known fields; what is no field is refused."""

    def program(asked: Question) -> Reply:
        fields = asked["sort"].split(",")
        if not {*fields} <= {"id", "title", "price"}:
            return Reply(framed("<h2>Unknown field</h2>"), 400)
        order = ", ".join(fields)
        return listing(base.run(f"SELECT id, title, author FROM articles ORDER BY {order}"))

    return program


def _fetched(base: Database) -> Program:
    """Data by number, and a stack trace for everything else."""

    def program(asked: Question) -> Reply:
        if not asked["id"].isdigit():
            trace = {"error": "SyntaxError: Unexpected token", "id": asked["id"]}
            return Reply(json.dumps(trace), 500, kind="application/json")
        rows = base.run(_ROWS + "id = ?", (int(asked["id"]),))
        return Reply(json.dumps({"data": rows, "at": time.time()}), kind="application/json")

    return program


def _pot(asked: Question) -> Reply:
    """A trap that plays a broken database for whatever is no word."""
    if not re.fullmatch(r"\w+", asked["who"]):
        return Reply(framed(_MYSQL), 500)
    return Reply(framed("<p>Login failed</p>"))


def others() -> Iterator[Case]:
    """What touches no database."""

    def case(name: str, program: Program, link: str = "q=budget") -> Case:
        return Case(f"/safe/{name}", program, link, link.partition("=")[0])

    yield case("pot.jsp", _pot, "who=visitor")
    yield case("about-mysql.html", lambda _q: Reply(framed(_MYSQL)), "id=3")
    yield case("about-dameng.html", lambda _q: Reply(framed(_DAMENG)), "id=3")
    yield case("about-errors.jsp", _refused("q", "['\"]"), "q=ORA-01756")
    yield case("filter.jsp", _refused("q", "['\"<>]"))
    yield case("filter-words.jsp", _refused("q", r"\b(and|or|select)\b|'"))
    yield case("filter-error.jsp", _refused("q", "['\"<>]", 500))
    yield case("filter-missing.jsp", _refused("q", "['\"<>]", 404))
    yield case("shell.jsp", _by_shell)
    yield case("lucene.jsp", _by_lucene, "q=water")
    yield case("ids.jsp", _ids, "ids=1")
    yield case("ids-more.jsp", _ids, "ids=1,2")
    yield case("years.jsp", _range, "year=2016")
    yield case("chance.jsp", _chance)
    yield case("chance-number.jsp", _chance, "id=3")
    yield case("faces.jsp", _two_faces)
    yield case("faces-number.jsp", _two_faces, "id=4")
    yield case("growing.jsp", Growing(), "id=5")
    yield case("plain.txt", _kept_apart("text/plain"))
    yield case("download.do", _kept_apart("text/html", ("Content-Disposition", "attachment")))
    yield case("data.json", _as_json)
    yield case("feed.xml", _kept_apart("application/rss+xml"))
    yield case("moved.jsp", _moved)
    yield case("landed.jsp", echo("<p>@</p>", html.escape))
    yield case("ignored.jsp", lambda _q: Reply(framed("<p>always the same</p>")), "id=8")
    for name, template, escape in _SAFE_ECHOES:
        yield case(f"echo-{name}.jsp", echo(template, escape))
    yield case("gbk.jsp", echo("<p>与“@”有关的信息</p>", html.escape, charset="gb18030"),
               "q=%C9%F3%C5%FA")  # fmt: skip
