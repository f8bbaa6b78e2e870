"""What each line of a table of sites would do: decided alike in preview and import."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from xuncha.base.language import N_, _
from xuncha.base.urls import host_of
from xuncha.people.models import Office, User
from xuncha.people.tree import holds
from xuncha.registry import rules
from xuncha.registry.fields import SITE_FIELDS
from xuncha.registry.models import Request, RequestKind, Site, SiteState
from xuncha.registry.queries import domains_of
from xuncha.registry.transfer.lines import Offices
from xuncha.registry.transfer.sheets import SECRET, SITES
from xuncha.registry.transfer.siteline import SiteLine, with_home

#: What a line does, as people read it.
DOINGS: Final[Mapping[str, str]] = {
    "same": N_("不变"),
    "new": N_("登记"),
    "draft": N_("生成登记申请草稿"),
    "change": N_("修改"),
    "draft_change": N_("生成变更申请草稿"),
}
#: Requests that one import may draft; more is a register of record, which the province imports.
MOST_DRAFTS: Final = 5_000
_IMPORTED_STATES: Final = frozenset({"active", "exempt", "offline", "closed", "moved"})


@dataclass(slots=True)
class Planned:
    """What one line does, and to which site."""

    line: SiteLine
    doing: str
    site: Site | None = None
    old: dict[str, Any] = field(default_factory=dict)
    new: dict[str, Any] = field(default_factory=dict)
    #: What stands against it: heading, problem, remedy.
    wrong: list[tuple[str, str, str]] = field(default_factory=list)

    def refuse(self, name: str, problem: str, remedy: str) -> None:
        """Note what stands against this line at one of its headings."""
        heading = {**SITES, **SECRET}.get(name)
        self.wrong.append((heading.label if heading else "", problem, remedy))


class SitePlan:
    """Plans lines against the register as it stands, in batches."""

    def __init__(self, user: User, offices: Offices) -> None:
        """`user` imports; the root's people write the register of record itself."""
        self.path = user.office.path
        self.direct = user.office.parent_id is None
        self.offices = offices

    def plan(self, lines: Sequence[SiteLine]) -> list[Planned]:
        """What each line does, with what stands against it."""
        found = _Known(lines)
        return [self._plan(line, found) for line in lines]

    def _plan(self, line: SiteLine, known: _Known) -> Planned:
        planned = Planned(line, "same")
        site = self._match(line, known, planned)
        if planned.wrong:
            return planned
        if site is None:
            self._new(line, known, planned)
        else:
            self._existing(line, site, known, planned)
        return planned

    def _match(self, line: SiteLine, known: _Known, planned: Planned) -> Site | None:
        if line.ident:
            site = known.by_id.get(line.ident)
            if site is None or not holds(self.path, site.path):
                planned.refuse("ident", _("没有这个编号的网站"), _("请清空系统编号"))
            elif line.site_code and site.site_code != line.site_code:
                planned.refuse("ident", _("系统编号与标识码不是同一家网站"), _("请清空系统编号"))
            return site
        if line.site_code:
            site = known.by_code.get(line.site_code)
            if site is not None and not holds(self.path, site.path):
                planned.refuse("site_code", _("该标识码已由其他单位登记"), _("请核对标识码"))
                return None
            if site is not None:
                return site
        here = [pk for pk, path in known.at(line.fields.get("home_url")) if holds(self.path, path)]
        return known.by_id[here[0]] if not line.site_code and len(here) == 1 else None

    def _new(self, line: SiteLine, known: _Known, planned: Planned) -> None:
        fields = line.fields
        if known.at(fields.get("home_url")):
            planned.refuse("home_url", _("该网址已经登记"), _("请核对，一家网站只登记一次"))
        if line.site_code and not self.direct:
            planned.refuse(
                "site_code",
                _("已有标识码的登记只能由省级导入"),
                _("请报省级导入；新网站请清空标识码"),
            )
        if line.state and line.site_code and line.state not in _IMPORTED_STATES:
            planned.refuse("state", _("不能以此状态导入"), _("请填写正常、例外、临时下线或关停"))
        if line.state in ("exempt", "offline") and line.site_code and not line.until:
            planned.refuse("until", _("未填写"), _("例外和临时下线须填写截止日期"))
        planned.doing = "new" if self.direct and line.site_code else "draft"
        planned.new = fields

    def _existing(self, line: SiteLine, site: Site, known: _Known, planned: Planned) -> None:
        planned.site = site
        told = dict(line.fields)
        if line.check_code:
            told["check_code"] = line.check_code
        for name, value in told.items():
            before = known.domains(site) if name == "domains" else getattr(site, name)
            if value != before:
                planned.old[name], planned.new[name] = before, value
        if line.state and line.state != site.state:
            planned.refuse("state", _("与登记的状态不同"), _("状态不由导入改变，请提交申请"))
        elif line.until not in (None, site.until.isoformat() if site.until else ""):
            planned.refuse("until", _("与登记的不同"), _("截止日期不由导入改变，请提交申请"))
        if line.office and line.office != site.office_id:
            planned.refuse("office", _("与登记的填报单位不同"), _("请办理网站划转"))
        if line.site_code and not site.site_code:
            planned.refuse("site_code", _("该网站尚未取得标识码"), _("请先完成登记审核"))
        if planned.new:
            self._changed(site, known, planned)

    def _changed(self, site: Site, known: _Known, planned: Planned) -> None:
        new = planned.new
        planned.doing = "change" if self.direct else "draft_change"
        for name in ("name", "home_url"):
            if name in new and not new[name]:
                planned.refuse(name, _("未填写"), _("请填写"))
        if site.state not in rules.OPEN:
            planned.refuse(
                "state",
                _("该网站“{state}”，不能由导入修改").format(
                    state=_(str(SiteState(site.state).label))
                ),
                _("请恢复该行原样"),
            )
        if "home_url" in new and any(pk != site.pk for pk, _path in known.at(new["home_url"])):
            planned.refuse("home_url", _("该网址已经登记"), _("请核对，一家网站只登记一次"))
        if not self.direct and "check_code" in new:
            planned.refuse("check_code", _("校验码不由导入改变"), _("请清空校验码"))
        if not self.direct and site.pk in known.asked:
            planned.refuse("", _("该网站已有变更申请尚未办结"), _("请先办结或撤回"))


#: What a line may name of a site; the verdict and the times of its row are not asked for.
_NAMED: Final = (
    "office_id", "path", "site_code", "check_code", "state", "until", "host",
    *(name for name in SITE_FIELDS if name != "domains"),
)  # fmt: skip


class _Known:
    """The sites that some lines may mean, in a few questions for all of them."""

    def __init__(self, lines: Sequence[SiteLine]) -> None:
        self.by_id: dict[int, Site] = {}
        self.by_code: dict[str, Site] = {}
        self._by_url: dict[str, list[tuple[int, str]]] = {}
        self._keep(pk__in={line.ident for line in lines if line.ident})
        self._keep(site_code__in={line.site_code for line in lines} - {""} - set(self.by_code))
        self._look(lines)
        bare = [line for line in lines if not line.ident and not line.site_code]
        here = {pk for line in bare for pk, _path in self.at(line.fields.get("home_url"))}
        self._keep(pk__in=here - set(self.by_id))
        self._domains = domains_of(list(self.by_id))
        self.asked = set(
            Request.objects.filter(
                site__in=list(self.by_id),
                kind=RequestKind.CHANGE,
                state__in=["draft", "reviewing", "returned"],
            )
            .order_by()
            .values_list("site_id", flat=True)
        )

    def _keep(self, **which: Collection[Any]) -> None:
        if not all(which.values()):
            return
        for site in Site.objects.filter(**which).order_by().only(*_NAMED):
            self.by_id[site.pk] = site
            if site.site_code:
                self.by_code[site.site_code] = site

    def _look(self, lines: Sequence[SiteLine]) -> None:
        """Who stands at the addresses of the lines, but for those of sites that keep theirs."""
        urls = set()
        for line in lines:
            site = self.by_id.get(line.ident) or self.by_code.get(line.site_code)
            url = line.fields.get("home_url") or ""
            if url and (site is None or site.home_url != url):
                urls.add(url)
        if not urls:
            return
        here = Site.objects.filter(host__in={host_of(url) for url in urls})
        for pk, path, url in (
            here.exclude(state__in=rules.ENDED).order_by().values_list("pk", "path", "home_url")
        ):
            self._by_url.setdefault(url, []).append((pk, path))

    def at(self, url: str | None) -> list[tuple[int, str]]:
        """Number and path of the sites registered under an address and not ended."""
        return self._by_url.get(url or "", [])

    def domains(self, site: Site) -> list[dict[str, Any]]:
        """The domains that the register has of a site now."""
        return with_home(self._domains.get(site.pk, ()), site.host)


def office_of(line: SiteLine, offices: Offices) -> Office:
    """The office that a new site goes to."""
    if line.office:
        return offices.by_id[line.office]
    return offices.likely(line.fields.get("sponsor", ""), line.fields.get("region", ""))
