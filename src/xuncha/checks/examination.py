"""Asks the indicators about one snapshot, reading its pages as few times as can be."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from xuncha.checks.contract import NOT_SEEN, Fault, Gathering, Indicator, Said, catalogue
from xuncha.checks.proof import Proof, Tracing, unused
from xuncha.evidence.snapshot import Page, Snapshot

Asked = Mapping[Indicator, Mapping[str, Any]]

_AFTER_THE_LAST = "a gathering check must return after the last page, and only then"


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

    Pages are read once, however many indicators look at each page and whatever links lead to what
    is faulty; once more only where one of the pages is itself such a thing.
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

    def run(self, asked: Asked) -> Examined:
        ready = {i: args for i, args in asked.items() if self._can_look(i)}
        targets = {i: args for i, args in ready.items() if i.each_target}
        for one, args in ready.items():
            if not (one.each_page or one.each_target or one.gathers):
                self._ask(one, self._site, args=args)
        for answer in (self._site.answers or {}).values():
            self._ask_each(targets, answer)
        linked = {one.code for one in targets}
        tracing = Tracing(self._site, self._targets(linked))
        each = {i: args for i, args in ready.items() if i.each_page} | targets
        self._read_pages(each, ready, tracing)
        self._prove(linked, tracing)
        return Examined(tuple(self._faults), tuple(self._untested), tuple(self._errors.items()))

    def _can_look(self, one: Indicator) -> bool:
        missing = [need for need in one.needs if getattr(self._site, need) is None]
        reasons = dict.fromkeys(self._site.unseen.get(need, NOT_SEEN) for need in missing)
        self._untested += [(one.code, "", why) for why in reasons]
        return not missing

    def _targets(self, linked: Collection[str]) -> set[str]:
        """The faulty addresses known so far that links lead to."""
        return {_address(f) for code, f in self._faults if code in linked and not f.url}

    def _read_pages(self, each: Asked, ready: Asked, tracing: Tracing) -> None:
        gatherers = [_Gatherer(one, self._site, args) for one, args in ready.items() if one.gathers]
        if each or gatherers:
            for page in self._site.pages or ():
                self._ask_each(each, page)
                tracing.take(page)
                for gatherer in gatherers:
                    gatherer.take(page)
        for gatherer in gatherers:
            self._hear(gatherer.indicator, gatherer.finish)

    def _ask_each(self, ready: Asked, subject: object) -> None:
        for one, args in ready.items():
            if one.code not in self._errors:
                self._ask(one, subject, self._site, args=args)

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

    def _prove(self, linked: Collection[str], tracing: Tracing) -> None:
        """Add to each fault who links there and what proves it."""
        targets = self._targets(linked)
        unproved = {_address(fault) for _, fault in self._faults if not fault.evidence}
        if not targets and not unproved:
            return
        proof = tracing.finish(targets, unproved)
        home = self._site.home_url
        self._faults = [
            (code, _proved(_linked(fault, proof, home) if code in linked else fault, proof))
            for code, fault in self._faults
        ]


class _Gatherer:
    """One gathering indicator at work; what breaks it is told at the end."""

    def __init__(self, one: Indicator, site: Snapshot, args: Mapping[str, Any]) -> None:
        self.indicator = one
        self._broken: Exception | None = None
        try:
            self._gathering = cast("Gathering", one.check(site, **args))
        except Exception as error:  # told by finish, as what breaks later
            self._broken = error
        self.take(None)

    def take(self, page: Page | None) -> None:
        """Show it one page; None starts it."""
        if self._broken is None:
            try:
                self._gathering.send(page)
            except StopIteration:
                self._broken = TypeError(_AFTER_THE_LAST)
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
        raise TypeError(_AFTER_THE_LAST)


def _address(fault: Fault) -> str:
    """The address where the fault can be seen, without a block's heading."""
    return (fault.url or fault.where.removeprefix("column:")).partition("#")[0]


def _proved(fault: Fault, proof: Proof) -> Fault:
    record = proof.records.get(_address(fault))
    return replace(fault, evidence=(record,)) if record and not fault.evidence else fault


def _linked(fault: Fault, proof: Proof, home: str) -> Fault:
    """A fault of a link target with the links that lead there; what the check said itself stays.

    A check that names the address itself has seen a page, not the target of a link.
    """
    if fault.url:
        return fault
    url = _address(fault)
    use = proof.uses.get(url)
    if use is None:
        return replace(fault, url=url, seen=unused(url, home) | dict(fault.seen))
    return replace(
        fault,
        url=url,
        source_url=fault.source_url or use.page,
        root=fault.root or use.root,
        # An address that only the words of a script name may never be shown to anyone.
        suspected=fault.suspected or not use.is_shown,
        seen=use.seen(url, home) | dict(fault.seen),
    )
