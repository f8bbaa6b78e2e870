"""Articles, official elements, and pages made to be slow."""

from __future__ import annotations

from datetime import date

import pytest
from tests.evidence.markup import page, path

from xuncha.evidence.snapshot import LinkKind, PageKind

T1, T2 = "县政府召开第十次常务会议研究部署安全生产工作", "关于公布2017年度行政审批事项目录的通知"
ARTICLE = (
    "<html><head><title>{title}-示例县人民政府</title></head><body>"
    '<div class="top">今天是2017年12月5日 星期二</div>'
    '<div class="position">您现在的位置：<a href="/">首页</a> &gt; <a href="/gg/">通知公告</a>'
    " &gt; 正文</div>"
    '<h1 class="title">{title}</h1><div class="info">{info}</div>'
    '<div class="TRS_Editor">{text}</div><div class="foot">'
    "版权所有：示例县人民政府办公室 2017-01-01</div></body></html>"
)
TEXT = "".join(
    f"<p>第{n}条　各乡镇人民政府、县直各部门要高度重视，切实抓好落实，按时报送有关材料。</p>"
    for n in range(1, 9)
)


class TestArticles:
    """Headline, text, column and day of an article."""

    def test_an_article(self) -> None:
        """What it says, without menu and footer."""
        seen = page(ARTICLE.format(title=T2, info="发布时间：2017-11-02 来源：县政府办", text=TEXT))
        assert seen.kind is PageKind.ARTICLE
        assert (seen.heading, seen.column) == (T2, "通知公告")
        assert seen.published.used == date(2017, 11, 2)
        assert seen.main.startswith("第1条")
        assert "版权所有" not in seen.main
        assert "位置" not in seen.main

    @pytest.mark.parametrize(
        ("info", "day"),
        [
            ("2017年11月2日　来源：本站　【字体：大 中 小】", date(2017, 11, 2)),
            ("来源：县政府办 作者：张三 时间:2017/11/02 浏览次数：128", date(2017, 11, 2)),
            ("<span>发布日期</span><span>2017-11-02 10:20:30</span>", date(2017, 11, 2)),
            ("来源：县政府办", None),
            ("成文日期：2016-05-04", None),
            ("上一篇：2016-05-04 某事", None),
        ],
    )
    def test_the_day_of_publication(self, info: str, day: date | None) -> None:
        """The line below the headline; neither the clock above nor other days."""
        assert page(ARTICLE.format(title=T2, info=info, text=TEXT)).published.used == day

    def test_a_short_text_does_not_lose_against_the_footer(self) -> None:
        """Who keeps the site is not what its article says."""
        foot = (
            "主办单位：示例县水利局　承办单位：示例县信息中心<br>联系电话：0323-5604665　"
            "网站标识码：1310151555　冀ICP备02001555号-1　冀公网安备 13101502001555号"
        )
        told = "<p>定于明日上午停水，请提前做好储水准备。</p>"
        html = ARTICLE.format(title=T2, info="发布时间：2017-11-02", text=told)
        seen = page(html.replace("版权所有：示例县人民政府办公室 2017-01-01", foot))
        assert "停水" in seen.main
        assert "主办单位" not in seen.main

    def test_the_clock_in_the_head_is_not_a_day_of_publication(self) -> None:
        """Neither as 今天是 nor as 现在是."""
        for clock in ("今天是2017年12月5日", "现在是：2017-12-05 10:00:00", "北京时间：2017-12-05"):
            html = f"<div class='top'>{clock}</div><h1>{T1}</h1><div id='zoom'>{TEXT}</div>"
            assert page(html).published.used is None

    def test_tags_speak_where_the_page_does_not(self) -> None:
        """PubDate is believed after what people can read."""
        head = '<head><meta name="PubDate" content="2017-10-01 09:00"></head>'
        assert page(f"{head}<h1>{T1}</h1>{TEXT}").published.used == date(2017, 10, 1)

    def test_attachments_are_no_list(self) -> None:
        """Two documents below an article."""
        files = (
            '<p>附件：<a href="1.doc">申报表（样表）.doc</a></p>'
            '<p><a href="2.xls">汇总表（样表）.xls</a></p>'
        )
        seen = page(ARTICLE.format(title=T2, info="发布时间：2017-11-02", text=TEXT + files))
        assert seen.lists == ()
        assert [x.kind for x in seen.links][-2:] == [LinkKind.ATTACHMENT] * 2


_BARE_RECORDS = (
    "<li>主办：示例省水利厅</li><li>ICP备案号：17012345</li><li>公安机关备案号：43010302000524</li>"
)
_LINKED_RECORD = (
    "<span>主办单位：示例市财政局</span><span>备案序号：冀ICP备12008866号</span>"
    '<a href="http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=13010202001234">'
    '<img src="/ga.png"></a>'
)


class TestElements:
    """What the footer of a government site has to say."""

    def test_a_footer(self) -> None:
        """Code, ICP, police, sponsor, contact, entries."""
        found = page(
            '<div class="footer"><p>主办单位：示例县人民政府办公室　联系电话：0971-8212345</p>'
            "<p>网站标识码：6325210001　青ICP备12000123号-1　"
            '<a href="http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=63252102000001">'
            '<img src="/ga.png">青公网安备 63252102000001号</a> <a href="/wzdt/">网站地图</a></p>'
            '<script id="_jiucuo_" sitecode="6325210001" src="http://pucha.kaipuyun.cn/exposure/jiucuo.js"></script>'
            "<script>document.write(unescape(\"%3Cspan id='_ideConac'%3E%3C/span%3E%3Cscript "
            "src='http://dcs.conac.cn/js/29/377/0000/60444577/CA293770000604445770001.js'%3E%3C/script%3E\"));"
            "</script></div>"
        ).elements
        assert found.site_code == "6325210001"
        assert found.icp == "青ICP备12000123号-1"
        assert found.police == "青公网安备63252102000001号"
        assert found.sponsor == "示例县人民政府办公室"
        assert found.contact == "0971-8212345"
        assert path(found.sitemap) == "/wzdt/"
        assert found.error_report == "http://pucha.kaipuyun.cn/exposure/jiucuo.js"
        assert found.party_sign is not None
        assert found.party_sign.startswith("http://dcs.conac.cn/js/29/")

    @pytest.mark.parametrize(
        ("foot", "police", "icp", "sponsor"),
        [
            (
                _BARE_RECORDS,
                "公安机关备案号：43010302000524",
                "ICP备案号：17012345",
                "示例省水利厅",
            ),
            (_LINKED_RECORD, "13010202001234", "冀ICP备12008866号", "示例市财政局"),
            ("<td>版权所有 © 2018 示例县教育局</td>", None, None, "示例县教育局"),
        ],
    )
    def test_footers_in_other_words(
        self, foot: str, police: str | None, icp: str | None, sponsor: str
    ) -> None:
        """Records without a province's sign, or only as a link with a picture."""
        found = page(f'<div class="footer"><table><tr>{foot}</tr></table></div>').elements
        assert (found.police, found.icp, found.sponsor) == (police, icp, sponsor)

    def test_an_error_entry_is_no_party_sign(self) -> None:
        """Also where its script holds text of its own."""
        found = page(
            '<script sitecode="6325210001" src="http://zfwzgl.www.gov.cn/exposure/jiucuo.js">'
            "var a;</script>"
        ).elements
        assert found.error_report == "http://zfwzgl.www.gov.cn/exposure/jiucuo.js"
        assert found.party_sign is None

    def test_nothing_said(self) -> None:
        """None, never a guess."""
        found = page("<p>会议电话通知已发各单位，参会人员请于下午到场。</p>").elements
        assert (found.site_code, found.icp, found.police, found.sponsor, found.contact) == (
            None,
        ) * 5


class TestHostility:
    """No input makes reading slow or fail."""

    @pytest.mark.parametrize(
        "html",
        [
            "<div>" * 60_000 + "</div>" * 60_000,
            "<ul><li>" * 60_000,
            f'<div class="{"_" * 200_000}">x</div>',
            "".join(f"<p><font size={n}>" for n in range(20_000)),
            "<div class=t>" + "<div style='display:none'></div>" * 20_000,
            "发布时间" * 50_000,
            "<a href=" + "a" * 500_000 + ">x</a>",
        ],
        ids=["deep", "lists", "class", "fonts", "hidden", "labels", "address"],
    )
    def test_pages_made_to_be_slow(self, html: str) -> None:
        """Read within seconds."""
        assert page(html).status == 200
