"""The fields of the official forms: what each is called, and what may stand in it.

Cleaning is pure and works alike for a page, a file and the API: a value goes in as somebody wrote
it, and comes out as it is kept, or with a problem that says what to do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from xuncha.base.language import N_, _
from xuncha.base.urls import canonical, host_of


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field, and the remedy."""

    field: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return _("{field}：{problem}。{remedy}").format(
            field=label_of(self.field), problem=self.problem, remedy=self.remedy
        )


class UnfitError(ValueError):
    """A value that cannot be kept: what is wrong, and the remedy."""

    def __init__(self, problem: str, remedy: str) -> None:
        """Both in words a person reads."""
        super().__init__(f"{problem}。{remedy}")
        self.problem, self.remedy = problem, remedy


SITE_KINDS: Final[Mapping[str, str]] = {
    "portal": N_("政府门户网站"),
    "department": N_("部门网站"),
    "service": N_("政务服务网"),
    "data": N_("政府数据开放网"),
    "trading": N_("公共资源交易网"),
    "special": N_("其他专项网站"),
}
#: The parts of 负责人 and 联系人.
PERSON_PARTS: Final[Mapping[str, str]] = {
    "name": N_("姓名"),
    "post": N_("职务"),
    "phone": N_("办公电话"),
    "mobile": N_("手机"),
    "email": N_("邮箱"),
}
MOST_CONTACTS: Final = 3
MOST_DOMAINS: Final = 10

_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe00-\ufe0f]")
_PHONE = re.compile(r"[0-9+()（）\-—、,，;；/ 转]{5,40}")
_EMAIL = re.compile(r"[^@\s<>\"',;]{1,64}@[^@\s<>\"',;]+\.[^@\s<>\"',;.]{2,}")
_ICP = re.compile(r"[\u4e00-\u9fff]ICP[备证]\d{6,12}号?(?:-\d{1,4})?")
_POLICE = re.compile(r"[\u4e00-\u9fff]{1,2}公网安备\d{11,14}号?")
_REGION = re.compile(r"[0-9]{6}")


def text(value: object, most: int = 120) -> str:
    """One line of plain text; raises UnfitError for control characters and for too much."""
    # A register has millions of cells: most are a str, and a plain one.
    if type(value) is not str and (
        isinstance(value, bool) or not isinstance(value, (str, int, float))
    ):
        raise UnfitError(_("不是文字"), _("请填写文字"))
    # One spelling for each word, without what nobody sees but every comparison trips over.
    line = str(value)
    if not line.isascii():
        line = _INVISIBLE.sub("", unicodedata.normalize("NFC", line))
    line = " ".join(line.split())
    if not line.isprintable():
        raise UnfitError(_("含有不能显示的字符"), _("请删去后重新填写"))
    if len(line) > most:
        raise UnfitError(_("超过 {most} 个字").format(most=most), _("请缩短"))
    return line


def address(value: object) -> str:
    """A web address in its one spelling, "" where none is given; raises UnfitError."""
    line = text(value, 500)
    if not line:
        return ""
    found = _canonical(line)
    if found is None or len(found) > 500:
        raise UnfitError(
            _("“{url}”不是可访问的网址").format(url=line[:80]),
            _("请写完整网址，例如 http://www.example.gov.cn/"),
        )
    return found


def host(value: object) -> str:
    """A host name as it is looked up (ASCII, lower case); raises UnfitError."""
    line = text(value, 253)
    found = _canonical(f"http://{line}/") if line and not set(line) & set("/?#@:") else None
    name = host_of(found) if found else ""
    if "." not in name:
        raise UnfitError(
            _("“{host}”不是域名").format(host=line[:80]),
            _("请写域名，例如 www.example.gov.cn"),
        )
    return name


@lru_cache(maxsize=1024)
def _canonical(url: str) -> str | None:
    # Remembered: the home page and the domain of one site are the same address.
    return canonical(url)


def _like(
    pattern: re.Pattern[str], problem: str, remedy: str, most: int
) -> Callable[[object], str]:
    def read(value: object) -> str:
        line = text(value, most)
        if line and not pattern.fullmatch(line):
            raise UnfitError(_(problem).format(value=line[:40]), _(remedy))
        return line

    return read


_GIVE_PHONE = N_("请写区号和号码，例如 0974-8512345")
phone = _like(_PHONE, N_("“{value}”不是电话号码"), _GIVE_PHONE, 40)
email = _like(_EMAIL, N_("“{value}”不是邮箱"), N_("请写完整邮箱"), 254)
icp = _like(_ICP, N_("“{value}”不是 ICP 备案号"), N_("例如 青ICP备05000030号-1"), 60)
police = _like(_POLICE, N_("“{value}”不是公安备案号"), N_("例如 青公网安备63010402000123号"), 60)
region = _like(_REGION, N_("“{value}”不是区划代码"), N_("请写 6 位区划代码，例如 632521"), 6)


def kind(value: object) -> str:
    """A kind of site by its code or its Chinese name; raises UnfitError."""
    return one_of(value, SITE_KINDS, N_("不认识的网站类型“{value}”"))


def one_of(value: object, names: Mapping[str, str], problem: str) -> str:
    line = text(value)
    for code, name in names.items():
        if line in (code, name):
            return code
    raise UnfitError(
        _(problem).format(value=line[:40]),
        _("应为：{names}").format(names="、".join(_(name) for name in names.values())),
    )


def flag(value: object) -> bool:
    """Yes or no, as people and spreadsheets write it; empty is no. Raises UnfitError."""
    if isinstance(value, bool):
        return value
    line = text(value).lower()
    if line in ("是", "有", "1", "true", "yes", "y", "√"):
        return True
    if line in ("", "否", "无", "0", "false", "no", "n", "×"):
        return False
    raise UnfitError(_("“{value}”既不是“是”也不是“否”").format(value=line[:40]), _("请填 是 或 否"))


def day(value: object) -> str:
    """A date as ISO text; raises UnfitError."""
    line = value.isoformat() if isinstance(value, date) else text(value)
    try:
        return date.fromisoformat(line[:10]).isoformat()
    except ValueError:
        raise UnfitError(
            _("“{value}”不是日期").format(value=line[:40]), _("请写作 2017-11-13 的样子")
        ) from None


def person(value: object) -> dict[str, str]:
    """A person in charge or to ask: only the parts that are filled; raises UnfitError."""
    if not isinstance(value, Mapping) or set(value) - set(PERSON_PARTS):
        raise UnfitError(_("不是一个人的联系方式"), _("请填写姓名、职务、电话、手机、邮箱"))
    read = {"name": text, "post": text, "phone": phone, "mobile": phone, "email": email}
    cleaned = {part: read[part](value.get(part) or "") for part in PERSON_PARTS}
    return {part: one for part, one in cleaned.items() if one}


def contacts(value: object) -> list[dict[str, str]]:
    """Up to three people to ask; raises UnfitError."""
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) > MOST_CONTACTS:
        raise UnfitError(
            _("联系人超过 {most} 人").format(most=MOST_CONTACTS), _("请只留最常联系的人")
        )
    return [one for one in map(person, value) if one]


def domains(value: object) -> list[dict[str, Any]]:
    """Names a site answers under, the main one first; raises UnfitError."""
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) > MOST_DOMAINS:
        raise UnfitError(_("域名超过 {most} 个").format(most=MOST_DOMAINS), _("闲置的域名应当注销"))
    found: dict[str, bool] = {}
    for one in value:
        if not isinstance(one, Mapping) or set(one) - {"host", "main"}:
            raise UnfitError(_("不是域名"), _("请写域名，例如 www.example.gov.cn"))
        name = host(one.get("host", ""))
        found[name] = found.get(name, False) or bool(one.get("main"))
    mains = [name for name, main in found.items() if main] or list(found)[:1]
    if len(mains) > 1:
        raise UnfitError(_("主域名不止一个"), _("请只声明一个主域名（国办函〔2018〕55号）"))
    return [
        {"host": name, "main": name in mains}
        for name in sorted(found, key=lambda name: (name not in mains, name))
    ]


def prose(value: object, most: int = 2000) -> str:
    """Text of several lines, as a reason or an opinion is written; raises UnfitError."""
    if not isinstance(value, str):
        raise UnfitError(_("不是文字"), _("请填写文字"))
    lines = [text(line, most) for line in value.splitlines()]
    whole = "\n".join(lines).strip()
    if len(whole) > most:
        raise UnfitError(_("超过 {most} 个字").format(most=most), _("请缩短"))
    return whole


def _line(most: int) -> Callable[[object], str]:
    return lambda value: text(value, most)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of 政府网站基本信息表."""

    label: str
    clean: Callable[[object], Any]
    empty: Any = ""
    #: Must a site have it to be registered?
    needed: bool = False


SITE_FIELDS: Final[Mapping[str, Field]] = {
    "name": Field(N_("网站名称"), _line(120), needed=True),
    "home_url": Field(N_("首页网址"), address, needed=True),
    "lands_at": Field(N_("跳转后网址"), address),
    "kind": Field(N_("网站类型"), kind, "department", needed=True),
    "supervisor": Field(N_("主管单位"), _line(120)),
    "sponsor": Field(N_("主办单位"), _line(120), needed=True),
    "undertaker": Field(N_("承办单位"), _line(120)),
    "region": Field(N_("区划代码"), region),
    "stratum": Field(N_("层级"), _line(20)),
    "postal": Field(N_("办公地址"), _line(200)),
    "icp": Field(N_("ICP备案号"), icp),
    "police": Field(N_("公安备案号"), police),
    "head": Field(N_("负责人"), person, {}, needed=True),
    "contacts": Field(N_("联系人"), contacts, [], needed=True),
    "domains": Field(N_("域名"), domains, []),
    # Asking for what should not be public is done only where the unit agreed (security.md 4.2).
    "exposure_paths": Field(N_("暴露路径检查"), flag, empty=False),
    "remark": Field(N_("备注"), _line(500)),
}
_OTHER_LABELS: Final[Mapping[str, str]] = {
    "columns": N_("栏目"),
    "until": N_("截止日期"),
    "first": N_("开始日期"),
    "successor": N_("承接网站的标识码"),
    "reason": N_("理由"),
    "site_code": N_("网站标识码"),
    "hosts": N_("可检测的主机"),
    "addresses": N_("主机所在地址"),
    "issued_by": N_("批准单位"),
    "document": N_("批准文号"),
    "letter": N_("批准文件"),
    "valid_from": N_("生效日期"),
    "valid_until": N_("最后一日"),
    "opens": N_("每日开始"),
    "closes": N_("每日结束"),
    "max_rate": N_("每秒请求数"),
    "max_requests": N_("请求总数"),
    "contact": N_("网站联系人及电话"),
    "exclude": N_("不检测的路径"),
    "paths": N_("只检测的路径"),
}


def label_of(field: str) -> str:
    """A field as people call it."""
    if field in SITE_FIELDS:
        return _(SITE_FIELDS[field].label)
    return _(_OTHER_LABELS.get(field, field))
