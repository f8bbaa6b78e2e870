"""Setting a figure of the rules to the office's own value: one row, one audit line."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from xuncha.base.language import _
from xuncha.people.actions import Actor, Noun, RefusedError, record
from xuncha.people.models import Office
from xuncha.people.rules import Verb
from xuncha.registry.models import FigureChange
from xuncha.registry.rules import shipped_figures

#: A year of days: no term of the register is longer.
MOST: Final = 366


@transaction.atomic
def set_figure(actor: Actor, name: str, value: int, reason: str) -> FigureChange:
    """Put an office's own figure in the place of the shipped one, for the whole tree."""
    root = Office.objects.get(parent=None)
    actor.must(Verb.MANAGE_SETTINGS, root.path)
    figure = shipped_figures().get(name)
    if figure is None or not 0 < value <= MOST:
        raise RefusedError(_("没有这个数字，或超出 1 至 {most}").format(most=MOST))
    if not reason.strip():
        raise RefusedError(_("请写明依据"))
    before = FigureChange.objects.filter(name=name).first()
    change = FigureChange.objects.create(
        name=name, value=value, reason=reason.strip()[:300], by=actor.user, at=actor.now
    )
    record(
        actor,
        "figure.set",
        Noun("figure", name, figure.label, root.path),
        old={"value": before.value if before else figure.value},
        new={"value": value, "why": change.reason},
    )
    return change
