"""The official elements of a page: site code, ICP and police records, sponsor, entries."""

from __future__ import annotations

import re
from functools import lru_cache

from xuncha.base.text import first_of, plain_ascii
from xuncha.evidence.reader import scripts
from xuncha.evidence.reader.leads import Linker
from xuncha.evidence.reader.outline import Outline
from xuncha.evidence.snapshot import Elements, Link, Meta

_CODE = re.compile(
    r"(?:标识|识别)码?\s*(?:编码|编号|码)?\s*[:：]?\s*[(（\[]?\s*((?:bm|BM|[a-zA-Z]{0,2})\d{8,10}|[a-zA-Z]{1,2}\d{6,8})(?![0-9A-Za-z])"
)
_CODE_IN_URL = re.compile(r"site_?code=([0-9A-Za-z]{10})", re.IGNORECASE)
_PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川蜀黔贵滇云藏陕秦甘陇青宁新港澳台"
_ICP = re.compile(
    rf"[{_PROVINCES}]\s*[Ii][Cc][Pp]\s*(?:备|证)\s*(?:案)?\s*(?:第|字|序号[:：]?)?\s*\d{{5,10}}\s*号?(?:\s*[-－—]\s*\d{{1,3}})?"
    r"|ICP\s*备\s*案?\s*(?:编\s*号|序\s*号|证|号)?\s*[:：]?\s*\d{8}(?!\d)"
)
_POLICE = re.compile(
    rf"[{_PROVINCES}]\s*公\s*网\s*安\s*备\s*(?:第|[:：])?\s*\d{{11,14}}\s*号?(?:\s*[-－—]\s*\d{{1,3}})?"
    r"|公\s*安\s*(?:机\s*关|部\s*门|部|局)?\s*(?:联网|网站)?\s*备\s*案\s*(?:编\s*号|序\s*号|号|标识)?\s*[:：]?\s*\d{11,14}"
)
#: The register of the police, to which some footers only link, with a picture.
_POLICE_LINK = re.compile(
    r"(?:beian\.gov\.cn|beian\.mps\.gov\.cn)/.*?(?:recordcode|code)=(\d{11,14})", re.IGNORECASE
)
_SPONSOR = re.compile(
    r"(?:主\s*办\s*(?:单\s*位|方|者)?|版权所有|主管单位|网站主办)\s*[:：]\s*([^\s|｜:：©,，。；;]{2,40}?)"
    r"(?=备案序号|ICP|网站标识|政府网站标识|地\s?址|电\s?话|邮\s?编|联系|承办|技术支持|[\s|｜:：©,，。；;]|$)"
    r"|(?:主\s*办\s*单\s*位|版权所有)\s{0,3}(?:©|\(c\))?\s{0,3}(?:\d{4}(?:-\d{4})?\s?)?([\u4e00-\u9fff]{4,30})(?=$|[\s|,，©])"
)
_SPONSOR_AFTER = re.compile(
    r"(?:^|[\s|：:])([\u4e00-\u9fff（）()]{4,36}?)\s*(?:主办|版权所有)(?:$|[\s|,，©])", re.MULTILINE
)
_CONTACT = re.compile(
    r"(?:电\s*话|方\s*式|热线|[Tt][Ee][Ll]|邮\s*箱|[Ee]-?[Mm][Aa][Ii][Ll])\s*[:：]?\s*((?:[(（]?\d{3,4}[)）]?\s*[-－—]?\s*)?\d{7,8}(?:[-转]\d{1,6})?|1\d{10}|123\d{2}|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+){1,4})"
)
_CONTACT_WORDS = re.compile(r"联系我们|联系方式|联系电话|联系网站")
_ADDRESS = re.compile(r"https?(?:://|%3A//)[^\s\"'<>\\)]{8,300}")


def _spaced(*words: str) -> tuple[str, ...]:
    """Words of two characters as footers write them, set apart or not."""
    return tuple(f"{word[0]}{gap}{word[1]}" for word in words for gap in ("", " ", "\n"))


#: What each pattern above has in it: it is tried from the first of them on. White space is folded.
_IN_CODE = ("标识", "识别")
_IN_POLICE = _spaced("网安", "公安")
_IN_SPONSOR = (*_spaced("主办"), "版权所有", "主管单位")
_IN_CONTACT = (*_spaced("电话", "方式", "邮箱"), "热线")
_AFTER_SPONSOR = ("主办", "版权所有")
#: So many characters stand before the first of them at most.
_BEFORE_SIGN, _BEFORE_OWNER = 8, 42


class _Entry:
    """Where an official entry leads; `words` are those one of which its addresses hold."""

    def __init__(self, words: tuple[str, ...], pattern: str) -> None:
        self._words, self._pattern = words, re.compile(pattern, re.IGNORECASE)
        #: The scripts of a template are the same on every page.
        self._built = lru_cache(maxsize=256)(self._find)

    def linked(self, links: tuple[Link, ...], low: str) -> str | None:
        """The first link to the entry; `low` are the addresses of all, in lower case."""
        if not any(word in low for word in self._words):
            return None
        return next((link.url for link in links if self._pattern.search(link.url)), None)

    def _may_name(self, text: str) -> bool:
        low = text.lower()
        return any(word in low for word in self._words)

    def built(self, script: str) -> str:
        """The address of the entry in a script, "" without one."""
        return (self._built if len(script) <= 8_000 else self._find)(script)

    def _find(self, script: str) -> str:
        script = script[: scripts.MAX_SCRIPT]
        if not self._may_name(script):
            return ""
        called = self._pattern.search(script)
        named = _ADDRESS.search(script, max(0, called.start() - 12)) if called else None
        return named[0].replace("%3A", ":") if named else ""


_PARTY = _Entry(("conac",), r"(?:bszs|dcs)\.conac\.cn")
_ERROR = _Entry(
    ("zfwz", "exposure"),
    r"(?:zfwzgl|zfwzxx|zfwzzc|zfwz\w*)\.www\.gov\.cn|121\.43\.68\.40/exposure|pucha\.kaipuyun\.cn/exposure|/exposure/jiucuo",
)
_SITEMAP = re.compile(
    r"^[\[【]?\s*(?:网站|站点|本站)(?:地图|导航|导览)\s*[\]】]?$|^site\s?map$|^网站地图"
)
_SITEMAP_BEGINS, _IN_SITEMAP = "[【网站本sS", ("地图", "导航", "导览")
#: What the picture of the entry calls when it is pressed.
_PRESSED = re.compile(r"^\s*Link\(\s*['\"]([0-9A-Za-z]{10})['\"]\s*\)")
_SPACE = re.compile(r"\s+")


def elements(
    outline: Outline,
    links: tuple[Link, ...],
    linker: Linker,
    metas: tuple[Meta, ...],
    text: str,
) -> Elements:
    """The official elements the page carries, None for each it does not say."""
    foot = text[-4000:]
    low = "\n".join([link.url for link in links]).lower()
    said = {m.name: m.content.strip() for m in reversed(metas)}
    error = _entry(outline, links, low, linker, _ERROR) or _plugin(outline, linker)
    return Elements(
        site_code=_code(foot, text, said, error, outline),
        icp=_first(_ICP, ("I", "i"), foot, text),
        police=_first(_POLICE, _IN_POLICE, foot, text) or _recorded(low),
        sponsor=_sponsor(foot),
        contact=_contact(foot, links),
        party_sign=_entry(outline, links, low, linker, _PARTY),
        error_report=error,
        sitemap=_sitemap(links),
        name=said.get("sitename") or None,
    )


def _first(pattern: re.Pattern[str], signs: tuple[str, ...], *texts: str) -> str | None:
    for text in texts:
        at = first_of(text, signs)
        found = pattern.search(text, max(0, at - _BEFORE_SIGN)) if at >= 0 else None
        if found:
            return _SPACE.sub("", found[0])
    return None


def _recorded(low: str) -> str | None:
    """The record that a link to the register of the police names."""
    found = _POLICE_LINK.search(low) if "beian" in low else None
    return found[1] if found else None


def _code(
    foot: str, text: str, said: dict[str, str], error: str | None, outline: Outline
) -> str | None:
    """The site code as the footer shows it, else as the tags or the 找错 entry carry it."""
    for part in (foot, text):
        at = first_of(part, _IN_CODE)
        found = _CODE.search(part, at) if at >= 0 else None
        if found:
            return found[1]
    code = said.get("siteidcode", "")
    if re.fullmatch(r"[0-9A-Za-z]{8,12}", code):
        return code
    for one in outline.carriers:
        if one.tag == "script" and one.attrs.get("sitecode"):
            return one.get("sitecode")
    found = _CODE_IN_URL.search(error or "")
    return found[1] if found else None


def _sponsor(foot: str) -> str | None:
    at = first_of(foot, _IN_SPONSOR)
    found = _SPONSOR.search(foot, at) if at >= 0 else None
    if found:
        return (found[1] or found[2]).strip("　 ()（）")
    at = first_of(foot, _AFTER_SPONSOR)
    found = _SPONSOR_AFTER.search(foot, max(0, at - _BEFORE_OWNER)) if at >= 0 else None
    return found[1].strip() if found else None


def _contact(foot: str, links: tuple[Link, ...]) -> str | None:
    at = first_of(foot, _IN_CONTACT)
    latin = plain_ascii(foot).lower()
    if b"tel" in latin or b"mail" in latin:
        at = 0
    found = _CONTACT.search(foot, at) if at >= 0 else None
    if found:
        return _SPACE.sub("", found[1])
    return next(
        (link.url for link in links if "联系" in link.text and _CONTACT_WORDS.search(link.text)),
        None,
    )


def _entry(
    outline: Outline, links: tuple[Link, ...], low: str, linker: Linker, entry: _Entry
) -> str | None:
    """The address of an entry on another official host, also where a script builds the link."""
    linked = entry.linked(links, low)
    if linked is not None:
        return linked
    for _, text in outline.scripts:
        named = entry.built(text)
        if named:
            return linker.to(named)
    return None


def _plugin(outline: Outline, linker: Linker) -> str | None:
    """The script of the 找错 entry, which carries the site's code."""
    for one in outline.carriers:
        attrs = one.attrs
        if one.tag == "script" and attrs.get("sitecode") and one.get("src"):
            return linker.to(one.get("src"))
        pressed = _PRESSED.search(one.get("onclick")) if "onclick" in attrs else None
        if pressed:
            # A page saved from a browser keeps the picture, not the script that opens the form.
            return f"https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code={pressed[1]}"
    return None


def _sitemap(links: tuple[Link, ...]) -> str | None:
    texts = "\n".join([link.text for link in links])
    if first_of(texts, _IN_SITEMAP) < 0 and b"map" not in plain_ascii(texts).lower():
        return None
    return next((link.url for link in links if _is_sitemap(link.text)), None)


def _is_sitemap(label: str) -> bool:
    return label[:1] in _SITEMAP_BEGINS and _SITEMAP.match(label) is not None
