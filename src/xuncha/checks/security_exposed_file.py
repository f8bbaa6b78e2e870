"""暴露文件: 备份、数据库、配置、源码或目录等不应公开的内容可以打开。

依据: 《政府网站发展指引》（国办发〔2017〕47号）安全防护要求。"""

from __future__ import annotations

from collections.abc import Iterator

from xuncha.base.language import N_
from xuncha.base.urls import same_site
from xuncha.checks.contract import Fault, NotTested, Said, indicator
from xuncha.checks.exposures import SURE, file_kind, page_kind
from xuncha.evidence.response import Reach
from xuncha.evidence.snapshot import Answer, Page, Snapshot

_UNASKED = N_("没有检查暴露路径")


@indicator(
    "security.exposed_file",
    needs=("pages", "answers"),
    mode="semi",
    says={
        "": N_("不应公开的内容可以打开"),
        "database": N_("数据库文件可以公开下载"),
        "backup": N_("备份或旧版文件可以公开打开"),
        "archive": N_("疑似网站程序的打包文件可以公开下载"),
        "source": N_("源码管理目录的内容可以公开打开"),
        "config": N_("配置文件可以公开打开"),
        "listing": N_("目录内容可以公开浏览"),
        "phpinfo": N_("PHP 运行环境信息可以公开查看"),
        "default": N_("显示的是服务器软件的默认页面"),
        "console": N_("管理或调试页面可以公开打开"),
    },
)
def check(target: Answer | Page, site: Snapshot) -> Iterator[Said]:
    """Report what the site's own links led to; addresses nobody links to are asked for only where
    the register says so."""
    if isinstance(target, Page):
        if site.home is not None and target.url == site.home.url:
            yield from _not_asked(site)
        where, kind = target.url, page_kind(target) if target.status == 200 else ""
    else:
        where, kind = target.asked, target.exposed or _of_answer(target, site)
    if kind:
        yield Fault(
            where=where,
            seen={"kind": kind},
            suspected=kind not in SURE,
            # All directories of a server lie open by one setting.
            root="listing" if kind == "listing" else "",
            evidence=(target.record,) if target.record else (),
            sentence=kind,
        )


def _not_asked(site: Snapshot) -> Iterator[NotTested]:
    seen = site.exposures
    if seen is None:
        yield NotTested(site.unseen.get("exposures", _UNASKED), "exposure:paths")
    elif seen.asked < seen.planned:
        yield NotTested(N_("网站中途不再应答，暴露路径没有查完"), "exposure:paths")


def _of_answer(answer: Answer, site: Snapshot) -> str:
    if answer.reach is not Reach.OK or answer.status != 200 or answer.answered is None:
        return ""
    homes = (site.home_url, site.home.url if site.home else site.home_url)
    if not any(same_site(answer.answered, home) for home in homes):
        return ""
    return file_kind(answer.answered, answer.magic)
