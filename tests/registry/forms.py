"""What people fill in, as a page would send it."""

from __future__ import annotations

from typing import Any

from tests.people import Cast

from xuncha.people.models import User
from xuncha.registry import actions
from xuncha.registry.models import Request, Site

#: 共和县国土资源局's site, complete.
LAND: dict[str, Any] = {
    "name": "共和县国土资源局",
    "home_url": "http://gtj.gonghe.gov.cn/",
    "kind": "department",
    "supervisor": "共和县人民政府",
    "sponsor": "共和县国土资源局",
    "region": "632521",
    "stratum": "县",
    "icp": "青ICP备05000030号-1",
    "police": "青公网安备63010402000123号",
    "head": {"name": "王明", "post": "局长", "phone": "0974-8512345"},
    "contacts": [{"name": "王小", "phone": "0974-8512346", "mobile": "13997000001"}],
}

#: A letter that allows 共和县国土资源局's site to be probed.
LEAVE: dict[str, str] = {
    "hosts": "gtj.gonghe.gov.cn",
    "addresses": "203.0.113.7\n203.0.113.64/28",
    "issued_by": "青海省人民政府办公厅",
    "document": "青政办函〔2017〕8号",
    "valid_from": "2017-11-01",
    "valid_until": "2017-11-30",
    "contact": "王小 0974-8512346",
    "exclude": "/admin/",
}


def registered(cast: Cast, author: User, **changed: Any) -> Site:
    """A site that went through every level."""
    office = author.office
    request = actions.draft_request(cast.acting(author), "register", office, new=LAND | changed)
    request = actions.submit(cast.acting(author), request)
    return approved(cast, request).site


def approved(cast: Cast, request: Request) -> Request:
    """`request` agreed to by every level that has it."""
    desks = {
        cast.gonghe: cast.yang,
        cast.hainan: cast.ma,
        cast.haixi: cast.zhou,
        cast.province: cast.office,
    }
    while request.at_office is not None:
        reviewer = desks.get(request.at_office) or User.objects.get(
            office=request.at_office, role="organiser"
        )
        request = actions.approve(cast.acting(reviewer), request)
    request.refresh_from_db()
    return request
