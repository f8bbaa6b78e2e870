"""The words and hosts of gambling, pornography and bought links, and the hosts everyone links to.

Words in their context, not single characters: news about 打击赌博 is not gambling.
"""

from __future__ import annotations

import re
import unicodedata

from xuncha.base.urls import is_government, registrable


def _any(words: str) -> re.Pattern[str]:
    return re.compile("|".join(words.split()), re.IGNORECASE)


#: No office and no ordinary firm offers these.
_SPAM = _any(
    """博彩 赌博网 赌博平台 赌博游戏 网上赌博 赌场 賭場 赌球 赌钱 六合彩 时时彩 時時彩
    北京赛车 幸运飞艇 百家乐 百家樂 老虎机 捕鱼游戏 真人娱乐 真人视讯 真人荷官 真钱 真錢
    娱乐城 娛樂城 娱乐平台注册 线上娱乐 现金网 现金娱乐 葡京 威尼斯人 澳门金沙 澳门银河
    澳门皇冠 永利娱乐 永利国际 澳门永利 太阳城娱乐 申博 乐天堂 皇冠体育 皇冠投注 皇冠网
    体育投注 足球投注 网上投注 投注平台 投注网 滚球盘 外围投注 彩票平台 彩票投注 彩票计划
    彩票开户 彩票注册 网上购彩 特码 开奖直播 香港马会 马经 棋牌游戏 棋牌平台 棋牌下载
    电子游艺 注册送彩金 送彩金 开户送 私服 外挂下载 成人电影 成人视频 成人小说 成人用品
    成人网站 成人论坛 色情 情色 黄色电影 黄色网站 黄色小说 激情视频 裸聊 一夜情 援交 小姐上门
    上门服务小姐 三级片 代开发票 发票代开 代办证件 办证刻章 刻章办证 代办文凭 文凭代办
    枪支出售 迷药 迷奸药 催情药 催情 壮阳 伟哥 增大增粗 信用卡套现 黑客接单 代孕 casino
    baccarat viagra cialis onlineslots sportsbet bet365 188bet"""
)
#: Ordinary trades that buy links where nobody sees them.
_TRADE = _any(
    """搬家公司 翻译公司 网站优化 seo优化 搜索引擎优化 关键词排名 快速排名 友链交换 代写论文
    论文代写 论文代发 论文发表 私家侦探 婚外情调查 减肥药 减肥产品 丰胸 植发 整形医院 整容
    不孕不育 性病 人流 男科 妇科医院 白癜风 牛皮癣 癫痫 高仿 名表 奢侈品 网赚 刷单 小额贷款
    无抵押贷款 返利 棋牌 彩票 游戏下载 迅雷下载 电影下载 福利视频 replica payday outlet"""
)
#: Who fights it names it too.
_AGAINST = _any(
    """打击 整治 查处 查获 取缔 严惩 严禁 禁止 举报 警惕 防范 预防 抵制 远离 拒绝 专项 治理
    危害 曝光 犯罪 违法 案 涉嫌 通报 规范 管理 条例 办法 规定 法院 公安"""
)
_SPAM_HOST = re.compile(
    r"casino|baccarat|bocai|caipiao|liuhecai|yulecheng|shishicai|laohuji|(?<![a-z])(?:betway|bwin)"
    r"|(?<![a-z])bet\d{2,}|\d{2,}bet(?![a-z])|(?<![a-z])pk10|(?<![a-z])(?:porn|sex|av\d{2,})(?![a-z])"
    r"|viagra|cialis|(?<![a-z])hg\d{4}|(?<![a-z])pj\d{4}"
)
_ODD_HOST = re.compile(
    r"(?:^|\.)(?!(?:12|95|96|10)\d{3}\.)[a-z]{0,3}\d{4,}[a-z]{0,2}\.[a-z.]+$"
    r"|\.(?:top|xyz|vip|win|bid|club|loan|pw|tk|ml|ga|cf|gq|icu|wang)$"
)


def is_spam(text: str, host: str) -> bool:
    """Whether a link's words or its host offer gambling, pornography or forged papers."""
    if _SPAM_HOST.search(host):
        return True
    bare = _bare(text)
    return bool(_SPAM.search(bare)) and not _AGAINST.search(bare)


def is_odd(text: str, host: str) -> bool:
    """Whether a link looks bought; one alone may have a good reason to be there."""
    return bool(_ODD_HOST.search(host) or _TRADE.search(_bare(text)))


def _bare(text: str) -> str:
    """Without the spaces and signs that spread a word: "六 合-彩"."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text[:200]))


#: Sharing, counting, maps, players, search, and the news every office links to.
_KNOWN = frozenset(
    str.split(
        """weibo.com weibo.cn sina.com.cn sina.cn sinajs.cn qq.com gtimg.com qzone.com weixin.com
        bshare.cn jiathis.com baidu.com bdstatic.com bdimg.com baidustatic.com cnzz.com 51.la
        umeng.com linezing.com 51yes.com miaozhen.com renren.com kaixin001.com douban.com
        douban.fm sohu.com 163.com 126.com netease.com ifeng.com youku.com tudou.com iqiyi.com
        bilibili.com toutiao.com douyin.com zhihu.com alipay.com taobao.com tmall.com amap.com
        google.com google.cn googleapis.com google-analytics.com facebook.com twitter.com
        youtube.com linkedin.com microsoft.com apple.com mozilla.org mozilla.com firefox.com
        adobe.com opera.com 360.cn 360.com so.com sogou.com w3.org wordpress.org github.com
        people.com.cn people.cn xinhuanet.com news.cn xinhua.org cctv.com cntv.cn cctv.cn
        chinanews.com chinanews.com.cn china.com.cn cnr.cn cri.cn ce.cn youth.cn gmw.cn
        chinadaily.com.cn huanqiu.com qstheory.cn wenming.cn 12371.cn legaldaily.com.cn
        thepaper.cn 12377.cn conac.cn miibeian.gov.cn kaipuyun.cn trs.cn"""
    )
)


def is_trusted(host: str) -> bool:
    """Whether nobody would hide a bought link to this host: offices, schools, common services."""
    host = host.lower()
    return (
        is_government(host) or host.endswith((".edu.cn", ".mil.cn")) or registrable(host) in _KNOWN
    )
