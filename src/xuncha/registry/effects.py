"""What a request does to its site: what stands against it, and what the last approval changes."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import localdate

from xuncha.base.language import _
from xuncha.people.actions import Actor, RefusedError, record
from xuncha.people.tree import holds
from xuncha.registry import codes, rules
from xuncha.registry.fields import Problem
from xuncha.registry.models import (
    Candidate,
    CandidateState,
    Request,
    RequestKind,
    Site,
    SiteState,
)
from xuncha.registry.queries import figures
from xuncha.registry.sites import noun, transit, values_of, write_columns, write_fields


def check_state(kind: str, site: Site) -> None:
    """Raises RefusedError where a site in its present state cannot be asked this of."""
    if site.state not in rules.EFFECTS[kind].from_states:
        raise RefusedError(
            _("“{name}”现为“{state}”，不能申请“{kind}”").format(
                name=site.name,
                state=_(str(SiteState(site.state).label)),
                kind=_(str(RequestKind(kind).label)),
            )
        )


def problems(request: Request, site: Site, now: datetime) -> list[Problem]:
    """What in the register stands against a request that is filled in."""
    check_state(request.kind, site)
    today, new = localdate(now), request.new
    found = []
    if new.get("home_url") and (other := _same_address(site, new["home_url"])):
        # Whose it is, is said only to who may see it: a neighbour's register is not shown.
        said = _("该网址已由“{name}”登记").format(name=other.name)
        if not holds(request.path, other.path):
            said = _("该网址已经登记")
        found.append(Problem("home_url", said, _("请核对，一家网站只登记一次")))
    if request.kind == RequestKind.EXEMPT and new.get("until", "9") <= today.isoformat():
        found.append(Problem("until", _("例外的截止日期已过"), _("请填写将来的日期")))
    if request.kind == RequestKind.OFFLINE and {"first", "until"} <= set(new):
        why = _offline_problem(site, new["first"], new["until"], today)
        found += [Problem("until", why, _("请改日期；须长期下线的，请申请关停"))] if why else []
    if request.kind == RequestKind.MOVE and new.get("successor"):
        found += _successor_problems(site, new["successor"])
    return found


def _same_address(site: Site, url: str) -> Site | None:
    return (
        Site.objects.filter(home_url=url)
        .exclude(pk=site.pk)
        .exclude(state__in=rules.ENDED | {"draft"})
        .first()
    )


def _offline_problem(site: Site, first: str, last: str, today: date) -> str | None:
    earlier = [
        localdate(at)
        for at in site.transitions.filter(to_state=SiteState.OFFLINE).values_list("at", flat=True)
    ]
    return rules.offline_problem(
        date.fromisoformat(first), date.fromisoformat(last), today, earlier, figures()
    )


def _successor_problems(site: Site, code: str) -> list[Problem]:
    other = Site.objects.filter(site_code=code).first()
    if other is None or other.state not in rules.OPEN:
        return [
            Problem(
                "successor",
                _("没有标识码为 {code} 的在运行网站").format(code=code),
                _("请核对承接网站的标识码"),
            )
        ]
    if other.pk == site.pk:
        return [Problem("successor", _("网站不能并入自己"), _("请填写承接网站的标识码"))]
    return []


def apply(actor: Actor, request: Request, site: Site) -> None:
    """Bring an approved request into force on its locked site.

    Raises RefusedError where the register has meanwhile changed under it, so that an old request
    never undoes a newer change.
    """
    _must_still_hold(request, site, actor.now)
    old, new = request.old, request.new
    if request.kind in (RequestKind.REGISTER, RequestKind.SUPPLEMENT):
        _register(actor, request, site)
        return
    if request.kind == RequestKind.CHANGE:
        write_fields(site, new, localdate(actor.now))
    elif request.kind == RequestKind.COLUMNS:
        write_columns(site, new["columns"])
    elif request.kind == RequestKind.MOVE:
        site.successor = Site.objects.get(site_code=new["successor"])
    site.changed_at = actor.now
    site.save()
    after = rules.EFFECTS[request.kind].to_state
    if after is not None:
        site.until = date.fromisoformat(new["until"]) if "until" in new else None
        transit(actor, site, after, request=request, reason=request.reason)
    record(actor, f"site.{request.kind}", noun(site), old=old, new=new)


def _must_still_hold(request: Request, site: Site, now: datetime) -> None:
    check_state(request.kind, site)
    if against := problems(request, site, now):
        raise RefusedError("\n".join(map(str, against)))
    if request.old and values_of(site, request.old) != request.old:
        raise RefusedError(_("提出申请之后登记内容已有变化，请退回，由申请单位核对后重报"))


def _register(actor: Actor, request: Request, site: Site) -> None:
    write_fields(site, request.new, localdate(actor.now))
    if not site.site_code:
        prefix = codes.prefix_for(site, request.office)
        site.site_code, site.check_code = codes.issue(prefix)
    transit(actor, site, SiteState.ACTIVE, request=request, reason=request.reason)
    # The check code signs a site in: the log names the code, never the check code.
    record(actor, "site.register", noun(site), new={"site_code": site.site_code})
    Candidate.objects.filter(site=site).update(state=CandidateState.REGISTERED)


def free_candidates(site: Site) -> None:
    """Put missed sites whose registration was withdrawn before the office again."""
    Candidate.objects.filter(site=site, state=CandidateState.ASSIGNED).update(
        state=CandidateState.FOUND, site=None
    )
