"""The contract of an indicator: one file, whose name is its code, with one pure function.

    \"\"\"栏目更新不及时: 栏目最新一条信息超过规定期限。

    依据: standards 中 column.stale 条。\"\"\"

    @indicator("column.stale", needs=("columns",), mode="semi", says=N_("…{days}天"))
    def check(site: Snapshot, *, max_age: Mapping[ColumnType, Period]) -> Iterator[Said]:
        yield Fault(where=column.identity, seen={"column": column.name, "days": age})

Keyword-only arguments are the thresholds, which a standard sets. A function whose first argument is
called ``page`` is asked once for each page and takes ``(page, site)``; every other takes the site.
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
from typing import Any, Literal, cast

import xuncha.checks
from xuncha.evidence.snapshot import Page, Snapshot

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
        return Indicator(
            code=code,
            name=name,
            meaning=meaning,
            basis=rest.strip(),
            needs=needs,
            mode=mode,
            says={"": says} if isinstance(says, str) else dict(says),
            check=check,
            each_page=next(iter(inspect.signature(check).parameters)) == "page",
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


@dataclass(frozen=True, slots=True)
class Examined:
    """What all indicators said of one snapshot."""

    faults: tuple[tuple[str, Fault], ...]
    #: (indicator, where or "", why) of everything that was not tested.
    untested: tuple[tuple[str, str, str], ...]
    #: (indicator, what went wrong) of checks that broke; they never sink the site.
    errors: tuple[tuple[str, str], ...]


def examine(site: Snapshot, thresholds: Mapping[str, Mapping[str, Any]]) -> Examined:
    """Ask every indicator named in `thresholds` (code to keyword arguments) about one snapshot.

    Pages are read once, however many indicators look at each page.
    """
    return _Examination(site).run(
        {catalogue()[code]: dict(args) for code, args in thresholds.items()}
    )


class _Examination:
    def __init__(self, site: Snapshot) -> None:
        self._site = site
        self._faults: list[tuple[str, Fault]] = []
        self._untested: list[tuple[str, str, str]] = []
        self._errors: dict[str, str] = {}

    def run(self, asked: Mapping[Indicator, Mapping[str, Any]]) -> Examined:
        ready = {i: args for i, args in asked.items() if self._can_look(i)}
        for one, args in ready.items():
            if not one.each_page and not one.gathers:
                self._ask(one, self._site, args=args)
        self._read_pages({i: args for i, args in ready.items() if i.each_page or i.gathers})
        return Examined(tuple(self._faults), tuple(self._untested), tuple(self._errors.items()))

    def _can_look(self, one: Indicator) -> bool:
        missing = [need for need in one.needs if getattr(self._site, need) is None]
        for need in missing:
            self._untested.append((one.code, "", self._site.unseen.get(need, need)))
        return not missing

    def _read_pages(self, ready: Mapping[Indicator, Mapping[str, Any]]) -> None:
        if not ready or self._site.pages is None:
            return
        each = {one: args for one, args in ready.items() if one.each_page}
        gathering = {one: _Gatherer(one, self._site, ready[one]) for one in ready if one.gathers}
        for page in self._site.pages:
            for one, args in each.items():
                if one.code not in self._errors:
                    self._ask(one, page, self._site, args=args)
            for gatherer in gathering.values():
                gatherer.take(page)
        for one, gatherer in gathering.items():
            self._hear(one, gatherer.finish)

    def _ask(self, one: Indicator, *subject: object, args: Mapping[str, Any]) -> None:
        self._hear(one, lambda: cast("Iterator[Said]", one.check(*subject, **args)))

    def _hear(self, one: Indicator, speak: Callable[[], Iterable[Said]]) -> None:
        try:
            for said in speak():
                if isinstance(said, Fault):
                    self._faults.append((one.code, said))
                else:
                    self._untested.append((one.code, said.where, said.why))
        except Exception as error:
            # 检测出错 belongs to this indicator alone (architecture.md, "Indicator").
            self._errors[one.code] = f"{type(error).__name__}: {error}"


class _Gatherer:
    """One gathering indicator at work; what breaks it is told at the end."""

    def __init__(self, one: Indicator, site: Snapshot, args: Mapping[str, Any]) -> None:
        self._broken: Exception | None = None
        self._gathering = cast("Gathering", one.check(site, **args))
        self.take(None)

    def take(self, page: Page | None) -> None:
        """Show it one page; None starts it."""
        if self._broken is None:
            try:
                self._gathering.send(page)
            except Exception as error:  # told by finish, for this indicator alone
                self._broken = error

    def finish(self) -> Iterable[Said]:
        """What it says after the last page; raises what broke it."""
        if self._broken is not None:
            raise self._broken
        try:
            self._gathering.send(None)
        except StopIteration as end:
            return cast("Iterable[Said]", end.value or ())
        raise TypeError("a gathering check must return after the last page")
