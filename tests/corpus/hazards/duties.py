"""What every site owes by rule: reprints of policies, a right name, a place in the register."""

from __future__ import annotations

from datetime import timedelta

from tests.corpus.hazards.answers import page
from tests.corpus.hazards.columns import open_column
from tests.corpus.plan import AS_OF, Col, Site

from xuncha.base.types import ColumnType, Policy

_TEXTS = (
    "各省、自治区、直辖市人民政府，国务院各部委、各直属机构：为进一步优化公共服务布局，方便群众就近办理，经研究同意，现就有关工作提出如下意见。"
    "一是统筹规划服务网点，力争三年内实现城乡全覆盖。二是规范办理流程，公开办理时限和所需材料，不得要求群众重复提交证明。"
    "三是加强队伍建设，定期开展业务培训，提高窗口人员的服务能力。四是强化监督检查，对推诿扯皮、效率低下的，依规依纪严肃处理。",
    "各省、自治区、直辖市人民政府，国务院各部委、各直属机构：为做好冬春农田水利建设，确保粮食稳产增产，现将有关事项通知如下。"
    "一、抓紧制定实施方案，明确目标任务和责任分工，倒排工期。二、加大投入力度，整合各类涉农资金，优先保障重点工程。"
    "三、严格工程质量管理，落实终身责任制。四、做好宣传发动，引导群众积极参与，及时总结推广好的经验做法。",
)
_OTHER = (
    "为进一步规范行业协会收费行为，切实减轻企业负担，经国务院同意，现提出以下措施。一是全面清理违法违规收费。二是合理设定会费标准。"
    "三是建立收费公示制度，接受会员和社会监督。四是各地区各部门按照职责分工抓好组织实施，确保取得实效。"
)
_TITLES = (
    "国务院关于进一步优化公共服务布局的意见",
    "国务院办公厅关于做好冬春农田水利建设的通知",
    "国务院办公厅印发《关于规范行业协会收费的若干措施》",
    "国务院关于新时期消防工作的决定",
)
#: Days before the inspection on which each was published; the last is not yet due.
_AGES = (4, 5, 6, 0)


def policies() -> tuple[Policy, ...]:
    """What must be reprinted; two with their official text."""
    return tuple(
        Policy(
            id=f"ZC{n + 1}",
            title=title,
            source_url=f"http://www.gov.cn/zhengce/content/2024-01/0{n + 1}/content_{n}.htm",
            published_at=AS_OF - timedelta(days=_AGES[n], hours=1),
            issuer="国务院",
            text=_TEXTS[n] if n < len(_TEXTS) else None,
        )
        for n, title in enumerate(_TITLES)
    )


def reprints(site: Site) -> None:
    """Each policy in one of six manners, another on each site."""
    site.spare("policy:ZC4", "reprint.missing", "reprint.late", "reprint.altered")
    col = open_column(site, "gwyxx", "国务院信息", ColumnType.OTHER, first=1, entries=3, gap=1)
    for n in range(3):
        manner = _MANNERS[(site.number + n) % len(_MANNERS)]
        for indicator in ("reprint.missing", "reprint.late", "reprint.altered"):
            site.spare(f"policy:ZC{n + 1}", indicator)
        said = manner(site, col, n)
        if said:
            site.expect(said, f"policy:ZC{n + 1}")


def _body(n: int) -> str:
    text = _TEXTS[n] if n < len(_TEXTS) else _OTHER
    return "".join(f"<p>　　{part}。</p>" for part in text.split("。") if part)


def _whole(site: Site, col: Col, n: int) -> str:
    day = AS_OF.date() - timedelta(days=_AGES[n] - 1)
    site.add(col, _TITLES[n], day, _body(n), taken=True)
    return ""


def _linked(site: Site, col: Col, n: int) -> str:
    """The rule allows a link to the official page."""
    address = f"http://www.gov.cn:{site.port}/zhengce/content/2024-01/0{n + 1}/content_{n}.htm"
    day = AS_OF.date() - timedelta(days=_AGES[n] - 1)
    site.add(col, _TITLES[n], day, href=address, taken=True)
    return ""


def _late(site: Site, col: Col, n: int) -> str:
    site.add(col, _TITLES[n], AS_OF.date() - timedelta(days=1), _body(n), taken=True)
    return "reprint.late"


def _missing(site: Site, col: Col, n: int) -> str:
    """Only an article about it."""
    day = AS_OF.date() - timedelta(days=1)
    site.add(
        col, f"我局组织学习{_TITLES[n]}", day,
        "<p>会议传达了文件精神，与会人员结合工作实际进行了讨论，就抓好落实提出了意见。</p>", taken=True,
    )  # fmt: skip
    return "reprint.missing"


def _cut(site: Site, col: Col, n: int) -> str:
    day = AS_OF.date() - timedelta(days=_AGES[n] - 1)
    whole = _body(n)
    cut = n < len(_TEXTS)
    site.add(col, _TITLES[n], day, whole[: len(whole) // 2] + "</p>" if cut else whole, taken=True)
    return "reprint.altered" if cut else ""


_MANNERS = (_whole, _linked, _late, _missing, _cut)


def strangers(site: Site) -> None:
    """Local offices' hosts: one that the register lacks, and those that are no sites."""
    family = site.host.partition(".")[2]
    for name, href, text, is_site in (
        ("jtj", "", f"{site.region}交通运输局", True),
        ("mail", "", "邮箱登录", False),
        ("oa", "", f"{site.region}办公平台", False),
        ("xxgk", "art/2023/5/1.html", "关于信息公开年度报告的通知", False),
    ):
        host = f"{name}.{family}"
        site.others[host] = page(text, f"<p>{text}，欢迎访问。</p>")
        site.place(f'<a href="http://{host}:{site.port}/{href}">{text}</a>')
        if is_site and family.endswith(".gov.cn"):
            site.expect("registry.mismatch", f"host:{host}")
        else:
            site.spare(f"host:{host}", "registry.mismatch")


def other_domain(site: Site) -> None:
    """A site is told apart by its host, which the province gives some without .gov.cn."""
    if site.host.endswith(".gov.cn"):
        site.spare("site", "domain.rule")
    else:
        site.expect("domain.rule", "site")


def guards(site: Site) -> None:
    """Headers that guard visitors: set, set in vain, or not at all."""
    useless = (("X-Frame-Options", "ALLOWALL"), ("X-Content-Type-Options", "nosniff"))
    right = (
        ("Content-Security-Policy", "frame-ancestors 'self'"),
        ("X-Content-Type-Options", "nosniff"),
    )
    site.home_headers = (right, useless, ())[site.number % 3]
    for header, kept in (
        ("X-Content-Type-Options", site.number % 3 < 2),
        ("X-Frame-Options", site.number % 3 == 0),
    ):
        if kept:
            site.spare(f"header:{header}", "security.header")
        else:
            site.expect("security.header", f"header:{header}")
    site.expect("security.header", "header:advice")


def owed(site: Site) -> None:
    """Everything that is asked of every site."""
    reprints(site)
    other_domain(site)
    guards(site)


ALL = (strangers,)
