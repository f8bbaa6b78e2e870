"""What the name of a column tells: its type, whether it need not be updated, whether it talks."""

from __future__ import annotations

import re

from xuncha.base.types import ColumnType

#: Read in this order; the first that fits decides (standards.md §11, C03–C08).
_TYPES: tuple[tuple[ColumnType, re.Pattern[str]], ...] = (
    (
        ColumnType.INTERACTION,
        re.compile(
            r"信箱|咨询|留言|投诉|征集|访谈|互动|问政|信访|举报|民意|调查|建言|献策|答复|来信|网友|热线|意见箱|征求意见|在线交流|领导.{0,2}邮箱"
        ),
    ),
    (
        ColumnType.STATIC,
        re.compile(
            r"机构(?!改革|动态)|职能|职责|领导(?!活动|讲话|动态|调研|批示|信箱|重要)|概况|简介|介绍|指南|简况|联系(?:我们|方式)|办公地址|通讯录|"
            r"内设|直属(?:单位|机构)|下属|历史沿革|班子|组织架构|网站(?:声明|地图)|隐私|关于(?:我们|本站)|版权|制度$|目录$|责任清单|权力清单|服务清单|权责清单|办事流程|表格下载|常见问题|名录|风光|风貌|民俗|荣誉"
        ),
    ),
    (ColumnType.PERSONNEL, re.compile(r"人事|任免|规划|计划|招考|招录|招聘|干部")),
    (
        ColumnType.OTHER,
        re.compile(
            r"解读|图片|视频|音频|图解|图说|专题|发布会|预算|决算|年报|年度报告|统计|数据|建议提案|采购|招标|中标"
        ),
    ),
    (ColumnType.NOTICE, re.compile(r"通知|公告|公示|通告|告示")),
    (
        ColumnType.NEWS,
        re.compile(r"动态|要闻|新闻|时政|时讯|快讯|资讯|播报|信息快递|政务信息$|工作信息|简报"),
    ),
    (ColumnType.POLICY, re.compile(r"政策|法规|文件|规章|条例|政令|法律|规范性|公报|规定")),
)
#: A form that finds entries lists none before somebody asks.
_SEARCH = re.compile(r"(?:搜索|检索|查询)(?:中心|平台|系统|服务)?$")
_CLOSED = re.compile(
    r"已归档|归档专题|历史专题|往期专题|专题(?:已)?(?:归档|结束|关闭)|已(?:结束|关闭|停止更新)|不再更新|停止更新"
)
#: 访谈、征集、信访、举报 are not 咨询 columns (standards.md §1.2 V5, §2).
_LETTERS = re.compile(r"信箱|咨询|留言|来信|问政|答复|网友|意见箱|答疑|诉求")
_NO_LETTERS = re.compile(r"访谈|征集|信访|举报|纪检|调查|须知|统计|办法|指南|我要|写信")


def type_of(name: str) -> ColumnType:
    """The type that a column's name suggests, where no register gives it."""
    return next((kind for kind, pattern in _TYPES if pattern.search(name)), ColumnType.OTHER)


def is_search(name: str) -> bool:
    """Whether a column is a form to ask with, not a list."""
    return bool(_SEARCH.search(name))


def is_closed(words: str) -> bool:
    """Whether a column says of itself that it is archived or closed."""
    return bool(_CLOSED.search(words))


def has_letters(name: str) -> bool:
    """Whether a column of that name publishes citizens' messages and the answers to them."""
    return bool(_LETTERS.search(name)) and not _NO_LETTERS.search(name)
