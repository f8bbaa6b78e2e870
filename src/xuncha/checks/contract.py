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
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal

import xuncha.checks
from xuncha.checks.proof import Proof, gather, unused
from xuncha.evidence.snapshot import Snapshot

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
    check: Callable[..., Iterator[Said]]
    each_page: bool
    each_target: bool = False

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
) -> Callable[[Callable[..., Iterator[Said]]], Indicator]:
    """Make a function the indicator of its file; raises ValueError when file and code disagree."""

    def register(check: Callable[..., Iterator[Said]]) -> Indicator:
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
            if not (one.each_page or one.each_target):
                self._ask(one, self._site, args=args)
        targets = {i: args for i, args in ready.items() if i.each_target}
        self._ask_each((self._site.answers or {}).values(), targets)
        self._ask_each(
            self._site.pages or (), {i: args for i, args in ready.items() if i.each_page} | targets
        )
        self._prove({one.code for one in targets})
        return Examined(tuple(self._faults), tuple(self._untested), tuple(self._errors.items()))

    def _can_look(self, one: Indicator) -> bool:
        missing = [need for need in one.needs if getattr(self._site, need) is None]
        for need in missing:
            self._untested.append((one.code, "", self._site.unseen.get(need, need)))
        return not missing

    def _ask_each(
        self, subjects: Iterable[object], ready: Mapping[Indicator, Mapping[str, Any]]
    ) -> None:
        if not ready:
            return
        for subject in subjects:
            for one, args in ready.items():
                if one.code not in self._errors:
                    self._ask(one, subject, self._site, args=args)

    def _ask(self, one: Indicator, *subject: object, args: Mapping[str, Any]) -> None:
        try:
            for said in one.check(*subject, **args):
                if isinstance(said, Fault):
                    self._faults.append((one.code, said))
                else:
                    self._untested.append((one.code, said.where, said.why))
        except Exception as error:
            # 检测出错 belongs to this indicator alone (architecture.md, "Indicator").
            self._errors[one.code] = f"{type(error).__name__}: {error}"

    def _prove(self, linked: Collection[str]) -> None:
        """Add to each fault who links there and what proves it, in one more pass at most."""
        targets = {fault.where for code, fault in self._faults if code in linked}
        unproved = {_address(fault) for _, fault in self._faults if not fault.evidence}
        if not targets and not unproved:
            return
        proof = gather(self._site, targets, unproved)
        home = self._site.home_url
        self._faults = [
            (code, _proved(_linked(fault, proof, home) if code in linked else fault, proof))
            for code, fault in self._faults
        ]


def _address(fault: Fault) -> str:
    """The address where the fault can be seen, without a block's heading."""
    return (fault.url or fault.where.removeprefix("column:")).partition("#")[0]


def _proved(fault: Fault, proof: Proof) -> Fault:
    record = proof.records.get(_address(fault))
    return replace(fault, evidence=(record,)) if record and not fault.evidence else fault


def _linked(fault: Fault, proof: Proof, home: str) -> Fault:
    """A fault of a link target with the links that lead there; what the check said itself stays."""
    use = proof.uses.get(fault.where)
    if use is None:
        return replace(fault, url=fault.where, seen=unused(fault.where, home) | dict(fault.seen))
    return replace(
        fault,
        url=fault.where,
        source_url=fault.source_url or use.page,
        root=fault.root or use.root,
        # An address that only the words of a script name may never be shown to anyone.
        suspected=fault.suspected or not use.is_shown,
        seen=use.seen(fault.where, home) | dict(fault.seen),
    )
