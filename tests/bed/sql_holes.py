"""Pages that paste a parameter into a statement, each in its own place and with its own silence."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from itertools import cycle

from tests.bed.cases import SQLI, Case, framed
from tests.bed.databases import Database, DatabaseError
from tests.bed.served import Program, Question, Reply

Complaint = Callable[[str], Reply]


def _java(text: str) -> Reply:
    body = (
        f"<html><body><h1>HTTP Status 500</h1><pre>java.sql.SQLException: {text}\n"
        "\tat oracle.jdbc.driver.T4CTTIoer.processError(T4CTTIoer.java:450)\n"
        "\tat org.apache.jsp.show_jsp._jspService(show_jsp.java:88)</pre></body></html>"
    )
    return Reply(body, 500)


def _aspnet(text: str) -> Reply:
    return Reply(
        "<html><head><title>字符串后的引号不完整。</title></head><body><h1>“/”应用程序中的服务器错误。"
        f"</h1><h2><i>附近有语法错误。{text}</i></h2>异常详细信息: "
        "System.Data.SqlClient.SqlException</body></html>",
        500,
    )


def _php(text: str) -> Reply:
    return Reply(
        framed(
            "<b>Warning</b>: mysqli_query(): You have an error in your SQL syntax; check the "
            f"manual that corresponds to your MySQL server version near {text} in <b>show.php</b>"
        )
    )


def _oracle(text: str) -> Reply:
    return Reply(framed(f"ORA-01756: 引号内的字符串没有正确结束 {text}"))


def _dameng(text: str) -> Reply:
    body = f"dm.jdbc.driver.DMException: 第 1 行, 第 42 列附近出现错误: 语法分析出错 {text}"
    return Reply(f"<html><body><pre>{body}</pre></body></html>", 500)


def _kingbase(text: str) -> Reply:
    return Reply(framed(f"<pre>com.kingbase8.util.KSQLException: 错误: {text}</pre>"), 500)


def _plain(text: str) -> Reply:
    return Reply(framed(f"Database error: {text}"))


def _custom(_text: str) -> Reply:
    return Reply(framed("<h2>系统繁忙，请稍后再试</h2>", "Error"), 500)


def _polite(_text: str) -> Reply:
    return Reply(framed("<h2>Sorry, something went wrong.</h2>"))


def _silent(_text: str) -> Reply:
    return Reply(framed("<ul></ul><p>0 records</p>"))


def _away(_text: str) -> Reply:
    return Reply("", 302, headers=(("Location", "/error.html"),))


#: How a broken statement shows, from a stack trace to nothing at all.
LOUD = (_java, _aspnet, _php, _oracle, _dameng, _kingbase, _plain, _custom, _polite, _away)
_ROWS = "SELECT id, title, author FROM articles WHERE "
#: Context, its statement with {v} where the value is pasted, and a query that shows rows.
_CONTEXTS = (
    ("numeric", _ROWS + "id = {v}", "id=3"),
    ("numeric-paren", _ROWS + "(id = {v} AND price >= 0)", "id=4"),
    ("numeric-in", _ROWS + "id IN ({v})", "id=5"),
    ("numeric-deep", _ROWS + "((id = ({v})))", "id=6"),
    ("numeric-first", "SELECT id, title, author FROM articles WHERE {v} = id", "id=7"),
    ("string", _ROWS + "author = '{v}'", "author=zhang"),
    ("string-paren", _ROWS + "(author = '{v}' AND price >= 0)", "author=wang"),
    ("string-function", _ROWS + "lower(author) = lower('{v}')", "author=li"),
    ("string-in", _ROWS + "author IN ('{v}')", "author=zhang"),
    ("string-deep", _ROWS + "((author = ('{v}')))", "author=wang"),
    ("string-id", _ROWS + "CAST(id AS VARCHAR(9)) = '{v}'", "id=8"),
    ("string-two", _ROWS + "author = '{v}' OR slug = '{v}'", "author=li"),
    ("within", _ROWS + "title LIKE '%{v}%'", "q=report"),
    ("begins", _ROWS + "title LIKE '{v}%'", "q=land"),
    ("within-paren", _ROWS + "(title LIKE '%{v}%')", "q=hearing"),
    ("within-function", _ROWS + "lower(title) LIKE lower('%{v}%')", "q=water"),
    ("order", "SELECT id, title, author FROM articles ORDER BY {v}", "sort=title"),
    ("order-number", "SELECT id, title, author FROM articles ORDER BY {v}", "by=2"),
    ("direction", "SELECT id, title, author FROM articles ORDER BY price {v}", "dir=desc"),
)
_SILENT_TOO = frozenset(
    str.split(
        "numeric numeric-paren numeric-in numeric-first string string-paren string-in string-deep "
        "string-id within begins within-paren within-function order direction"
    )
)


def listing(rows: list[tuple[object, ...]]) -> Reply:
    """Rows as a page shows them."""
    items = "".join(f"<li>{n} <b>{title}</b> {who}</li>" for n, title, who in rows)
    return Reply(framed(f"<ul>{items}</ul><p>{len(rows)} records</p>"))


def pasted(base: Database, statement: str, name: str, complaint: Complaint) -> Program:
    """A page that pastes what it is asked into `statement`."""

    def program(asked: Question) -> Reply:
        try:
            return listing(base.run(statement.replace("{v}", asked[name])))
        except DatabaseError as error:
            return complaint(html.escape(str(error)))

    return program


def viewed(base: Database, update: str, name: str, complaint: Complaint) -> Program:
    """A page that counts its views with what it is asked, and shows the same whatever it is."""

    def program(asked: Question) -> Reply:
        try:
            base.run(update.replace("{v}", asked[name]))
        except DatabaseError as error:
            return complaint(html.escape(str(error)))
        return Reply(framed("<p>Thank you for reading this document.</p>"))

    return program


def _doubled(base: Database, complaint: Complaint) -> Program:
    return pasted(base, _ROWS + 'author = "{v}"', "author", complaint)


_VIEWS = (
    ("seen-number", "UPDATE visits SET seen = 1 WHERE article_id = {v}", "id=3"),
    ("seen-string", "UPDATE visits SET seen = 1 WHERE slug = '{v}'", "doc=doc-5"),
    ("hits-number", "UPDATE counters SET hits = hits + 1 WHERE article_id = {v}", "id=9"),
    ("hits-string", "UPDATE counters SET hits = hits + 1 WHERE (slug = '{v}')", "doc=doc-2"),
)


def cases(base: Database) -> Iterator[Case]:
    """Every context, loud in one of the styles in turn, and silent where silence shows rows."""
    loud, hole = cycle(LOUD), frozenset({SQLI})
    folder = f"/{base.name}"
    for name, statement, query in _CONTEXTS:
        parameter = query.partition("=")[0]
        program = pasted(base, statement, parameter, next(loud))
        yield Case(f"{folder}/{name}.jsp", program, query, parameter, hole)
        if name in _SILENT_TOO:
            program = pasted(base, statement, parameter, _silent)
            yield Case(f"{folder}/silent-{name}.asp", program, query, parameter, hole)
    for name, update, query in _VIEWS:
        parameter = query.partition("=")[0]
        program = viewed(base, update, parameter, next(loud))
        yield Case(f"{folder}/{name}.do", program, query, parameter, hole)
    if base.name == "sqlite":
        # PostgreSQL takes double quotes for names.
        yield Case(f"{folder}/doubled.php", _doubled(base, _plain), "author=li", "author", hole)
        yield Case(
            f"{folder}/doubled-silent.php", _doubled(base, _silent), "author=li", "author", hole
        )
    field = '<input name="word"><select name="n"><option value="5">five</select>'
    program = pasted(base, _ROWS + "title LIKE '%{v}%'", "word", _plain)
    yield Case(f"{folder}/form.php", program, field, "word", hole)
