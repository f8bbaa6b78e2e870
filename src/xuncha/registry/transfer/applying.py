"""The import itself: all of a previewed file in one transaction, or nothing of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import transaction

from xuncha.base.language import _
from xuncha.people.actions import Actor, Noun, RefusedError, record
from xuncha.people.models import User
from xuncha.people.rules import Verb
from xuncha.registry.bulk import settled
from xuncha.registry.fields import label_of
from xuncha.registry.models import Site
from xuncha.registry.queries import Difference, in_words
from xuncha.registry.transfer.columnplan import ColumnPlan, import_columns
from xuncha.registry.transfer.lines import Offices
from xuncha.registry.transfer.preview import (
    Preview,
    batches,
    forget,
    lines_of,
    site_batches,
)
from xuncha.registry.transfer.siteimport import import_sites
from xuncha.registry.transfer.siteline import SiteLine
from xuncha.registry.transfer.siteplan import DOINGS, Planned, SitePlan, office_of

Told = Callable[[int], None]


@transaction.atomic
def apply_import(actor: Actor, found: Preview, told: Told = lambda _rows: None) -> dict[str, int]:
    """Import a previewed file whole; lines by what they did.

    The province's own people import the register of record: sites with given codes go straight
    into their state, changes come into force, and the log says so. Everybody else's lines become
    drafts of requests, reviewed level by level. Raises RefusedError while the preview has a
    problem, and when the register has changed under it since. `told` hears how many lines are in.
    """
    user = _importer(actor, found)
    direct = user.office.parent_id is None
    why = f"导入：{found.file}（{found.sha256[:12]}）"
    if direct:
        why = f"省级导入既有登记：{found.file}（{found.sha256[:12]}）"
    with settled():
        done = (_sites if found.kind == "sites" else _columns)(actor, user, found, why, told)
    record(
        actor,
        "register.import",
        Noun("import", found.token, found.file, user.office.path),
        new={"kind": found.kind, "sha256": found.sha256, "direct": direct, "why": why, **done},
    )
    transaction.on_commit(lambda: forget(found))
    return done


def _importer(actor: Actor, found: Preview) -> User:
    if actor.user is None or actor.user.pk != found.user:
        raise RefusedError(_("只有做预览的人可以导入，请重新上传文件"))
    actor.must(Verb.IMPORT, actor.user.office.path)
    if not found.ok:
        raise RefusedError(
            _("文件还有 {count} 处问题，请改正后再导入").format(count=found.problem_count)
        )
    return actor.user


def _sites(actor: Actor, user: User, found: Preview, why: str, told: Told) -> dict[str, int]:
    offices, done = Offices(user), dict[str, int]()
    plan = SitePlan(user, offices)
    for batch in batches(lines_of(found)):
        planned = plan.plan(batch)
        for one in planned:
            _must_fit(one.wrong)
            done[one.doing] = done.get(one.doing, 0) + 1
        import_sites(actor, planned, offices, why)
        told(sum(done.values()))
    return done


def _columns(actor: Actor, user: User, found: Preview, why: str, told: Told) -> dict[str, int]:
    plan, done = ColumnPlan(user), dict[str, int]()
    for batch in site_batches(lines_of(found)):
        planned = plan.plan(batch)
        for one in planned:
            _must_fit(one.wrong)
            for doing in one.doings:
                done[doing] = done.get(doing, 0) + 1
        import_columns(actor, planned, direct=plan.direct, why=why)
        told(sum(done.values()))
    return done


def _must_fit(wrong: Sequence[Any]) -> None:
    if wrong:
        raise RefusedError(_("预览之后登记已有变化，请重新上传文件预览"))


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line of a preview as people read it."""

    number: int
    doing: str
    #: 登记, 修改, 不变 …
    doing_name: str
    name: str
    office: str
    site: Site | None
    differences: tuple[Difference, ...]


def shown_lines(actor: Actor, found: Preview, start: int, count: int) -> list[ShownLine]:
    """Some lines of a preview of sites, with old beside new where they change something."""
    user = actor.user
    if user is None or user.pk != found.user or found.kind != "sites":
        return []
    offices = Offices(user)
    lines: list[SiteLine] = list(islice(lines_of(found), start, start + count))
    return [_shown(one, offices) for one in SitePlan(user, offices).plan(lines)]


def _shown(planned: Planned, offices: Offices) -> ShownLine:
    site = planned.site
    return ShownLine(
        planned.line.number,
        planned.doing,
        _(DOINGS[planned.doing]),
        planned.line.fields.get("name") or (site.name if site else ""),
        site.office.name if site else office_of(planned.line, offices).name,
        site,
        tuple(
            Difference(name, label_of(name), in_words(name, planned.old[name]), in_words(name, new))
            for name, new in planned.new.items()
            if name in planned.old and name != "check_code"
        ),
    )
