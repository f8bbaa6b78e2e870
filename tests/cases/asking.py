"""Requested reports for tests."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tests.people import NOW, Cast

from xuncha.cases.kinds.report_request import actions
from xuncha.cases.kinds.report_request.models import ReportAnswer, ReportRequest
from xuncha.people.models import Office

FORM: list[dict[str, Any]] = [
    {
        "key": "found",
        "label": "发现问题",
        "kind": "number",
        "unit": "个",
        "low": "0",
        "needed": True,
    },
    {"key": "how", "label": "措施", "kind": "long"},
    {"key": "proof", "label": "证明", "kind": "file"},
]


def asked(
    cast: Cast, *offices: Office, due: date = date(2017, 12, 18), form: Any = None, **more: Any
) -> ReportRequest:
    """The province asks these offices for a report."""
    li = cast.acting(cast.li)
    row = actions.draft_ask(li, "整改情况", form or FORM, said="请按时报送", **more)
    return actions.issue(li, row, offices=offices, due=due)


def answer_of(row: ReportRequest, office: Office) -> ReportAnswer:
    """What an office has to answer."""
    rows = ReportAnswer.objects.select_related("case", "request", "request__office")
    return rows.get(request=row, case__office=office)


def handed_in(cast: Cast, answer: ReportAnswer, now: datetime = NOW, **values: Any) -> ReportAnswer:
    """The county's or bureau's own person hands an answer in."""
    people = {cast.land.pk: cast.wang, cast.hainan.pk: cast.ma, cast.haixi.pk: cast.zhou}
    who = cast.acting(people[answer.case.office_id], now)
    return actions.submit_answer(who, answer, {"found": "3", **values})
