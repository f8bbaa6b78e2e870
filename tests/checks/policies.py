"""A policy with its official text, for the tests of reprints."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from xuncha.base.types import Policy

CHINA = timezone(timedelta(hours=8))
TITLE = "国务院办公厅关于加强基层政务公开工作的通知"
TEXT = """各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
为进一步提高基层政务公开工作水平，方便群众办事，加强社会监督，经国务院同意，现将有关事项通知如下。
一、县级以上地方人民政府要在2018年6月底前完成本级权责事项的全面梳理，编制公开事项目录。
二、建立健全审核、发布、解读、回应的工作制度，公开后一个月内听取公众意见，并公布采纳情况。
三、充分发挥政府网站第一平台作用，提升政务服务大厅、便民服务中心的线下服务能力和水平。
四、各地区各部门要把这项工作列入重要议事日程，明确责任，加强督查，年底前报告落实情况。"""


def policy(**changes: Any) -> Policy:
    """Published on 10 November 2017 at nine, so due by the end of the 11th."""
    facts: dict[str, Any] = {
        "id": "zc-1",
        "title": TITLE,
        "source_url": "http://www.gov.cn/zhengce/content/2017-11/10/content_1.htm",
        "published_at": datetime(2017, 11, 10, 9, tzinfo=CHINA),
        "issuer": "国务院办公厅",
        "text": TEXT,
    }
    return Policy(**facts | changes)


POLICY = policy()
