"""Paragraphs whose numbers can only come from figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from string import Formatter

from xuncha.bulletin.models import Fact, Figure, Mark, Paragraph, Role
from xuncha.bulletin.wording import plain


class Ledger:
    """The figures a bulletin has printed, each once, by a name that says what was asked."""

    def __init__(self) -> None:
        self._figures: dict[str, Figure] = {}

    @property
    def figures(self) -> Mapping[str, Figure]:
        """All of them in the order of the text."""
        return self._figures

    def enter(self, figure: Figure) -> str:
        """Keep a figure and give its name: ``rate(stratum=市州)``."""
        asked = {
            key: plain(value) if isinstance(value, str) else value
            for key, value in figure.arguments.items()
        }
        words = ",".join(f"{key}={value}" for key, value in asked.items())
        name = f"{figure.query}({words})"
        self._figures.setdefault(name, replace(figure, arguments=asked))
        return name


class Prose:
    """One paragraph as it grows."""

    def __init__(self, ledger: Ledger, role: Role, lead: str = "") -> None:
        self._ledger = ledger
        self._role = role
        self._lead = lead
        self._text: list[str] = []
        self._figures: list[str] = []
        self._facts: list[Fact] = []
        self._marks: list[Mark] = []

    def say(self, template: str, **values: Figure | str) -> Prose:
        """Add a sentence; each value is a figure or a word that needs no counting."""
        for text, key, _form, _turn in Formatter().parse(template):
            self._text.append(text)
            if key is None:
                continue
            value = values[key]
            if isinstance(value, Figure):
                name = self._ledger.enter(value)
                self._figures.append(name)
                self._mark(value.shown, name)
            else:
                self._text.append(value)
        return self

    def _mark(self, words: str, figure: str = "") -> None:
        start = sum(map(len, self._text))
        self._marks.append(Mark(start, start + len(words), figure))
        self._text.append(words)

    def row(
        self,
        template: str,
        items: Sequence[Mapping[str, Figure | str]],
        between: str = "，",
        end: str = "。",
    ) -> Prose:
        """Add `template` once for each item, as a list that reads as one sentence."""
        for n, values in enumerate(items, start=1):
            self.say(template, **values)
            self._text.append(end if n == len(items) else between)
        return self

    def tell(self, words: str, fact: Fact) -> Prose:
        """Add `words` about one named site and keep what they rest on."""
        self._mark(words)
        self._facts.append(replace(fact, words=words))
        return self

    def done(self, lead: str = "") -> Paragraph:
        """The finished paragraph, under `lead` where it only now turns out to have one."""
        return Paragraph(
            role=self._role,
            text="".join(self._text),
            lead=lead or self._lead,
            figures=tuple(dict.fromkeys(self._figures)),
            facts=tuple(self._facts),
            marks=tuple(self._marks),
        )
