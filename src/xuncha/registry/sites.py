"""What happens to a site: its states, fields and end. Each step leaves a row and an audit line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from xuncha.base.language import _
from xuncha.base.urls import host_of
from xuncha.people.actions import Actor, Noun, RefusedError, record
from xuncha.people.models import Office
from xuncha.people.rules import Verb
from xuncha.registry import rules
from xuncha.registry.authorisations import end_leaves
from xuncha.registry.columns import parent_words, parents
from xuncha.registry.fields import SITE_FIELDS, UnfitError, address
from xuncha.registry.models import Column, Domain, Request, Site, SiteState, SiteTransition
from xuncha.registry.queries import figures

_PLAIN = frozenset(SITE_FIELDS) - {"domains"}


def noun(site: Site) -> Noun:
    """The site as the audit log names it."""
    return Noun("site", site.pk, site.name or site.home_url, site.path)


def locked(site_id: int) -> Site:
    """The site as it is, held until the transaction ends."""
    return Site.objects.select_for_update().get(pk=site_id)


def transit(
    actor: Actor, site: Site, state: str, *, request: Request | None = None, reason: str = ""
) -> None:
    """Take a locked site to `state`: one row, one audit line; raises RefusedError if it cannot."""
    before = "" if site._state.adding else site.state  # noqa: SLF001 (Django's own word for "new")
    if not rules.may_become(before, state):
        raise RefusedError(
            _("“{name}”现为“{before}”，不能转为“{after}”").format(
                name=site.name,
                before=_(str(SiteState(site.state).label)),
                after=_(str(SiteState(state).label)),
            )
        )
    site.state, site.state_since, site.changed_at = state, actor.now, actor.now
    site.save()
    SiteTransition.objects.create(
        site=site,
        path=site.path,
        at=actor.now,
        from_state=before,
        to_state=state,
        by=actor.user,
        request=request,
        reason=reason[:500],
    )
    record(
        actor, "site.state", noun(site), old={"state": before}, new={"state": state, "why": reason}
    )


# ── fields ───────────────────────────────────────────────────────────────────


def values_of(site: Site, names: Iterable[str]) -> dict[str, Any]:
    """What the register says now under these names, as a request would write it."""
    return {name: _value(site, name) for name in names}


def _value(site: Site, name: str) -> Any:
    if name in _PLAIN:
        return getattr(site, name)
    if name == "domains":
        rows = site.domains.filter(given_up_on=None).order_by("-main", "host")
        return [{"host": one.host, "main": one.main} for one in rows]
    if name == "columns":
        return columns_of(site)
    if name == "successor":
        return (site.successor and site.successor.site_code) or ""
    if name == "until":
        return site.until.isoformat() if site.until else ""
    return ""


def columns_of(site: Site) -> list[dict[str, Any]]:
    """The site's columns as the official form has them."""
    rows = list(site.columns.order_by("id"))
    words = dict(
        zip((c.pk for c in rows), parent_words([(c.name, c.url) for c in rows]), strict=True)
    )
    return [
        {
            "name": one.name,
            "url": one.url,
            "type": one.type,
            "parent": words.get(one.parent_id or 0, ""),
            "on_home": one.on_home,
            "state": one.state,
        }
        for one in rows
    ]


def write_fields(site: Site, new: Mapping[str, Any], on: date) -> None:
    """Put cleaned values on a site and save it; `domains` as rows, the home page's among them.

    A domain left out is given up `on` that day: whoever still links to it is told whose it was.
    """
    before = site.host
    for name in _PLAIN & set(new):
        setattr(site, name, new[name])
    site.host = host_of(site.home_url)
    site.save()
    if "domains" in new:
        _write_domains(site, {one["host"]: one["main"] for one in new["domains"]}, on)
    elif site.host != before:
        live = site.domains.filter(given_up_on=None).exclude(host=before)
        _write_domains(site, dict(live.values_list("host", "main")), on)


def _write_domains(site: Site, wanted: dict[str, bool], on: date) -> None:
    if site.host and site.host not in wanted:
        wanted[site.host] = not any(wanted.values())
    kept = {one.host: one for one in site.domains.all()}
    for host, main in wanted.items():
        one = kept.pop(host, None) or Domain(site=site, host=host)
        one.main, one.given_up_on = main, None
        one.save()
    for one in kept.values():
        if site.state in rules.UNREGISTERED:
            one.delete()
        elif one.given_up_on is None:
            one.main, one.given_up_on = False, on
            one.save()


def write_columns(site: Site, told: list[dict[str, Any]]) -> None:
    """Make the site's columns what `told` says; a column that stays keeps what was seen of it."""
    kept = list(site.columns.order_by("id"))
    rows = [_matching(kept, one) or Column(site=site) for one in told]
    for row, one in zip(rows, told, strict=True):
        row.path, row.name, row.url = site.path, one["name"], one["url"]
        row.type, row.on_home, row.state = one["type"], one["on_home"], one["state"]
        row.parent = None
        row.save()
    for row, at in zip(rows, parents(told), strict=True):
        if at is not None:
            row.parent = rows[at]
            row.save(update_fields=["parent"])
    Column.objects.filter(pk__in=[one.pk for one in kept]).delete()


def _matching(kept: list[Column], told: Mapping[str, Any]) -> Column | None:
    """The column that `told` goes on with, taken out of `kept`: alike by name and address."""
    for alike in (
        lambda one: (one.name, one.url) == (told["name"], told["url"]),
        lambda one: one.url == told["url"],
    ):
        for one in kept:
            if alike(one):
                kept.remove(one)
                return one
    return None


# ── ends ─────────────────────────────────────────────────────────────────────


@transaction.atomic
def give_notice(actor: Actor, site: Site, on: date, url: str) -> Site:
    """Say that the closing notice stands on the home page since `on` (关停公告)."""
    site = locked(site.pk)
    actor.must(Verb.REQUEST_CHANGE, site.path)
    try:
        where = address(url)
    except UnfitError as error:
        raise RefusedError(str(error)) from error
    if not where:
        raise RefusedError(_("没有公告网址。请填写公告所在的网址"))
    if on > localdate(actor.now):
        raise RefusedError(_("公告日期在将来。请在公告挂出后填写"))
    site.notice_on, site.notice_url = on, where
    transit(actor, site, SiteState.CLOSING, reason=f"公告：{where}")
    return site


@transaction.atomic
def finish_closing(actor: Actor, site: Site) -> Site:
    """Close a site whose notice has stood long enough: 关停, or 已迁移 where another goes on."""
    site = locked(site.pk)
    actor.must(Verb.REVIEW_REQUEST, site.path)
    if site.notice_on is None:
        raise RefusedError(_("尚未公告，不能关停。请先填写公告日期和网址"))
    first = rules.closing_day(site.notice_on, figures())
    if localdate(actor.now) < first:
        raise RefusedError(
            _("公告自 {on} 起须满 {days} 天，{first} 起方可关停").format(
                on=site.notice_on, days=figures().notice_days, first=first
            )
        )
    site.domains.filter(given_up_on=None).update(given_up_on=localdate(actor.now))
    transit(actor, site, SiteState.MOVED if site.successor_id else SiteState.CLOSED)
    return site


@transaction.atomic
def end_exemptions(actor: Actor) -> list[Site]:
    """Bring exempt sites whose last day has passed back to 正常; for the daily round."""
    today = localdate(actor.now)
    ended = list(
        Site.objects.select_for_update()
        .filter(state=SiteState.EXEMPT, until__lt=today)
        .order_by("pk")
    )
    for site in ended:
        last, site.until = site.until, None
        transit(actor, site, SiteState.ACTIVE, reason=f"例外于 {last} 到期")
    return ended


@transaction.atomic
def hand_over(actor: Actor, site: Site, office: Office, reason: str) -> Site:
    """Put a site under another office (机构改革): the actor must stand over both.

    Leave to probe it ends: the office it comes to never signed the letter (security.md 4.3 no. 1).
    """
    site = locked(site.pk)
    actor.must(Verb.MANAGE_OFFICES, site.path)
    actor.must(Verb.MANAGE_OFFICES, office.path)
    if not reason.strip():
        raise RefusedError(_("请写明理由"))
    if office.closed_at is not None:
        raise RefusedError(_("“{name}”已撤销，请选择在用的单位").format(name=office.name))
    if site.requests.filter(state="reviewing").exists():
        raise RefusedError(_("该网站有申请正在审核，请待审核结束后再划转"))
    old = site.office.name
    why = f"网站由“{old}”划转至“{office.name}”，原单位的授权随之终止"
    ended = end_leaves(actor, site, why)
    site.office, site.path, site.changed_at = office, office.path, actor.now
    site.save()
    _take_along(site, office.path)
    site.requests.filter(state__in=["draft", "returned"]).update(office=office)
    record(
        actor,
        "site.hand_over",
        noun(site),
        old={"office": old},
        new={"office": office.name, "why": reason, "leaves_ended": ended},
    )
    return site


def _take_along(site: Site, path: str) -> None:
    """Put all that hangs on the site where it is now, the rows of rooms above this one too.

    A finding left behind would be read by the office the site has gone from.
    """
    for link in Site._meta.related_objects:  # noqa: SLF001 (Django's documented Model._meta)
        rows = link.related_model
        if link.field.name == "site" and any(one.name == "path" for one in rows._meta.fields):  # noqa: SLF001
            rows._base_manager.filter(site=site).update(path=path)  # noqa: SLF001
