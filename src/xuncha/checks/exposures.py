"""How files and pages that nobody should see look from outside: by address and by content."""

from __future__ import annotations

import re
from urllib.parse import unquote

from xuncha.base.urls import host_of, registrable
from xuncha.evidence.snapshot import Page

_PACKED = r"(?:zip|rar|7z|tar|tgz|gz|tar\.gz|tar\.bz2|bz2)"


def _named(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in patterns), re.IGNORECASE)


#: By kind, what a path looks like; the first that fits tells the kind.
_PATHS = {
    "source": _named(
        r"/\.(?:git|svn|hg|bzr)/[^/]", r"/CVS/(?:Root|Entries|Repository)$", r"/\.DS_Store$"
    ),
    "config": _named(
        r"/WEB-INF/[^/]",
        r"/web\.config$",
        r"/global\.asa$",
        r"/\.(?:env|htaccess|htpasswd)$",
        r"/(?:application|jdbc|database|db|config)\.(?:properties|ya?ml|ini)$",
    ),
    "database": _named(rf"\.(?:sql|mdf|ldf|dmp|sqlite)(?:\.{_PACKED})?$"),
    "backup": _named(r"[^/]\.(?:bak|old|orig|swp|mdb)$", r"/[^/]+\.\w{2,5}~$"),
    "archive": _named(
        r"/(?:wwwroot|webroot|www|web|website|htdocs|public_html|backup|beifen|bak"
        rf"|网站备份|备份|网站源码|源码|源代码)[-_.]?[\d_-]{{0,20}}\.{_PACKED}$",
        r"/[^/]+\.war$",
    ),
}
#: Kinds whose name alone proves what they are; of the others a person decides.
SURE = frozenset({"source", "config", "database", "listing", "phpinfo", "default"})
#: What an address that only pretends to hold a file answers with.
_NO_FILE = frozenset({None, "html", "empty", "image"})


def file_kind(url: str, magic: str | None) -> str:
    """What kind of file lies open at an address that answered, "" where it may be open."""
    if magic in _NO_FILE:
        return ""
    path = unquote(re.split("[?#]", url, maxsplit=1)[0].partition("://")[2].partition("/")[2])
    path = f"/{path}"
    for kind, pattern in _PATHS.items():
        if pattern.search(path):
            return kind
    return "archive" if _is_packed_site(path, host_of(url)) else ""


def _is_packed_site(path: str, host: str) -> bool:
    """Whether an archive bears the site's own name: "www.example.gov.cn.zip", "example.rar"."""
    name = path.rpartition("/")[2].lower()[:200]
    found = re.fullmatch(rf"(.+?)[-_.]?[\d_-]{{0,20}}\.{_PACKED}", name)
    own = registrable(host)
    return found is not None and found[1] in (host, own, own.partition(".")[0])


_LISTING = _named(
    r"Index of /.*", r"Directory Listing For\s.*", r"Directory: /.*", r"目录列表.{0,3}/.*"
)
_PARENT = ("[To Parent Directory]", "[转到父目录]", "[转到父级目录]")
_SORTED = re.compile(r"\?C=[NMSD](?:[;&]O=[AD])?$")
_DEFAULT = _named(
    r"Apache Tomcat(?:/[\d.]+)?",
    r"IIS ?\d{0,2}(?:\.\d)?",
    r"IIS Windows(?: Server)?",
    r"Internet Information Services",
    r"Welcome to (?:nginx|openresty|tengine)!?.{0,40}",
    r"Apache2? .{0,20}Default Page.*",
    r"Test Page for the (?:Apache|Nginx) HTTP Server.*",
    r"(?:Apache )?HTTP Server Test Page.*",
    r"Welcome to JBoss.{0,40}",
    r"GlassFish Server - Server Running",
    r"恭喜[,，]站点创建成功[!！]?",
    r"站点创建成功.{0,30}",
)
_DEFAULT_WORDS = ("successfully installed Tomcat",)
_CONSOLE = _named(
    r"Druid (?:Stat )?(?:Index|.{0,20}Stat)",
    r"Swagger UI",
    r"phpMyAdmin.*",
    r"Solr Admin",
    r"Oracle WebLogic Server.{0,12}(?:Console|控制台)",
    r"phpStudy.{0,3}探针.*",
    r".{0,20}PHP ?探针.{0,20}",
)
_CODE = re.compile(
    r"\$_(?:GET|POST|REQUEST|SERVER)\[|mysql_connect\(|Server\.CreateObject\(|Request\.QueryString"
    r"|import java\.|CREATE TABLE|INSERT INTO `|connectionString="
)


def page_kind(page: Page) -> str:
    """What kind of page that visitors should not meet this is, "" for an ordinary one."""
    title = page.title.strip()
    if _LISTING.fullmatch(title) or any(words in page.text[:2000] for words in _PARENT):
        # An Apache listing leads to itself in other orders; those are no further directories.
        return "" if _SORTED.search(page.url) else "listing"
    if title in ("phpinfo()", "PHP Version") or (
        title.startswith("phpinfo") and "PHP Version" in page.text[:500]
    ):
        return "phpinfo"
    if _DEFAULT.fullmatch(title) or any(words in page.text for words in _DEFAULT_WORDS):
        return "default"
    if _CONSOLE.fullmatch(title):
        return "console"
    kind = file_kind(page.url, "text")
    return kind if kind and _CODE.search(page.text) else ""
