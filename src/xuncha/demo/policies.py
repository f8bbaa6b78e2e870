"""The key policies that every site had to reprint that quarter; their texts are invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from xuncha.demo.places import PROVINCE

_CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy, its source and its paragraphs."""

    id: str
    title: str
    issuer: str
    host: str
    path: str
    published: datetime
    text: tuple[str, ...]
    #: Strata that must reprint it; empty: all.
    scope: tuple[str, ...] = ()


POLICIES = (
    Policy(
        "zc-2017-01",
        "国务院关于加强基层政务公开标准化规范化建设的意见",
        "国务院",
        "www.gov.cn",
        "/zhengce/content/2017-11/10/content_5238301.htm",
        datetime(2017, 11, 10, 9, tzinfo=_CHINA),
        (
            "各省、自治区、直辖市人民政府，国务院各部委、各直属机构：",
            "为进一步提高基层政务公开工作水平，方便群众办事、加强社会监督，现提出以下意见。",
            (
                "一、总体要求。坚持需求导向，围绕群众最关心、反映最集中的事项，明确公开内容、程序、方式和时限，"
                "做到应公开尽公开。"
            ),
            (
                "二、梳理公开事项。县级以上地方人民政府要在2018年6月底前完成本级权责事项的全面梳理，编制公开事项目录，"
                "并根据法律法规立改废释情况动态调整。"
            ),
            (
                "三、规范公开流程。全面推行决策、执行、管理、服务、结果公开，建立健全审核、发布、解读、回应的工作制度，"
                "公开后一个月内听取公众意见。"
            ),
            "四、完善公开方式。充分发挥政府网站第一平台作用，提升政务服务大厅、便民服务中心的线下服务能力。",
            "五、加强组织领导。各地区各部门要把这项工作列入重要议事日程，明确责任，加强督查，2018年底前报告落实情况。",
        ),
    ),
    Policy(
        "zc-2017-02",
        "国务院办公厅关于进一步做好政府网站信息内容保障工作的通知",
        "国务院办公厅",
        "www.gov.cn",
        "/zhengce/content/2017-11/13/content_5239102.htm",
        datetime(2017, 11, 13, 9, tzinfo=_CHINA),
        (
            "各省、自治区、直辖市人民政府，国务院各部委、各直属机构：",
            "近期抽查发现，少数网站信息更新不及时、栏目长期空白、服务内容不准确。经国务院同意，现就有关事项通知如下。",
            "一、落实主体责任。网站主办单位对本网站内容负总责，主要负责人每季度至少听取一次汇报，安排专人每日读网。",
            "二、健全发布机制。重要政策文件印发后要在二十四小时内转载，解读材料与文件同步组织、同步审签、同步发布。",
            "三、强化监测整改。对存在突出问题的网站，主管单位要在十个工作日内完成整改，逾期未完成的予以通报。",
            "四、做好互动回应。网民留言一般在五个工作日内答复，内容复杂的不超过十五个工作日，并公开答复结果。",
        ),
    ),
    Policy(
        "qh-2017-09",
        "青海省人民政府办公厅关于做好今冬明春安全生产工作的通知",
        "青海省人民政府办公厅",
        "www.qh.gov.cn",
        "/zwgk/2017/11/16/content_171116.htm",
        datetime(2017, 11, 16, 9, tzinfo=_CHINA),
        (
            "各市、自治州人民政府，省政府各委、办、厅、局：",
            "今冬明春是事故多发易发时段。为切实做好安全生产工作，确保全省形势持续稳定，现将有关事项通知如下。",
            "一、提高思想认识。各级各部门要坚持安全发展理念，克服麻痹思想和侥幸心理，把各项防范措施落到实处。",
            "二、突出重点领域。紧盯煤矿、道路交通、建筑施工、危险化学品、人员密集场所和民用燃气，开展拉网式排查。",
            "三、加强应急值守。严格执行领导带班和二十四小时值班制度，遇有突发情况第一时间报告并妥善处置。",
            "四、严格督查问责。省安委会办公室将于12月组织四个督查组，对重点地区和重点单位进行督查。",
        ),
        scope=(PROVINCE,),
    ),
)


def source_url(policy: Policy, port: int) -> str:
    """Where the policy stands; served by the demonstration itself."""
    return f"http://{policy.host}:{port}{policy.path}"


def as_json(port: int) -> list[dict[str, Any]]:
    """The content of `policies.json`."""
    return [
        {
            "title": one.title,
            "source_url": source_url(one, port),
            "published_at": one.published.isoformat(timespec="minutes"),
            "issuer": one.issuer,
            "id": one.id,
            "deadline_at": (one.published + timedelta(hours=24)).isoformat(timespec="minutes"),
            "scope": list(one.scope),
            "text": "\n".join(one.text),
        }
        for one in POLICIES
    ]
