"""The contract of an indicator: one file, whose name is its code, with one pure function.

    \"\"\"栏目更新不及时: 栏目最新一条信息超过规定期限。

    依据: standards 中 column.stale 条。\"\"\"

    @indicator("column.stale", needs=("columns",), mode="semi", says=N_("…{days}天"))
    def check(site: Snapshot, *, max_age: Mapping[ColumnType, Period]) -> Iterator[Said]:
        yield Fault(where=column.identity, seen={"column": column.name, "days": age})

Keyword-only arguments are the thresholds, which a standard sets. A function whose first argument is
called ``page`` is asked once for each page and takes ``(page, site)``. One whose first argument is
called ``target`` is about what links lead to: it takes ``(target, site)`` with each page and each
answer, and what it says is completed with the links that lead there. Every other takes the site.
One that can only speak after it has seen every page says ``gathers=True``: it is sent the pages one
by one, then None, and returns what it says, so that all of them share one reading of the pages:

    def check(site: Snapshot, *, tags: tuple[str, ...]) -> Gathering:
        while (page := (yield)) is not None:
            ...
        return faults
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

import xuncha.checks
from xuncha.base.language import N_
from xuncha.evidence.snapshot import Page

Mode = Literal["auto", "semi", "human"]
Value = str | int | float | bool | None | list[str]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in one place; site, indicator and `where` are the finding's identity."""

    #: Canonical URL, "column:<canonical URL>", or a fixed word for a fault of the whole site.
    where: str
    #: The values the sentence shows and the report keeps as `observed`; personal data already
    #: masked.
    seen: Mapping[str, Value] = field(default_factory=dict)
    #: The address of the defect and the page that shows it.
    url: str | None = None
    source_url: str | None = None
    column: str | None = None
    #: A person decides: the machine is not sure.
    suspected: bool = False
    #: What the fault comes from, e.g. a place in the template; faults with one root are shown
    #: as one problem.
    root: str = ""
    #: SHA-256 of the archive records that prove it.
    evidence: tuple[str, ...] = ()
    #: Which of the indicator's sentences says it, where it has several.
    sentence: str = ""


#: Why something was not tested, where the visit does not say.
NOT_SEEN = N_("本次检查没有查看")


@dataclass(frozen=True, slots=True)
class NotTested:
    """Something that could not be looked at, and why; never a pass, never a fault."""

    why: str
    where: str = ""


Said = Fault | NotTested
Gathering = Generator[None, Page | None, Iterable[Said]]
Check = Callable[..., Iterator[Said] | Gathering]


@dataclass(frozen=True, slots=True, eq=False)
class Indicator:
    """One entry of the catalogue, made by the decorator."""

    code: str
    #: Chinese name and meaning, from the docstring's first line; `basis` from its second.
    name: str
    meaning: str
    basis: str
    #: Attributes of the Snapshot that must have been looked at.
    needs: tuple[str, ...]
    mode: Mode
    #: Sentence templates by key; "" is the usual one. Chinese source, English in the catalogue.
    says: Mapping[str, str]
    check: Check
    each_page: bool
    each_target: bool = False
    gathers: bool = False

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names of the thresholds a standard may set."""
        kinds = inspect.signature(self.check).parameters.values()
        return tuple(p.name for p in kinds if p.kind is inspect.Parameter.KEYWORD_ONLY)


def indicator(
    code: str,
    *,
    says: str | Mapping[str, str],
    needs: tuple[str, ...] = ("pages",),
    mode: Mode = "auto",
    gathers: bool = False,
) -> Callable[[Check], Indicator]:
    """Make a function the indicator of its file; raises ValueError when file and code disagree."""

    def register(check: Check) -> Indicator:
        module = inspect.getmodule(check)
        if module is None or module.__name__.rpartition(".")[2] != code.replace(".", "_"):
            raise ValueError(f"indicator {code!r} must stand in checks/{code.replace('.', '_')}.py")
        first, _, rest = inspect.cleandoc(module.__doc__ or "").partition("\n")
        name, _, meaning = first.partition(": ")
        subject = next(iter(inspect.signature(check).parameters))
        return Indicator(
            code=code,
            name=name,
            meaning=meaning,
            basis=rest.strip(),
            needs=needs,
            mode=mode,
            says={"": says} if isinstance(says, str) else dict(says),
            check=check,
            each_page=subject == "page",
            each_target=subject == "target",
            gathers=gathers,
        )

    return register


@cache
def catalogue() -> Mapping[str, Indicator]:
    """Every indicator found in this folder, by code, in alphabetical order."""
    found: dict[str, Indicator] = {}
    for module in pkgutil.iter_modules(xuncha.checks.__path__):
        for value in vars(importlib.import_module(f"xuncha.checks.{module.name}")).values():
            if isinstance(value, Indicator):
                found[value.code] = value
    return dict(sorted(found.items()))
