"""More places in a statement, and more ways to answer: data, defaults, sums, missing pages."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterator

from tests.bed.cases import SQLI, Case, framed
from tests.bed.databases import Database, DatabaseError
from tests.bed.served import Program, Question, Reply
from tests.bed.sql_holes import pasted

_ROWS = "SELECT id, title, author FROM articles WHERE "


def _unquoted(text: str) -> str:
    return text.replace("'", "").replace('"', "")


def _silent(_text: str) -> Reply:
    return Reply(framed("<ul></ul><p>0 records</p>"))


def _loud(text: str) -> Reply:
    return Reply(framed(f"<p>The query could not be run: {text}</p>"))


def stripped(
    base: Database, statement: str, name: str, complaint: Callable[[str], Reply]
) -> Program:
    """A page that takes quotes out and thinks that is enough."""
    inner = pasted(base, statement, name, complaint)
    return lambda asked: inner(Question(asked.path, {name: _unquoted(asked[name]).encode()}))


def as_data(base: Database, statement: str, name: str, *, loud: bool) -> Program:
    """An answer for scripts: rows as JSON, all in one line."""

    def program(asked: Question) -> Reply:
        try:
            rows = base.run(statement.replace("{v}", asked[name]))
        except DatabaseError as error:
            whole = {"status": "error", "message": str(error)} if loud else {"data": []}
            return Reply(json.dumps(whole), 500 if loud else 200, kind="application/json")
        found = [{"id": n, "title": title, "who": who} for n, title, who in rows]
        return Reply(json.dumps({"status": "ok", "data": found}), kind="application/json")

    return program


def there_or_not(base: Database, statement: str, name: str, *, missing: int) -> Program:
    """A page that only says whether there is one."""

    def program(asked: Question) -> Reply:
        try:
            found = base.run(statement.replace("{v}", asked[name]))
        except DatabaseError:
            found = []
        if found:
            return Reply(framed("<p>This document exists in the database.</p>"))
        return Reply(framed("<p>This document is MISSING from the database.</p>"), missing)

    return program


def by_default(base: Database, statement: str, name: str) -> Program:
    """A page that shows the first document whatever goes wrong."""

    def program(asked: Question) -> Reply:
        try:
            rows = base.run(statement.replace("{v}", asked[name]))
        except DatabaseError:
            rows = []
        rows = rows or base.run(_ROWS + "id = 1")
        return Reply(framed(f"<h2>{rows[0][1]}</h2><p>by {rows[0][2]}</p>"))

    return program


def summed(base: Database, statement: str, name: str) -> Program:
    """A page that shows one number."""

    def program(asked: Question) -> Reply:
        try:
            rows = base.run(statement.replace("{v}", asked[name]))
        except DatabaseError:
            return Reply(framed("<h2>Error</h2>"), 500)
        return Reply(framed(f"<p>In all: {rows[0][0]}</p>"))

    return program


def entered(base: Database) -> Program:
    """A door whose two fields are pasted into one statement."""

    def program(asked: Question) -> Reply:
        statement = (
            f"SELECT id FROM accounts WHERE name = '{asked['who']}' AND secret = '{asked['word']}'"
        )
        try:
            found = base.run(statement)
        except DatabaseError as error:
            return Reply(framed(f"<p>Exception: {html.escape(str(error))}</p>"))
        return Reply(framed("<p>Welcome</p>" if found else "<p>Login failed</p>"))

    return program


def cases(base: Database) -> Iterator[Case]:
    """Each family on one database."""
    folder, hole = f"/family-{base.name}", frozenset({SQLI})
    like = "((lower(title) LIKE '%{v}%' OR slug LIKE '%{v}%') AND price >= 0) ORDER BY title"

    def case(name: str, program: Program, link: str, parameter: str = "") -> Case:
        return Case(f"{folder}/{name}", program, link, parameter or link.partition("=")[0], hole)

    for name, complaint in (("loud", _loud), ("silent", _silent)):
        rows = "SELECT id, title, author FROM articles ORDER BY id LIMIT {v}"
        yield case(f"limit-{name}.php", pasted(base, rows, "show", complaint), "show=5")
        ids = _ROWS + "id IN ({v})"
        yield case(f"ids-{name}.php", pasted(base, ids, "ids", complaint), "ids=1,2,3")
        stripping = _ROWS + "price < {v}"
        yield case(
            f"date-{name}.jsp", stripped(base, stripping, "since", complaint), "since=2010-02-02"
        )
        yield case(f"number-{name}.jsp", stripped(base, _ROWS + "id = {v}", "n", complaint), "n=4")
        quoted = 'SELECT id, title, author FROM articles ORDER BY "{v}"'
        if base.name == "postgresql":
            # SQLite takes an unknown name in double quotes for a text.
            yield case(f"sort-quoted-{name}.php", pasted(base, quoted, "by", complaint), "by=title")
        else:
            quoted = "SELECT id, title, author FROM articles ORDER BY `{v}`"
            yield case(f"sort-ticks-{name}.php", pasted(base, quoted, "by", complaint), "by=title")
        columns = "SELECT id, {v}, author FROM articles WHERE id < 9 ORDER BY id"
        yield case(f"column-{name}.asp", _first_of(base, columns, complaint), "col=title")
        groups = "SELECT min(id), min(title), author FROM articles GROUP BY {v}"
        yield case(f"group-{name}.asp", pasted(base, groups, "group", complaint), "group=author")
    yield case("rest/search", as_data(base, _ROWS + like, "q", loud=True), "q=water")
    yield case("rest/quiet", as_data(base, _ROWS + like, "q", loud=False), "q=water")
    yield case("rest/item", as_data(base, _ROWS + "id = {v}", "id", loud=False), "id=3")
    exists = "SELECT id FROM articles WHERE CAST(id AS VARCHAR(9)) = '{v}'"
    for name, status in (("said", 200), ("missing", 404)):
        program = there_or_not(base, exists, "id", missing=status)
        yield case(f"exists-{name}.php", program, "id=3&Submit=Submit")
        number = there_or_not(base, "SELECT id FROM articles WHERE id = {v}", "id", missing=status)
        yield case(f"exists-number-{name}.php", number, "id=3&Submit=Submit")
    yield case("default-number.jsp", by_default(base, _ROWS + "id = {v}", "msgid"), "msgid=5")
    yield case("default-text.jsp", by_default(base, _ROWS + "slug = '{v}'", "doc"), "doc=doc-5")
    total = "SELECT sum(price) FROM articles WHERE price > {v}"
    yield case("sum.jsp", summed(base, total, "least"), "least=20")
    of_author = "SELECT count(*) FROM articles WHERE author = '{v}'"
    yield case("count.jsp", summed(base, of_author, "author"), "author=li")
    for parameter in ("who", "word"):
        yield case("door.jsp", entered(base), "who=visitor&word=x", parameter)


def _first_of(base: Database, statement: str, complaint: Callable[[str], Reply]) -> Program:
    """Rows of which a page only shows the second column."""

    def program(asked: Question) -> Reply:
        try:
            rows = base.run(statement.replace("{v}", asked["col"]))
        except DatabaseError as error:
            return complaint(html.escape(str(error)))
        return Reply(framed("".join(f"<li>{row[1]}</li>" for row in rows)))

    return program
