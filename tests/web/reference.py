"""What the office of 青海 published of the fourth quarter of 2017, as a reader of it knows it.

Written from that bulletin, sentence by sentence, and held against ours: the wording may differ, the
figures, names and days may not. Expressions are searched for in the text without its blanks.
"""

from __future__ import annotations

#: Whatever the number of sites that are served.
ALWAYS = {
    "时间和批次": r"本次抽查从(2017年)?11月10日至12月5日，分三批次共抽查\d+家政府网站",
    "共和县：一年多不更新，年份2106": (
        r"共和县国土资源局[^。]*“工作动态”[^。]*超过1年未更新[^。]*“2106"
    ),
    "海南州：首页空白栏目": r"海南州国土资源局[^；。]*“国务院信息”“省政府信息”[^；。]*空白",
    "果洛州：超过两年未更新": r"果洛州文化体育局[^；。]*“人物”“音频”[^；。]*超过[2-9]年未更新",
    "留言办结": r"办结率100(\.0)?%",
    "两个工作日": r"规定的2个工作日内",
    "过期办理": r"超过时限[^。]*1件",
    "过期的是青海水利信息网": r"超过时限的有：青海水利信息网(（青海省水利厅）)?1件",
    "书面报送": r"请于(2017年)?12月18日前将[^。]*书面报送省政府信息与政务公开办公室",
    "落款": r"2017年12月12日",
    "题目": r"2017年第四季度全省政府网站抽查情况的通报",
}
#: When all 186 are.
WHOLE = {
    "登记和抽查": r"共抽查186家政府网站（登记202家",
    "省直部门34家": r"省直部门网站34家",
    "市州152家": r"市州网站152家",
    "省直部门平均90%": r"省直部门[^。]*?平均合格率(为)?90(\.0)?%",
    "市州平均80%": r"市州[^。]*?平均合格率(为)?80(\.0)?%",
    "格尔木市：漏洞": r"格尔木市行政审批服务局网站[^；。]*SQL注入漏洞[^；。]*XSS跨站漏洞",
    "留言40件": r"共受理政府网站网民纠错留言40件",
}
#: 问题突出, in the order of the bulletin, by the names of the websites.
NAMED = (
    "共和县国土资源局",
    "黄南州国土资源局",
    "海南州国土资源局",
    "果洛州文化体育局",
    "青海监狱网",
    "青海人防网",
    "海西州住房公积金管理中心",
)
