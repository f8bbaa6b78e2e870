import pytest
from tests.snapshots import answer, article, at, block, faults, home, item, link, page, snapshot

from xuncha.evidence.snapshot import LinkKind, PageKind

WORDS = "示例县人民政府工作动态：关于进一步做好政务信息公开工作的通知，今日要闻"
MENU = tuple(link("/", word) for word in ("首页", "信息公开", "政民互动"))
FRONT = home("首页\n政务公开\n办事服务")


def abnormal(*pages, **more):
    return faults("page.abnormal", snapshot([FRONT, *pages], **more))


def kinds(*pages, **more):
    return [fault.seen["kind"] for fault in abnormal(*pages, **more)]


@pytest.mark.parametrize(
    "text",
    [
        "java.lang.NullPointerException\nat org.apache.jsp.a_jsp._jspService(a_jsp.java:62)",
        "org.apache.jasper.JasperException: Unable to compile class for JSP",
        "Microsoft VBScript 运行时错误 错误 '800a000d'\n类型不匹配: 'cint'\n/show.asp，行 12",
        "“/”应用程序中的服务器错误。\n未将对象引用设置到对象的实例。",
        "Server Error in '/' Application.\n[System.NullReferenceException: Object reference]",
        "Warning: mysql_num_rows() expects parameter 1 in /var/www/html/list.php on line 23",
        "Fatal error: Call to undefined function foo() in D:\\wwwroot\\index.php on line 7",
        "Whitelabel Error Page\nThis application has no explicit mapping for /error",
        "HTTP Status 500 – Internal Server Error\nType Exception Report\nMessage Request failed",
        "freemarker.core.InvalidReferenceException: Expression article.title is undefined",
        "运行时错误\n说明: 服务器上出现应用程序错误。",
        "未能加载文件或程序集“Web”或它的某一个依赖项。",
        "Uncaught exception 'PDOException' with message 'x'",
        "ThinkPHP\n模板不存在:./Tpl/Index/index.html",
        "DedeCMS Error:\nTag disabled",
        "django.db.utils.OperationalError: could not connect to server",
        'Traceback (most recent call last): File "/srv/app/views.py", line 12, in get',
    ],
)
def test_failed_programs(text) -> None:
    (fault,) = abnormal(page("/x.jsp", text))
    assert fault.where == at("/x.jsp")
    assert fault.seen["kind"] in ("程序错误", "数据库错误")
    assert fault.seen["quote"]


@pytest.mark.parametrize(
    "text",
    [
        "ORA-00942: 表或视图不存在",
        "You have an error in your SQL syntax; check the manual near '1' at line 1",
        "Microsoft OLE DB Provider for SQL Server 错误 '80040e14'\n字符串 '' 之前有未闭合的引号。",
        "Microsoft JET Database Engine 错误 '80004005'",
        "com.microsoft.sqlserver.jdbc.SQLServerException: 对象名 'news' 无效。",
        "SQLSTATE[HY000] [2002] Connection refused",
        "Duplicate entry '3' for key 'PRIMARY'",
        "Msg 208, Level 16, State 1\n对象名 'dbo.News' 无效。",
        'com.kingbase8.util.KSQLException: 错误: 关系 "news" 不存在',
        "[-2207]无效的列名[TITLE]",
        "无法打开数据库连接",
        "数据库连接失败",
    ],
)
def test_failed_databases(text) -> None:
    assert kinds(page("/x.asp", text)) == ["数据库错误"]


def test_an_error_before_or_among_the_items_of_a_column() -> None:
    error = "Warning: mysql_fetch_array(): supplied argument in /www/list.php on line 3"
    items = [item(f"某局召开第{n}次会议", "2017-11-01") for n in range(20)]
    body = "\n".join(one.title for one in items)
    lists = (block("动态", *items),)
    column = {"kind": PageKind.COLUMN, "lists": lists}
    assert kinds(page("/a/", f"{error}\n{body * 9}", **column)) == ["数据库错误"]
    assert kinds(page("/b/", f"{body * 9}\n{error}\n{body}", **column)) == ["数据库错误"]


def test_a_text_that_teaches_about_errors_is_not_one() -> None:
    teaching = (
        "遇到“ORA-00942: 表或视图不存在”时，请检查当前用户是否有权限访问该表，再核对表名的大小写。"
        * 6
    )
    java = (
        "开发人员在日志中看到 java.lang.NullPointerException at a.b.C.run(C.java:12) 时应检查空值。"
        * 9
    )
    assert not abnormal(
        article("/help/1.html", teaching, title="数据库常见问题"),
        article("/help/2.html", java, title="排错手册"),
        page("/help/3.html", f"{'技术支持说明。' * 60}{teaching * 8}"),
    )


def test_a_trace_after_a_text_that_tells_of_other_things_is_an_error() -> None:
    frames = "\n".join(f"at com.soft.cms.Filter{n}.doFilter(Filter{n}.java:{n})" for n in range(30))
    told = (
        "会议传达学习了有关文件精神，通报了前一阶段工作情况，各乡镇作了交流发言，与会人员进行了讨论。"
        * 3
    )
    main = f"{told}\njava.lang.IllegalStateException: Cannot forward\n{frames}"
    assert kinds(article("/a.html", main, title="我县召开会议")) == ["程序错误"]


def test_a_title_in_a_list_is_not_an_error() -> None:
    title = "如何解决“数据库连接失败”"
    lists = (block("常见问题", item(title, "2017-01-01")),)
    assert not abnormal(page("/faq/", f"常见问题\n{title}", kind=PageKind.COLUMN, lists=lists))


@pytest.mark.parametrize(
    "text",
    [
        WORDS.encode().decode("gb18030", "replace"),
        WORDS.encode().decode("latin-1"),
        WORDS.encode("gb18030").decode("latin-1"),
        WORDS.encode("gb18030").decode("utf-8", "replace"),
        WORDS.encode().decode("cp1252", "replace"),
        "涓鸿繘涓\ufffd姝ュ仛濂戒粖鍐槑鏄ュ畨鍏ㄧ敓浜у伐浣滐紝鐜板皢鏈夊叧浜嬮」閫氱煡濡備笅",
        "锟斤拷锟斤拷锟斤拷锟斤拷锟斤拷锟斤拷锟斤拷",
        "烫烫烫烫烫烫烫烫烫烫烫烫烫烫烫烫烫烫烫烫烫烫",
    ],
)
def test_text_read_in_the_wrong_charset(text) -> None:
    assert kinds(page("/x.html", f"首页\n{text}")) == ["乱码"]


@pytest.mark.parametrize(
    "text",
    [
        WORDS * 5,
        "\n".join(f"某县召开会议部署冬季安全生\ufffd {n}" for n in range(40)),
        "“锟斤拷”是什么？这是编码转换产生的乱码，常见于网页。" + WORDS * 10,
        "བོད་ལྗོངས་རང་སྐྱོང་ལྗོངས་ ئۇيغۇر تىلى ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ" * 5,
        "Le préfet a été reçu à l'hôtel de ville; Größe, Übermäßig, çà et là " * 5,
        "吃火锅烫烫烫",
        "銀行、鐵路、電視、國務院關於加強網站建設的通知" * 5,
    ],
)
def test_text_that_can_be_read(text) -> None:
    assert not abnormal(page("/x.html", text))


def test_a_header_that_makes_browsers_show_signs() -> None:
    def served(charset, header):
        head = (("content-type", f"text/html; charset={header}"),)
        return page("/x.html", WORDS, charset=charset, charset_from="utf-8", headers=head)

    assert kinds(served("utf-8", "ISO-8859-1")) == ["字符集声明错误"]
    assert kinds(served("gb18030", "utf-8")) == ["字符集声明错误"]
    assert not abnormal(served("utf-8", "UTF-8"), served("gb18030", "GB2312"))


@pytest.mark.parametrize(
    "text",
    [
        "$!{info.title} $!{info.date}",
        "#title#\n时间：#pubtime# 来源：#source#",
        "${title} ${content}",
        "<%=rs('title')%>\n<%=rs('body')%>",
        "{$title} {$time}",
    ],
)
def test_a_template_nobody_filled(text) -> None:
    assert kinds(page("/x.html", f"首页\n{text}\n版权所有")) == ["模板未渲染"]


def test_one_place_holder_counts_in_a_title_and_where_a_value_stands() -> None:
    assert not abnormal(page("/x.html", "费用为 ${amount} 元"))
    assert not abnormal(page("/x.html", "请在 ${path} 下查找日志文件，再重新启动服务程序。"))
    assert kinds(page("/x.html", f"{WORDS}\n发布时间：${{pubDate}}\n{WORDS}")) == ["模板未渲染"]
    assert kinds(page("/x.html", f"{WORDS}\n${{content}}\n{WORDS}")) == ["模板未渲染"]
    assert kinds(page("/y.html", WORDS, title="${article.title}")) == ["模板未渲染"]


def test_bindings_that_a_script_may_fill_are_left_alone() -> None:
    scripts = (link("/js/app.js", kind=LinkKind.SCRIPT),)
    text = "{{ item.title }} {{ item.date }}"
    assert not abnormal(page("/x.html", text, links=scripts))
    assert kinds(page("/x.html", text)) == ["模板未渲染"]


def test_a_manual_for_templates_is_no_broken_template() -> None:
    line = "在模板中写 ${title} 显示标题，写 ${content} 显示正文，发布时由系统替换，请勿删除。"
    manual = line * 5
    assert not abnormal(article("/help.html", manual, title="模板说明"))


_SHELL = "$ RED=$(printf '31m'); echo \"${RED}red${NORMAL} ${REVERSE}reverse${NORMAL}\""
_SUBSTVARS = (
    "打包工具支持下列变量：\n${misc:Depends}，可用于所有软件包\n${perl:Depends}，用于 Perl 包"
)
_CONTROL = (
    "Package: hello Architecture: any Multi-Arch: foreign Depends: ${misc:Depends}, "
    "${shlibs:Depends} Description: auto-generated package by a tool " + "that builds it all " * 9
)


@pytest.mark.parametrize(
    "text",
    [
        _SHELL,
        _SUBSTVARS,
        _CONTROL,
        "如果变量没有设置，则用缺省值\n${var:-string} string\n${var:+string} string",
        "console.log(`${name}: ${value}`);",
        "Name: tracing:${name}:start\nName: tracing:${name}:end",
        "alias dq='quilt --rc=${HOME}/.rc'\nCOLORS=\"${COLORS}diff\"",
    ],
)
@pytest.mark.parametrize("kind", [PageKind.OTHER, PageKind.COLUMN])
def test_code_that_is_shown_is_no_template(text, kind) -> None:
    assert not abnormal(page("/x.html", f"目录\n{text}\n下一页", kind=kind))


@pytest.mark.parametrize(
    "text",
    [
        "标题：${title}　发布时间：${date}　来源：${source}",
        "首页 > ${column.name} > ${title}",
        "[${date}] ${title}",
        "${list[0].title} ${list[0].date}\n${list[1].title} ${list[1].date}",
        "主办单位：${sponsor} 联系电话：${phone} 邮政编码：${zip} 技术支持：${support}",
    ],
)
@pytest.mark.parametrize("kind", [PageKind.OTHER, PageKind.COLUMN])
def test_place_holders_beside_labels_are_a_broken_template(text, kind) -> None:
    assert kinds(page("/x.html", f"首页\n{text}\n版权所有", kind=kind)) == ["模板未渲染"]


def test_a_chapter_of_a_manual_may_list_variables_bare() -> None:
    told = "软件包的依赖关系由工具在构建时写入。每个变量都在控制文件中展开，请勿自行改写。\n" * 90
    listed = "${misc}\n${perl}\n${ruby}"
    chapter = page("/ch5.html", f"{told}{listed}\n{told}", kind=PageKind.COLUMN)
    assert not abnormal(chapter)
    menu = "\n".join(f"示例县第{n}次会议要求抓好安全生产。大家都要遵守。" for n in range(200))
    links = tuple(link(f"/{n}.html", line) for n, line in enumerate(menu.split("\n")))
    column = page("/list/", f"{menu}\n{listed}\n{menu}", kind=PageKind.COLUMN, links=links)
    assert kinds(column) == ["模板未渲染"]


def test_an_article_about_a_variable_may_name_it_in_its_title() -> None:
    main = "环境变量 ${HOME} 指向用户的主目录，登录时由系统设置，请不要修改它的值。" * 5
    assert not abnormal(article("/a.html", main, title="${HOME} 的用法"))
    assert kinds(article("/b.html", WORDS, title="示例县人民政府 - ${title}")) == ["模板未渲染"]


def test_an_empty_page() -> None:
    (fault,) = abnormal(page("/x.html", ""))
    assert fault.seen["kind"] == "空白页面"


@pytest.mark.parametrize("kind", [LinkKind.FRAME, LinkKind.IMAGE, LinkKind.PAGE, LinkKind.SCRIPT])
def test_a_page_without_words_may_show_something(kind) -> None:
    assert not abnormal(page("/x.html", "", links=(link("/y", kind=kind),)))


def test_a_page_that_a_script_builds_is_not_empty() -> None:
    assert not abnormal(page("/x.html", "", scripted=True))


def test_an_article_without_text_is_a_suspicion() -> None:
    bare = article("/a.html", "", title="关于召开会议的通知", published="2017-11-01", links=MENU)
    (fault,) = abnormal(bare)
    assert fault.seen["kind"] == "空白正文"
    assert fault.suspected
    scan = article("/b.html", "", title="通知", links=(link("/b.jpg", kind=LinkKind.IMAGE),))
    assert not abnormal(scan)


def test_a_counter_of_every_article_brings_no_text_but_a_player_of_one_may() -> None:
    def told(number, script):
        links = (*MENU, link(f"/js/{script}", kind=LinkKind.SCRIPT))
        title = f"南坪街道第{number}次会议"
        return {"title": title, "published": "2017-11-01", "links": links}

    full = [article(f"/{n}.html", WORDS, **told(n, f"hits.jsp?id={n}")) for n in range(3)]
    bare = article("/a.html", "", **told(8, "hits.jsp?id=8"))
    film = article("/b.html", "", **told(9, "player.js"))
    assert [fault.where for fault in abnormal(*full, bare, film)] == [at("/a.html")]


def test_what_a_template_writes_around_a_text_is_no_text() -> None:
    around = "发布日期：2017-11-01 14:25来源：示例县商务局浏览次数：\n【字体：大 中 小】 打印 关闭"
    told = {"title": "南坪街道取得阶段性成效", "published": "2017-11-01", "links": MENU}
    (fault,) = abnormal(article("/a.html", around, **told))
    assert fault.seen["kind"] == "空白正文"
    letter = "来信时间 2017-11-01\n来信内容 小区供暖温度偏低，请有关部门解答。\n办理状态 未回复"
    assert not abnormal(
        article("/b.html", f"{around}\n定于明日停水。", **told),
        page("/c.html", f"南坪街道取得阶段性成效\n{letter}", kind=PageKind.ARTICLE, **told),
    )


def test_a_style_sheet_that_is_gone_is_told_once() -> None:
    css = (link("/css/main.css", kind=LinkKind.STYLE),)
    pages = [page(f"/{n}.html", WORDS, links=css) for n in range(3)]
    (fault,) = abnormal(*pages, answers=[answer("/css/main.css", 404)])
    assert fault.where == at("/css/main.css")
    assert fault.source_url == at("/0.html")
    assert fault.seen["kind"] == "样式表打不开"
    assert fault.seen["pages"] == 3
    assert not abnormal(
        *pages, answers=[answer("/css/main.css", magic="text", content_type="text/css")]
    )
    assert not abnormal(*pages, answers=[answer("/css/main.css", 403)])


def test_personal_data_in_a_quote_is_masked() -> None:
    (fault,) = abnormal(page("/x", "ORA-00001: unique (13912345678)"))
    assert "13912345678" not in str(fault.seen)
