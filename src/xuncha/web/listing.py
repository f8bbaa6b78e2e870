"""A long table on a page: filters, order, columns and paging, all of it in the address.

Every state of a list is a link somebody can send. Nothing counts a whole register: past `CAP` rows
the page says "10,000+", which an index answers in a few milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import QueryDict
from markupsafe import Markup

from xuncha.base.language import _
from xuncha.web.address import picked, whole, with_query

CAP: Final = 10_000
PAGE: Final = 50
#: The last page that can be asked for: an offset past it would read too much.
_LAST: Final = 4_000

_LOOKS: Final = {
    (False, False): Markup("wide-only"),
    (False, True): Markup(""),
    (True, False): Markup("number wide-only"),
    (True, True): Markup("number"),
}

M = TypeVar("M", bound=Model)
Options = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column a list can show."""

    key: str
    title: str
    #: The fields it is sorted by, ascending; none: it cannot be sorted.
    sort: tuple[str, ...] = ()
    number: bool = False
    #: Shown unless the reader chose columns.
    usual: bool = True
    #: Worth a place on a phone.
    narrow: bool = False

    @property
    def look(self) -> Markup:
        """The classes of its cells."""
        return _LOOKS[self.number, self.narrow]


@dataclass(frozen=True, slots=True)
class Filter(Generic[M]):
    """One filter of a list: what it is called, what may be chosen, how it narrows the rows."""

    key: str
    title: str
    narrow: Callable[[QuerySet[M], str], QuerySet[M]]
    #: What may be chosen; None for text that is typed.
    options: Callable[[], Options] | None = None
    #: Shown only under "more filters" unless it is in use.
    rare: bool = False
    kind: str = "search"


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in use, and the address without it."""

    title: str
    value: str
    without: str


@dataclass(slots=True)
class Listing(Generic[M]):
    """The rows one reader asked for, and the links to every other state of the same list."""

    #: What the address asks.
    asked: QueryDict
    table: str
    #: All the reader may see; the filters narrow it.
    everything: QuerySet[M]
    columns: Sequence[Column]
    filters: Sequence[Filter[M]]
    usual_sort: str
    #: Rows that are counted one by one; past so many the page says that there are more.
    cap: int = CAP
    #: Added to the rows of the page alone: select_related, only, annotations.
    dress: Callable[[QuerySet[M]], QuerySet[M]] = lambda rows: rows
    values: dict[str, str] = field(init=False)
    options: dict[str, Options] = field(init=False, default_factory=dict)
    #: Once for a page: a filter may have asked the database itself.
    _narrowed: QuerySet[M] | None = field(init=False, default=None)
    _rows: list[M] | None = field(init=False, default=None)
    _total: int | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.values = {}
        for one in self.filters:
            value = self.asked.get(one.key, "").replace("\x00", "").strip()[:200]
            if one.options is not None:
                self.options[one.key] = one.options()
                if value not in {key for key, _name in self.options[one.key]}:
                    value = ""
            if value:
                self.values[one.key] = value

    @property
    def narrowed(self) -> QuerySet[M]:
        """Everything the filters leave, in no order: what an export or a bulk action takes."""
        if self._narrowed is None:
            rows = self.everything
            for one in self.filters:
                if one.key in self.values:
                    rows = one.narrow(rows, self.values[one.key])
            self._narrowed = rows
        return self._narrowed

    @property
    def ordered(self) -> QuerySet[M]:
        """`narrowed` in the order asked for."""
        key, descending = self.sort
        column = next(one for one in self.columns if one.key == key)
        sign = "-" if descending else ""
        fields = [f"{sign}{name}" for name in column.sort]
        return self.narrowed.order_by(*fields, f"{sign}id")

    def around(self, row: M) -> tuple[M | None, M | None]:
        """What stands before and after `row` in the order asked for; None at an end.

        `row` need not be among them any more: its place is where it would stand.
        """
        key, descending = self.sort
        fields = [*next(one.sort for one in self.columns if one.key == key), "id"]
        return self._beyond(row, fields, not descending), self._beyond(row, fields, descending)

    def _beyond(self, row: M, fields: Sequence[str], smaller: bool) -> M | None:
        """The nearest row with smaller values in `fields`, or the nearest with larger ones."""
        values = [getattr(row, name) for name in fields]
        if None in values:
            return None
        than, sign = ("lt", "-") if smaller else ("gt", "")
        # Among equals first: each question is one range of an index, however many are equal.
        for at in reversed(range(len(fields))):
            same = dict(zip(fields[:at], values[:at], strict=True))
            rows = self.narrowed.filter(**same, **{f"{fields[at]}__{than}": values[at]})
            found = rows.order_by(*(f"{sign}{name}" for name in fields)).only("pk").first()
            if found is not None:
                return found
        return None

    @property
    def sort(self) -> tuple[str, bool]:
        """The column the rows are sorted by, and whether downwards."""
        asked = self.asked.get("sort", self.usual_sort)
        key = asked.lstrip("-")
        if not any(one.key == key and one.sort for one in self.columns):
            asked = self.usual_sort
        return asked.lstrip("-"), asked.startswith("-")

    @property
    def rows(self) -> list[M]:
        """The rows of the page asked for."""
        if self._rows is None:
            start = (self.page - 1) * PAGE
            # The keys alone first: an index gives them without reading what is skipped.
            keys = list(self.ordered.values_list("pk", flat=True)[start : start + PAGE + 1])
            self._more = len(keys) > PAGE
            # `everything` is a class's own manager at heart; its rows by key need no filter again.
            model: Any = self.everything.model
            found = {row.pk: row for row in self.dress(model.objects.filter(pk__in=keys[:PAGE]))}
            self._rows = [found[key] for key in keys[:PAGE] if key in found]
        return self._rows

    _more: bool = field(init=False, default=False)

    @property
    def more(self) -> bool:
        """Whether another page follows."""
        return bool(self.rows) and self._more

    @property
    def page(self) -> int:
        """The page asked for, from 1."""
        asked = self.asked.get("page", "")
        number = whole(asked, 1, digits=5)
        return min(max(1, number), _LAST)

    @property
    def total(self) -> int:
        """How many rows there are; `cap` + 1 stands for "more than `cap`"."""
        if self._total is None:
            if self.page == 1 and not self.more:
                self._total = len(self.rows)
            else:
                self._total = self.narrowed.order_by()[: self.cap + 1].values("pk").count()
        return self._total

    @property
    def count(self) -> str:
        """``"共 12,345 条"`` as a person reads it; past the cap only that it is more."""
        if self.total > self.cap:
            return f"{self.cap:,}+"
        return f"{self.total:,}"

    @property
    def first(self) -> int:
        """The number of the first row on the page."""
        return (self.page - 1) * PAGE + 1

    @property
    def shown(self) -> list[Column]:
        """The columns shown, in their own order."""
        asked = [key for key in self.asked.get("cols", "").split(",") if key]
        chosen = [one for one in self.columns if one.key in asked]
        return chosen or [one for one in self.columns if one.usual]

    @property
    def chips(self) -> list[Chip]:
        """The filters in use."""
        found = []
        for one in self.filters:
            if (value := self.values.get(one.key)) is None:
                continue
            named = dict(self.options.get(one.key, ())).get(value, value)
            found.append(Chip(_(one.title), named, self.link(**{one.key: None})))
        return found

    @property
    def query(self) -> str:
        """The part of the address that says which rows and in which order, without the page."""
        return picked(self.asked, [*(one.key for one in self.filters), "sort", "cols"])

    @property
    def filtering(self) -> str:
        """The part of the address that says which rows, and nothing else."""
        return picked(self.asked, list(self.values))

    def link(self, **changes: object) -> str:
        """The address of this list with something changed; back to the first page."""
        return with_query(self.asked, {"page": None, **changes})

    def sorted_by(self, column: Column) -> str:
        """The address sorted by ``column``; the other way round where it is already."""
        key, descending = self.sort
        turned = "" if key == column.key and descending else "-" if key == column.key else ""
        first = "-" if column.number and key != column.key else turned
        return self.link(sort=f"{first}{column.key}")

    def aria_sort(self, column: Column) -> str:
        """What a screen reader is told of the column's order; "" for none."""
        key, descending = self.sort
        return ("descending" if descending else "ascending") if key == column.key else ""

    def turned_to(self, page: int) -> str:
        """The address of another page."""
        return with_query(self.asked, {"page": page if page > 1 else None})


def day_in(value: str) -> date | None:
    """The day somebody typed; None for what is none."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def days_of(field: str, since: str, until: str) -> list[Filter[Any]]:
    """Two filters on a moment: from a day on, and up to the end of one; what is no day is not."""

    def bound(key: str) -> Callable[[QuerySet[Any], str], QuerySet[Any]]:
        return lambda rows, value: rows.filter(**{key: day}) if (day := day_in(value)) else rows

    return [
        Filter("since", since, bound(f"{field}__date__gte"), rare=True, kind="date"),
        Filter("until", until, bound(f"{field}__date__lte"), rare=True, kind="date"),
    ]


def choices(pairs: Iterable[tuple[str, Any]] | Mapping[str, str]) -> Callable[[], Options]:
    """The options of a filter from a model's choices, named in the reader's language."""
    listed = list(pairs.items() if isinstance(pairs, Mapping) else pairs)
    return lambda: [(str(value), _(str(name))) for value, name in listed]
