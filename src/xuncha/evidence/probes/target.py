"""What is asked with which parameters, kept as the bytes the site itself uses.

A GBK site's values are GBK: they are never decoded, only carried along and added to.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from urllib.parse import quote_from_bytes, unquote_to_bytes

from xuncha.base.traps import pattern

#: Words of an action: an address that carries one is never asked for.
_ACTIONS = frozenset(
    str.split(
        "delete del remove drop destroy erase truncate reset logout signout logoff payment "
        "unlike buy checkout unsubscribe uninstall setup install"
    )
)
#: Words of an action only where a name begins with them, or is nothing else: "sendMail.do".
_FIRST, _ALONE = frozenset({"send", "pay", "vote", "submit"}), frozenset({"like"})
#: Parameters that are sent along as they are: they carry no question, or guard one.
_CARRIED = frozenset(
    str.split(
        "submit btnsubmit token csrf csrftoken csrfmiddlewaretoken viewstate eventvalidation "
        "viewstategenerator eventtarget eventargument nonce signature captcha"
    )
)
_BUTTONS = frozenset({"submit", "btnsubmit"})
#: What stands on a button that changes something.
_BUTTON_ACTS = re.compile(
    r"del|remove|drop|reset|log\s*(?:out|off)|pay|send|vote|buy|clear"
    r"|删除|清空|重置|注销|退出|支付|发送|投票|发布",
    re.IGNORECASE,
)
#: Parameters that say which page of a program is meant: their values tell pages apart.
_ROUTERS = frozenset(
    str.split(
        "page action act a m c s do mod module ctrl controller method op cmd func function view "
        "r route type file task option component"
    )
)
_WORD = re.compile(r"[A-Za-z][a-z]*|[A-Z]+")
_UNRESERVED = "-._~"
#: The name of what stands behind the "#" of an address.
FRAGMENT = b"#"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One name and value, as bytes."""

    name: bytes
    value: bytes

    @property
    def shown(self) -> str:
        """The name for people."""
        for charset in ("utf-8", "gb18030"):
            try:
                return self.name.decode(charset)
            except UnicodeDecodeError:
                continue
        return self.name.decode("latin-1")


@dataclass(frozen=True, slots=True)
class Target:
    """One address with its parameters, as a link or a form of the site asks for it."""

    #: Address without a query.
    path: str
    parameters: tuple[Parameter, ...]
    #: The page that leads there.
    source: str = ""
    #: Depth from the pages that the visit saw.
    depth: int = 0

    @property
    def url(self) -> str:
        """The address as it is harmlessly asked for."""
        return self._with(self.parameters)

    @property
    def key(self) -> tuple[str, ...]:
        """What only needs probing once: the pattern of the path, names, and what routes."""
        names = (
            f"{one.name!r}={one.value!r}" if is_router(one) else repr(one.name)
            for one in self.parameters
        )
        return (pattern(self.path), *sorted(names))

    def asking(self, index: int, value: bytes) -> str:
        """The address with another value for one parameter."""
        changed = list(self.parameters)
        changed[index] = replace(changed[index], value=value)
        return self._with(tuple(changed))

    def _with(self, parameters: tuple[Parameter, ...]) -> str:
        query = "&".join(
            f"{_quoted(one.name)}={_quoted(one.value)}"
            for one in parameters
            if one.name != FRAGMENT
        )
        fragment = "".join(f"#{_quoted(one.value)}" for one in parameters if one.name == FRAGMENT)
        return (f"{self.path}?{query}" if query else self.path) + fragment

    def with_fragment(self) -> Target:
        """The target with a fragment as its last parameter."""
        return replace(self, parameters=(*self.parameters, Parameter(FRAGMENT, b"")))

    @property
    def probed(self) -> tuple[int, ...]:
        """The numbers of the parameters that are probed."""
        names: set[bytes] = set()
        found = []
        for number, one in enumerate(self.parameters):
            if one.name and one.name not in names and not is_carried(one.name):
                found.append(number)
            names.add(one.name)
        return tuple(found)

    @property
    def short(self) -> str:
        """A name for files."""
        return hashlib.sha256(repr(self.key).encode()).hexdigest()[:12]


def target_of(url: str, source: str = "", depth: int = 0) -> Target:
    """The target that a canonical address is."""
    path, _, query = url.partition("#")[0].partition("?")
    return Target(path, parameters_of(query), source, depth)


def parameters_of(query: str) -> tuple[Parameter, ...]:
    """The parameters of a raw query; a part without ``=`` is a name without a value."""
    found = []
    for part in query.split("&"):
        name, _, value = part.partition("=")
        if name or value:
            found.append(Parameter(_unquoted(name), _unquoted(value)))
    return tuple(found)


def is_action(target: Target) -> bool:
    """Whether the address does something rather than shows something."""
    path = target.path.partition("://")[2].partition("/")[2]
    names = path.split("/")
    for one in target.parameters:
        if _plain(one.name) in _BUTTONS:
            # A button is pressed to look something up, too; what stands on it says for what.
            if _BUTTON_ACTS.search(one.value.decode("utf-8", "replace")):
                return True
            continue
        names.append(one.name.decode("latin-1"))
        if is_router(one):
            names.append(one.value.decode("latin-1"))
    return any(map(_acts, names))


def _acts(name: str) -> bool:
    words = [word.lower() for word in _WORD.findall(name.rpartition(".")[0] or name)]
    if not words:
        return False
    alone = len(words) == 1 and words[0] in _ALONE
    return alone or words[0] in _FIRST or bool(_ACTIONS.intersection(words))


def is_router(one: Parameter) -> bool:
    """Whether the value says which page is meant: a word under a router's name, or a program."""
    value = one.value.decode("latin-1").lower()
    if re.search(r"\.(?:php|jsp|aspx?|html?|inc)$", value):
        return True
    named = one.name.decode("latin-1").lower() in _ROUTERS
    return named and bool(re.fullmatch(r"[a-z][a-z_./-]{1,40}", value))


def is_carried(name: bytes) -> bool:
    """Whether a parameter is sent along unchanged."""
    return _plain(name) in _CARRIED or _acts(name.decode("latin-1"))


def _plain(name: bytes) -> str:
    return re.sub(r"[^a-z]", "", name.decode("latin-1").lower())


def _unquoted(text: str) -> bytes:
    return unquote_to_bytes(text.replace("+", " "))


def _quoted(raw: bytes) -> str:
    return quote_from_bytes(raw, safe=_UNRESERVED)
