"""What an inspection must say of a site by its plan, once all hazards have been put up."""

from __future__ import annotations

from tests.corpus import furniture
from tests.corpus.plan import TODAY, Col, Site

from xuncha.base.types import ColumnType, Period

#: Indicators that the truth is complete for.
INDICATORS = tuple(
    str.split(
        "site.unreachable home.stale column.stale column.blank link.dead link.soft404 link.hijacked "
        "link.bad_attachment page.abnormal date.absurd element.missing element.mismatch tag.missing "
        "interaction.no_channel interaction.overdue service.none service.guide_incomplete "
        "reprint.missing reprint.late reprint.altered domain.rule registry.mismatch "
        "security.hidden_link security.injected_script security.cloaking security.dangling "
        "security.exposed_file security.header privacy.leak text.error"
    )
)
#: 国办秘函〔2019〕19号.
_AGES = {
    ColumnType.NEWS: Period(days=14),
    ColumnType.NOTICE: Period(months=6),
    ColumnType.POLICY: Period(months=6),
    ColumnType.PERSONNEL: Period(months=12),
    ColumnType.INTERACTION: Period(months=12),
    ColumnType.OTHER: Period(months=12),
}


def conclude(site: Site) -> None:
    """Add what follows from the plan: columns, home page, elements, tags."""
    if site.down:
        site.expected, site.never = {("site.unreachable", "home")}, set()
        return
    for col in site.every_column():
        _column(site, col)
    if not any(
        e.is_dated and e.day >= Period(days=14).before(TODAY)
        for c in site.columns
        for e in c.entries[: c.at_home]
    ):
        site.expect("home.stale", "home")
    else:
        site.spare("home", "home.stale")
    for name in furniture.ELEMENTS:
        verb = site.expect if name in site.lacks else lambda i, w: site.spare(w, i)
        verb("element.missing", f"element:{name}")
    _tags(site)
    for name, shown, registered in (
        (furniture.CODE, site.shown_code, site.code),
        ("网站名称", site.shown_name, site.name),
    ):
        if shown == registered or (name != furniture.CODE and registered in shown):
            site.spare(f"element:{name}", "element.mismatch")
        elif not (name == furniture.CODE and name in site.lacks):
            site.expect("element.mismatch", f"element:{name}")
    if all(one.slug != "jzxx" for one in site.columns):
        site.expect("interaction.no_channel", "site")
    if all(one.slug != "bszn" for one in site.columns):
        site.expect("service.none", "site")
    site.never -= site.expected


def _column(site: Site, col: Col) -> None:
    where = f"column:{site.column_url(col)}"
    if col.shape == "blank":
        site.expect("column.blank", where)
        return
    site.spare(where, "column.blank")
    limit = _AGES.get(col.type)
    newest = col.newest()
    if (
        col.shape in ("list", "json")
        and limit is not None
        and newest is not None
        and newest < limit.before(TODAY)
    ):
        site.expect("column.stale", where)
    else:
        site.spare(where, "column.stale")


def _tags(site: Site) -> None:
    for kind, wanted in furniture.WANTED.items():
        without = set(site.tagless.get(kind, ()))
        if furniture.CODE in site.lacks:
            without.add("SiteIDCode")
        for tag in wanted:
            where = f"tag:{kind}:{tag}"
            if tag in without:
                site.expect("tag.missing", where)
            else:
                site.spare(where, "tag.missing")
