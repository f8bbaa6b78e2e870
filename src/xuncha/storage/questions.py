"""Ready questions to the page facts, each within one part of the tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from xuncha.base.language import N_
from xuncha.base.text import mask_address
from xuncha.people.tree import STEP, past
from xuncha.storage.engine import engine
from xuncha.storage.facts import files


@dataclass(frozen=True, slots=True)
class Question:
    """One question: what it is called, its columns, and the SQL over `facts`."""

    name: str
    kind: str
    #: Headings; those that are numbers are aligned as such.
    columns: tuple[str, ...]
    sql: str
    #: Columns that hold addresses, in which personal numbers are hidden.
    addresses: frozenset[int] = frozenset()


_PAGES, _SHARE = N_("页数"), N_("占比（%）")
_PERCENT: Final = "round(100.0 * count(*) / sum(count(*)) OVER (), 1)"


def _by(column: str) -> str:
    return (
        f"SELECT coalesce(nullif(CAST({column} AS VARCHAR), ''), '–'), count(*), {_PERCENT}"  # noqa: S608
        " FROM facts GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?"
    )


QUESTIONS: Final[Mapping[str, Question]] = {
    "status": Question(
        N_("各状态码有多少页？"), "pages", (N_("状态码"), _PAGES, _SHARE), _by("status")
    ),
    "charset": Question(
        N_("各编码有多少页？"), "pages", (N_("编码"), _PAGES, _SHARE), _by("lower(charset)")
    ),
    "kind": Question(
        N_("各类网页有多少？"), "pages", (N_("网页类别"), _PAGES, _SHARE), _by("kind")
    ),
    "year": Question(
        N_("网页是哪一年发布的？"),
        "pages",
        (N_("发布年份"), _PAGES, _SHARE),
        _by("year(published)"),
    ),
    "slowest": Question(
        N_("哪些网页最慢？"),
        "pages",
        (N_("网址"), N_("秒"), N_("字节")),
        "SELECT url, round(max(seconds), 2), max(size) FROM facts"
        " GROUP BY url ORDER BY 2 DESC, 1 LIMIT ?",
        frozenset({0}),
    ),
    "largest": Question(
        N_("哪些网页最大？"),
        "pages",
        (N_("网址"), N_("字节"), N_("秒")),
        "SELECT url, max(size), round(max(seconds), 2) FROM facts"
        " GROUP BY url ORDER BY 2 DESC, 1 LIMIT ?",
        frozenset({0}),
    ),
    "same": Question(
        N_("哪些内容在多个网址重复？"),
        "pages",
        (N_("其中一个网址"), N_("网址数"), N_("网站数")),
        "SELECT min(url), count(DISTINCT url), count(DISTINCT site) FROM facts"
        " WHERE sha256 <> '' GROUP BY sha256 HAVING count(DISTINCT url) > 1"
        " ORDER BY 2 DESC, 1 LIMIT ?",
        frozenset({0}),
    ),
    "dead": Question(
        N_("死链指向哪些主机？"),
        "answers",
        (N_("主机"), N_("死链数"), N_("网站数"), N_("例如")),
        "SELECT host, count(DISTINCT asked), count(DISTINCT site), min(asked) FROM facts"
        " WHERE reach = 'dead' GROUP BY host ORDER BY 2 DESC, 1 LIMIT ?",
        frozenset({3}),
    ),
    "blocked": Question(
        N_("哪些主机挡住了监测？"),
        "answers",
        (N_("主机"), N_("受阻次数"), N_("网站数")),
        "SELECT host, count(*), count(DISTINCT site) FROM facts"
        " WHERE reach = 'blocked' GROUP BY host ORDER BY 2 DESC, 1 LIMIT ?",
    ),
    "failures": Question(
        N_("打不开的原因有哪些？"),
        "answers",
        (N_("原因"), N_("次数"), _SHARE),
        f"SELECT coalesce(failure, '–'), count(*), {_PERCENT} FROM facts"  # noqa: S608
        " WHERE reach = 'dead' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?",
    ),
}


def ask(
    data: Path, question: Question, *, path: str, since: datetime | None = None, most: int = 50
) -> Sequence[Sequence[Any]]:
    """The rows of the answer, over the latest visit of each site below `path` since a time.

    Of a site that was visited ten times the last visit counts, or its pages would count ten times.
    """
    listed = files(data, question.kind)
    if not listed:
        return []
    everything = "SELECT * FROM read_parquet(?) WHERE true"
    values: list[Any] = [listed]
    if len(path) > STEP:
        everything += " AND path >= ? AND path < ?"
        values += [path, past(path)]
    if since is not None:
        everything += " AND as_of >= ?"
        values.append(since.astimezone(UTC).replace(tzinfo=None))
    facts = (
        f"WITH everything AS ({everything}), facts AS (SELECT * FROM everything"  # noqa: S608
        " SEMI JOIN (SELECT site, max(judgement) AS judgement FROM everything GROUP BY site)"
        f" USING (site, judgement)) {question.sql}"
    )
    with engine(data / "facts" / "scratch") as sql:
        rows = sql.execute(facts, [*values, most]).fetchall()
    return [_hidden(row, question.addresses) for row in rows]


def _hidden(row: Sequence[Any], addresses: frozenset[int]) -> Sequence[Any]:
    return [mask_address(str(one)) if at in addresses else one for at, one in enumerate(row)]
