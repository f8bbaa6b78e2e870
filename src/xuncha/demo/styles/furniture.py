"""What official rules want on every page: tags in the head, elements in the foot."""

from __future__ import annotations

from collections.abc import Mapping

from xuncha.base.types import ColumnType
from xuncha.demo.plan import Article, Column, Place

CODE, ICP, POLICE, SPONSOR = "网站标识码", "ICP备案", "公安备案", "主办单位"
CONTACT, SIGN, REPORT, MAP = "联系方式", "党政机关标识", "找错入口", "站点地图"
ELEMENTS = (CODE, ICP, POLICE, SPONSOR, CONTACT, SIGN, REPORT, MAP)

SITE_TAGS = ("SiteName", "SiteDomain", "SiteIDCode")
COLUMN_TAGS = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
ARTICLE_TAGS = ("ArticleTitle", "PubDate", "ContentSource")
#: The tags that the rules want, by kind of page.
WANTED: Mapping[str, tuple[str, ...]] = {
    "home": SITE_TAGS,
    "column": SITE_TAGS + COLUMN_TAGS,
    "article": SITE_TAGS + ARTICLE_TAGS,
}
_TYPES = {
    ColumnType.NEWS: "工作动态",
    ColumnType.NOTICE: "通知公告",
    ColumnType.POLICY: "政策文件",
    ColumnType.INTERACTION: "咨询投诉",
    ColumnType.STATIC: "机构职能",
}


def foot(site: Place, map_path: str) -> dict[str, str]:
    """The elements the site carries, each as HTML, in the usual order."""
    port, code = site.port, site.code_shown
    number = site.office.code[:6] + "02" + site.office.code[4:]
    shown = code if CODE in site.elements else ""
    found = {
        SPONSOR: f"主办单位：{site.office.unit}",
        CONTACT: f"联系电话：097{number[5]}-8{number[6:]}"[:17],
        ICP: f"青ICP备{number[-8:]}号-1",
        POLICE: f"青公网安备 {number}01号",
        CODE: f"网站标识码：{code}",
        MAP: f'<a href="{map_path}">网站地图</a>',
        SIGN: f'<a href="http://bszs.conac.cn:{port}/sitename?method=show&amp;id={number}">'
        f'<img src="http://dcs.conac.cn:{port}/image/red.png" alt="党政机关"></a>',
        REPORT: f'<a href="http://zfwzgl.www.gov.cn:{port}/exposure/jiucuo.html?site_code={shown}">'
        f'<img src="http://zfwzgl.www.gov.cn:{port}/exposure/images/jiucuo.png" '
        'alt="政府网站找错"></a>',
    }
    return {name: html for name, html in found.items() if name in site.elements}


def metas(site: Place, kind: str, column: Column | None, article: Article | None) -> str:
    """The official tags this site has on pages of that kind."""
    values = {
        "SiteName": site.name_shown,
        "SiteDomain": site.office.host,
        "SiteIDCode": site.code_shown,
    }
    if column is not None:
        values |= {
            "ColumnName": column.name,
            "ColumnDescription": f"{site.name_shown}{column.name}栏目",
            "ColumnKeywords": f"{column.name},{site.office.region}",
            "ColumnType": _TYPES.get(column.type, column.name),
        }
    if article is not None:
        values |= {
            "ArticleTitle": article.title,
            "PubDate": f"{article.shown or article.day} {clock(article)}",
            "ContentSource": article.source,
        }
    return "".join(
        f'<meta name="{name}" content="{values[name]}">\n' for name in site.tags.get(kind, ())
    )


def clock(article: Article) -> str:
    """The time of day, as 09:07."""
    return f"{article.minute // 60:02d}:{article.minute % 60:02d}"
