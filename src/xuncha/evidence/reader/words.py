"""The words that government pages use around their lists, whatever system made them."""

from __future__ import annotations

import re
from functools import lru_cache

#: A day on an English page: Nov 3, 2017; 3 November 2017.
ENGLISH_DAY = r"[JFMASOND][a-z]{2,8}\.? \d{1,2}, ?\d{4}|\d{1,2} [JFMASOND][a-z]{2,8}\.? \d{4}"
#: What leads to the whole of a list.
_MORE = re.compile(
    r"^[\s\[【(（<《>+·.…\-|]*(?:(?:查看|点击|阅读|浏览|进入)?(?:更多|全部)(?:信息|内容|列表|新闻|动态|公告)?|more|更多more|"
    r"more更多|列表)[\s\]】)）>》»›＞+·.…\-|]*$|^[>》»›＞]{1,3}$",
    re.IGNORECASE,
)
#: Links of an entry that are not its title.
_MINOR = re.compile(
    r"^[\[【(（<]?(?:继续阅读|阅读更多|(?i:read more|continue reading|details)|"
    r"详细(?:信息|内容|>>)?|查看(?:详[情细])?|阅读(?:全文|原文)?|全文|详[情细]|点击(?:查看|下载|进入)?|下载|"
    r"(?:网站|我要|页面|信息)?纠错|(?:全文|word|pdf|WORD|PDF)?下载|返回顶部|关闭(?:窗口|本页)?|打印本页|加入收藏|设为首页|"
    r"回复|打印|收藏|分享|解读|图解|编辑|删除|附件|预览|在线办理|办事指南下载|"
    r"[\[【]?详[\]】]?)[\]】)）>》…\.→» ]*$"
)
_CATEGORY = re.compile(r"^[\[【（(<「〖][^\]】）)>」〗]{1,12}[\]】）)>」〗]$")
_PAGER = re.compile(
    r"^[\[【<«‹\s]*(?:首\s?页|第?一页|上[一1]?\s?页|前一?页|下[一1]?\s?页|后一?页|尾\s?页|末\s?页|最后一?页|最末页|转到|跳转|GO|确定|"
    r"第?\s*\d{1,5}\s*页?|\.{2,3}|…|prev(?:ious)?|next|first|last)[\]】>»›\s]*$",
    re.IGNORECASE,
)


#: The records in a footer link to their registers.
_RECORD = re.compile(
    r"^(?:.{0,6}备案(?:编|序)?号\s*[:：]\s*)?[\u4e00-\u9fff]?\s*(?:公\s?网\s?安\s?备|ICP\s?[备证])\s*案?\s*"
    r"[第字号]?\s*[:：]?\s*\d",
    re.IGNORECASE,
)


@lru_cache(maxsize=2048)
def _role(label: str) -> str:
    if _MORE.match(label):
        return "more"
    return "minor" if any(p.match(label) for p in (_MINOR, _CATEGORY, _PAGER, _RECORD)) else ""


def role(label: str) -> str:
    """What a link that is no title is for: "more" leads on, "minor" serves another; "" a title.

    Remembered, since menus repeat; what is longer than a menu's words is not.
    """
    return (_role if len(label) <= 40 else _role.__wrapped__)(label)


NEIGHBOUR = re.compile(r"(?:上|下|前|后)[一1](?:篇|条|则|个)(?:文章|信息|新闻)?\s*[:：\]】]?\s*$")
#: One of these is in each of them.
NEIGHBOURING = ("一篇", "1篇", "一条", "1条", "一则", "1则", "一个", "1个")
CRUMB = re.compile(
    r"(?:(?:您|你)?(?:现在|目前|当前)?(?:的|所在|所处)?(?:位置|当前位置)|当前(?:所在)?(?:位置|栏目|页面)|所在位置|现在位置|"
    r"當前位置|您在這裡|您当前所在|当前的位置|"
    r"(?i:you are here|(?:your )?(?:current )?(?:location|position)(?=\s*:)))"
    r"(?:是|在)?\s*[:：>»]?"
)
#: Headings of blocks that hold no items of the site.
LEADS_AWAY = re.compile(
    r"友情链接|相关链接|网站链接|链接$|友情連結|网站导航|站点地图|网站群|快速(?:通道|导航|入口)|便民(?:服务|链接)|"
    r"常用(?:链接|服务|网站)|相关网站|部门网站|政府网站|下级网站|各地网站|媒体链接|热门(?:搜索|标签)|热搜|网站地图|分享到"
)
#: Lists that recur beside the column's own.
ASIDE = re.compile(
    r"最新(?:信息|更新|文章|发布|动态|公告|内容|资讯)?$|热点|热门|推荐|点击排行|排行|浏览排行|阅读排行|相关(?:信息|文章|新闻|阅读|稿件|文件|解读|政策|资讯)|"
    r"猜你喜欢|图片新闻|图文|延伸阅读|随机|置顶信息|专题|大家都在看"
)
NOTHING = re.compile(
    r"暂无(?:相关|任何|符合条件的?|该|此)?(?:的)?(?:内容|信息|数据|记录|文章|资料|新闻|公告|文件|结果|留言|消息)?"
    r"|(?:没有|未)(?:找到|查到|查询到|检索到|发现)?(?:相关|任何|符合条件|符合要求|您要找)?的?(?:内容|信息|数据|记录|文章|资料|结果)"
    r"|(?:共|总共|总计|合计|共有|共计)\s*[:：]?\s*0\s*(?:条|篇|项|个)|(?:栏目|页面|本站|网页|内容|频道)?(?:正在|尚在)?(?:紧张)?(?:建设|完善|筹备|更新|整理|制作)中"
    r"|敬请期待|无(?:相关)?(?:信息|数据|记录|内容)[!！。]?$|no data|nothing found|該欄目暫無|暫無"
)
TOTAL = re.compile(
    r"(?:共|总共|总计|合计|共有|共计|记录数|总数)\s*[:：]?\s*(?:有)?\s*(\d{1,7})\s*(?:条|篇|项|个(?!页))"
)
