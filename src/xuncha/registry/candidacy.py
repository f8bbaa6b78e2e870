"""What makes a host look like a government site of ours that somebody forgot to register (漏报)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Final

from xuncha.base.urls import is_government, registrable

#: Hosts that serve a site instead of being one.
_PART = re.compile(
    r"(?:mail|email|oa|vpn|search|so|s|static|img|image|images|pic|file|files|res|cdn|api|sso|login|user|auth|id|uc|cas|video|vod|live|tv"
    r"|m|wap|3g|mobile|tj|stat|count|map|app|wx|weixin|ipv6|v6|test|bbs|admin|cms|web|www2|www1)\d*"
)
_SITE_NAME = re.compile(
    r"(?:政府|局|厅|委|委员会|办|办公室|中心|院|处|署|会|网|网站|门户|平台|专栏|县|区|市|州|镇|乡)(?:[（(].*[)）])?$"
)
_CODE = re.compile(r"标识码\s*[:：]?\s*((?:bm[0-9]{4}|[0-9]{6})[0-9]{4})(?![0-9])", re.IGNORECASE)
_ICP = re.compile(
    r"([京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川蜀贵黔云滇藏陕甘陇青宁新])\s*ICP[备证]\s*[0-9]{6,12}号?(?:-[0-9]+)?"
)
_SPONSOR = re.compile(r"主办(?:单位)?\s*[:：]\s*([\u4e00-\u9fff（）()·]{4,40})")
#: An office as sponsors are called, and not a company.
_OFFICE = re.compile(r"(?:政府|局|厅|委员会|委|办公室|办公厅|管理处|管委会|法院|检察院)$")
#: The province (GB/T 2260) behind the character an ICP filing number begins with.
_ICP_PROVINCES: Final[Mapping[str, str]] = {
    "京": "11", "津": "12", "冀": "13", "晋": "14", "蒙": "15", "辽": "21", "吉": "22", "黑": "23",
    "沪": "31", "苏": "32", "浙": "33", "皖": "34", "闽": "35", "赣": "36", "鲁": "37", "豫": "41",
    "鄂": "42", "湘": "43", "粤": "44", "桂": "45", "琼": "46", "渝": "50", "川": "51", "蜀": "51",
    "贵": "52", "黔": "52", "云": "53", "滇": "53", "藏": "54", "陕": "61", "甘": "62", "陇": "62",
    "青": "63", "宁": "64", "新": "65",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sighting:
    """A host that a page of an inspected site links to, and what is known of it."""

    host: str
    url: str
    #: The page that links to it, and the link's text.
    page: str = ""
    anchor: str = ""
    #: Title and visible text of the linked page, as far as they were read.
    title: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Territory:
    """What says that a site is ours: the province's code, known domains, names of our regions."""

    province: str = ""
    families: Set[str] = field(default_factory=frozenset)
    names: Set[str] = field(default_factory=frozenset)


def bare(host: str) -> str:
    """A host without its leading ``www.``, by which sites are told apart."""
    return host.lower().removeprefix("www.")


def is_part(host: str, family: str) -> bool:
    """Whether ``host`` serves another site of the domain ``family`` (mail, images, search)."""
    name = bare(host)
    return name != family and bool(_PART.fullmatch(name.split(".")[0]))


def is_site_name(text: str) -> bool:
    """Whether a link is called what a site is called."""
    return 4 <= len(text) <= 30 and bool(_SITE_NAME.search(text.strip()))


def clues(sighting: Sighting) -> dict[str, str]:
    """What speaks for a host: ``suffix``, ``site_code``, ``sponsor``, ``icp``, ``title``."""
    found = {"title": sighting.title[:120]}
    if is_government(sighting.host):
        found["suffix"] = ".gov.cn" if sighting.host.endswith("gov.cn") else ".政务"
    for name, pattern, group in (
        ("site_code", _CODE, 1),
        ("icp", _ICP, 0),
        ("sponsor", _SPONSOR, 1),
    ):
        if said := pattern.search(sighting.text):
            found[name] = said[group].lower() if name == "site_code" else said[group]
    return {name: value for name, value in found.items() if value}


def looks_governmental(found: Mapping[str, str]) -> bool:
    """Whether the clues make it a government site, be it under another suffix.

    A site code stands on nothing else; a sponsor may be claimed by anyone, so outside .gov.cn an
    office's name counts only together with an ICP filing.
    """
    if "suffix" in found or "site_code" in found:
        return True
    return "icp" in found and bool(_OFFICE.search(found.get("sponsor", "")))


def is_ours(sighting: Sighting, found: Mapping[str, str], ours: Territory) -> bool:
    """Whether a government site lies in our province: a link to a ministry is no missed site."""
    code = found.get("site_code", "")
    if code[:2].isdigit():
        return code[:2] == ours.province
    if code or not ours.province:
        return False
    if registrable(sighting.host) in ours.families:
        return True
    filed = _ICP_PROVINCES.get(found.get("icp", "")[:1])
    if filed is not None and filed != ours.province:
        return False
    said = f"{sighting.anchor} {found.get('sponsor', '')} {found.get('title', '')}"
    return any(name in said for name in ours.names)


def is_candidate(sighting: Sighting, ours: Territory, known: Set[str]) -> dict[str, str] | None:
    """The clues for a missed site of ours; None where it is none. `known` are bare hosts."""
    if bare(sighting.host) in known or is_part(sighting.host, registrable(sighting.host)):
        return None
    found = clues(sighting)
    if looks_governmental(found) and is_ours(sighting, found, ours):
        return found
    return None
