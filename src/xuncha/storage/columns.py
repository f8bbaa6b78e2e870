"""What the files of page facts hold, and the SQL that makes them of snapshots. No tables."""

from __future__ import annotations

from typing import Final

#: What is read of a page as `evidence.store` writes it.
_PAGE: Final = {
    "url": "VARCHAR",
    "status": "INTEGER",
    "kind": "VARCHAR",
    "charset": "VARCHAR",
    "seconds": "DOUBLE",
    "size": "BIGINT",
    "depth": "INTEGER",
    "title": "VARCHAR",
    "text": "VARCHAR",
    "links": "JSON[]",
    "published": "STRUCT(used VARCHAR)",
    "sha256": "VARCHAR",
    "scripted": "BOOLEAN",
}
_ANSWER: Final = {
    "asked": "VARCHAR",
    "answered": "VARCHAR",
    "reach": "VARCHAR",
    "status": "INTEGER",
    "failure": "VARCHAR",
    "content_type": "VARCHAR",
    "size": "BIGINT",
    "magic": "VARCHAR",
    "seconds": "DOUBLE",
    "tries": "INTEGER",
}


def _read(columns: dict[str, str]) -> str:
    listed = ", ".join(f"{name}: '{kind}'" for name, kind in columns.items())
    return (
        "read_json(?, format='newline_delimited', compression='zstd', filename=true,"
        f" maximum_object_size=134217728, columns={{{listed}}})"
    )


#: Both take the list of files, and join the table `visits` by the folder they lie in.
_OF: Final = "JOIN visits ON visits.folder = regexp_replace(seen.filename, '/[^/]+$', '')"
_VISIT: Final = "visits.judgement, visits.site, visits.path, visits.as_of"

_PAGE_FACTS: Final = (
    f"SELECT {_VISIT}, url, status, kind, charset, seconds, size, depth,"  # noqa: S608 (our own words)
    " left(title, 200) AS title, TRY_CAST(published.used AS DATE) AS published, sha256, scripted,"
    " CAST(len(links) AS INTEGER) AS links, CAST(length(text) AS INTEGER) AS chars"
    f" FROM {_read(_PAGE)} AS seen {_OF}"
)
#: A page a browser showed again stands in the place of what was read without one.
PAGES: Final = _PAGE_FACTS
PAGES_RENDERED: Final = (
    f"WITH plain AS ({_PAGE_FACTS}), shown AS ({_PAGE_FACTS})"  # noqa: S608
    " SELECT * FROM plain ANTI JOIN shown USING (judgement, url) UNION ALL SELECT * FROM shown"
)
ANSWERS: Final = (
    f"SELECT {_VISIT}, asked, answered,"  # noqa: S608
    " lower(regexp_extract(asked, '^[a-z]+://(?:[^/@]*@)?([^/:?#]+)', 1)) AS host,"
    " reach, status, failure, left(content_type, 100) AS content_type, size, magic, seconds, tries"
    f" FROM {_read(_ANSWER)} AS seen {_OF}"
)
