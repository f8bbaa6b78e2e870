"""Pages that show what programs wrote, or nothing; and articles about such things."""

from __future__ import annotations

from urllib.parse import urljoin

from tests.corpus.plan import Col, Entry, Site, days_ago

from xuncha.demo.plan import Reply

_HTML = "text/html; charset=utf-8"
_TOMCAT = """<html><head><title>Apache Tomcat/7.0.52 - Error report</title></head><body><h1>HTTP Status 500 - An exception occurred processing JSP page /info.jsp at line 46</h1>
<p><b>type</b> Exception report</p><p><b>message</b> <u>An exception occurred processing JSP page</u></p><p><b>exception</b></p><pre>org.apache.jasper.JasperException: java.lang.NullPointerException
	at org.apache.jasper.servlet.JspServletWrapper.handleJspException(JspServletWrapper.java:568)
	at org.apache.jasper.servlet.JspServletWrapper.service(JspServletWrapper.java:455)
	at javax.servlet.http.HttpServlet.service(HttpServlet.java:727)</pre></body></html>"""
_YELLOW = """<html><head><title>未将对象引用设置到对象的实例。</title></head><body bgcolor="white"><span><H1>“/”应用程序中的服务器错误。<hr></H1>
<h2><i>未将对象引用设置到对象的实例。</i></h2></span><b>说明: </b>执行当前 Web 请求期间，出现未经处理的异常。<br><b>异常详细信息: </b>System.NullReferenceException: 未将对象引用设置到对象的实例。
<br><b>堆栈跟踪:</b><pre>[NullReferenceException: 未将对象引用设置到对象的实例。]
   Web.Article.Page_Load(Object sender, EventArgs e) in d:\\web\\Article.aspx.cs:32
   System.Web.UI.Control.LoadRecursive() +71</pre></body></html>"""
_DJANGO = """<html><head><title>DoesNotExist at /article/77/</title></head><body><h1>DoesNotExist at /article/77/</h1><pre>Article matching query does not exist.</pre>
<table><tr><th>Request Method:</th><td>GET</td></tr><tr><th>Django Version:</th><td>1.11</td></tr><tr><th>Exception Type:</th><td>DoesNotExist</td></tr></table>
<pre>Traceback (most recent call last):
  File "/srv/www/gov/views.py", line 88, in article
    item = Article.objects.get(pk=pk)
app.models.DoesNotExist: Article matching query does not exist.</pre></body></html>"""
_ASP = """<html><body><font face="宋体" size=2><p>Microsoft OLE DB Provider for SQL Server</font> <font face="宋体" size=2>错误 '80040e14'</font>
<p><font face="宋体" size=2>字符串 '' 之前有未闭合的引号。</font><p><font face="宋体" size=2>/inc/show.asp</font><font face="宋体" size=2>，行 23</font></body></html>"""
#: Does what the framework does with this one page.
_VUE = """function Vue(o){setTimeout(function(){document.querySelector(o.el).innerHTML="<h1>公共数据查询</h1><p>本页提供行政区划、统计指标和办事网点的在线查询，数据每月更新一次，"
+"如有疑问请与信息中心联系。查询结果仅供参考，以有关部门正式发布的文件为准。</p>";},20);}"""
#: In place of a page.
_WHOLE = (_TOMCAT, _YELLOW, _DJANGO, _ASP)
#: Above a page, and in the middle of an article.
_ABOVE = (
    "<br />\n<b>Warning</b>:  mysql_connect() [<a href='function.mysql-connect'>function.mysql-connect</a>]: Access denied for user 'root'@'localhost' (using password: YES) in <b>/var/www/html/inc/conn.php</b> on line <b>12</b><br />\n",
    "<br />\n<b>Fatal error</b>:  Call to a member function fetch() on a non-object in <b>D:\\wwwroot\\include\\arc.class.php</b> on line <b>77</b><br />\n",
    "<br />\n<b>Notice</b>:  Undefined index: catid in <b>/home/web/show.php</b> on line <b>5</b><br />\n",
)
_INSTEAD = (
    "<p>ORA-12541: TNS:no listener</p><p>ORA-00942: table or view does not exist</p>",
    "<p>You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near ''' at line 1</p>",
    "<pre>com.microsoft.sqlserver.jdbc.SQLServerException: 对象名 'article_hits' 无效。\n\tat com.microsoft.sqlserver.jdbc.SQLServerException.makeFromDatabaseError(SQLServerException.java:217)</pre>",
    "<p>SQLSTATE[HY000] [2002] Connection refused</p>",
    "<p>Microsoft VBScript 运行时错误 错误 '800a000d' 类型不匹配: 'rs' /show.asp，行 41</p>",
    "<p>数据库连接失败，请联系管理员</p>",
)


def _bad(site: Site, entry_of: tuple[Col, Entry]) -> None:
    site.expect("page.abnormal", site.entry_url(*entry_of))


def program_errors(site: Site) -> None:
    """A trace in place of a page, one above a page, one in place of a text."""
    col, entry = site.quiet()
    entry.reply = Reply(_WHOLE[site.number % 4].encode(), kind=_HTML)
    _bad(site, (col, entry))
    col, entry = site.quiet()
    entry.above = _ABOVE[site.number % 3]
    _bad(site, (col, entry))
    if "href=" in entry.above:
        # The manual's page, which every PHP links to and no site has.
        site.expect(
            site.missing_is,
            site.url(urljoin(site.make.entry_path(col, entry), "function.mysql-connect")),
        )
    col, entry = site.quiet()
    entry.body = _INSTEAD[site.number % 6]
    _bad(site, (col, entry))


def long_error(site: Site) -> None:
    """Twenty thousand signs of a trace after a proper text."""
    col, entry = site.quiet()
    lines = "".join(
        f"\tat com.soft.cms.web.Filter{n}.doFilter(Filter{n}.java:{n + 20})\n" for n in range(300)
    )
    entry.below += f"<pre>java.lang.IllegalStateException: Cannot forward after response has been committed\n{lines}</pre>"
    _bad(site, (col, entry))


def errors_told(site: Site) -> None:
    """Articles that discuss errors, with quotations."""
    told = (
        (
            "关于网上申报系统异常问题的处理说明",
            "<p>近日，部分单位在使用网上申报系统时，页面提示java.lang.NullPointerException，无法提交表单。经技术人员排查，系浏览器版本过低所致。</p>"
            "<p>请各单位将浏览器升级到最新版本后重新登录。如仍提示“ORA-12541: TNS:no listener”，说明数据库监听未启动，请联系信息中心处理。</p>"
            "<p>信息中心将安排专人值守，及时解答各单位在申报过程中遇到的问题，确保申报工作按期完成。联系人：信息中心值班室。</p>",
        ),
        (
            "数据库安全知识：如何防范SQL注入",
            "<p>当网页显示“You have an error in your SQL syntax”时，说明程序把用户输入直接拼接进了查询语句，容易被攻击者利用。</p>"
            "<p>各单位网站管理员应当采用参数化查询，关闭详细错误提示，定期更新补丁，并对全部输入进行过滤和校验，防止敏感数据泄露。</p>"
            "<p>发现此类提示应立即报告网信部门，并保留日志备查。各单位要举一反三，开展一次全面的安全自查，消除风险隐患。</p>",
        ),
        (
            "网站运维问答：页面出现Warning提示怎么办",
            "<p>答：若页面上方出现“Warning: include(conn.php): failed to open stream in /var/www/html/index.php on line 3”之类的提示，通常是文件路径配置有误。</p>"
            "<p>管理员应检查路径并在生产环境关闭错误回显，同时查看服务器日志确定原因，修复后清除缓存重新发布全部静态页面。</p>"
            "<p>日常运维中要建立巡检制度，每日查看首页和主要栏目是否正常显示，发现问题及时处置并登记台账备查。</p>",
        ),
    )
    title, body = told[site.number % 3]
    col = site.col("tzgg")
    entry = site.add(col, title, days_ago(175), body, taken=True)
    site.spare(site.entry_url(col, entry), "page.abnormal", "link.soft404")


def garbled(site: Site) -> None:
    """UTF-8 read as Latin, UTF-8 read as GBK, and lost for ever."""
    text = (
        "为进一步做好今冬明春安全生产工作，现将有关事项通知如下，请认真贯彻执行并及时报告落实情况。"
    )
    ways = (
        text.encode().decode("latin-1"),
        text.encode().decode("gb18030", "replace"),
        "锟斤拷锟斤拷锟斤拷锟竭癸拷锟斤拷锟斤拷锟矫ｏ拷锟斤拷锟斤拷锟叫癸拷锟斤拷锟斤拷知锟斤拷锟铰ｏ拷"
        * 2,
        "\ufffd" * 60,
    )
    col, entry = site.quiet()
    wrong = ways[site.number % 4]
    if site.make.charset != "utf-8" and site.number % 4 in (0, 3):
        wrong = ways[2]
    entry.body = f"<p>{wrong}</p>"
    _bad(site, (col, entry))


def wrong_charset(site: Site) -> None:
    """The server names another charset than the page is written in."""
    col, entry = site.quiet()
    html = site.make.article(site, col, entry)
    other = "gb2312" if site.make.charset == "utf-8" else "utf-8"
    body = html.encode(site.make.charset, "xmlcharrefreplace")
    entry.reply = Reply(body, kind=f"text/html; charset={other}")
    _bad(site, (col, entry))


def garble_told(site: Site) -> None:
    body = (
        "<p>有网友询问，为什么打开一些老网页会看到“锟斤拷”“烫烫烫”这样的文字？这是字符编码不一致造成的乱码现象。</p>"
        "<p>“锟斤拷”是替换字符按国标码解读的结果。遇到这种情况，可以在浏览器中调整编码，或者联系网站管理人员处理。</p>"
        "<p>为避免乱码，建议网站统一采用同一种编码，并在页面头部正确声明，迁移数据时做好转换和校验。</p>"
    )
    col = site.col("zcjd")
    entry = site.add(col, "科普：网页为什么会出现乱码", days_ago(180), body, taken=True)
    site.spare(site.entry_url(col, entry), "page.abnormal")


def unrendered(site: Site) -> None:
    """What templates leave when nobody fills them in."""
    ways = (
        (
            "${article.title}",
            "<p>发布时间：${article.pubDate}　来源：${article.source}</p><div>${article.content}</div>",
        ),
        (
            "{{detail.title}}",
            "<p>{{detail.date}} {{detail.source}}</p><div>{{detail.content}}</div>",
        ),
        ("#title#", "<p>时间：#pubtime#　来源：#source#</p><div>#content#</div>"),
        ("[!--title--]", "<p>[!--newstime--] [!--befrom--]</p><div>[!--newstext--]</div>"),
        ("{dede:field.title/}", "<p>{dede:field.pubdate/}</p><div>{dede:field.body/}</div>"),
        ("$!{info.title}", "<p>$!{info.date}</p><div>$!{info.content}</div>"),
        ("{$title}", "<p>{$inputtime}　{$copyfrom}</p><div>{$content}</div>"),
        (
            '<%=rs("title")%>'.replace("<", "&lt;"),
            '<p>&lt;%=rs("time")%&gt;</p><div>&lt;%=rs("content")%&gt;</div>',
        ),
    )
    for n in range(2):
        title, body = ways[(site.number + n * 3) % len(ways)]
        col, entry = site.quiet()
        html = f'<html><head><meta charset="utf-8"><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>'
        entry.reply = Reply(html.encode(), kind=_HTML)
        _bad(site, (col, entry))


def templates_told(site: Site) -> None:
    body = (
        "<p>为方便各单位制作网页，现将模板标签的使用方法说明如下：标题写作${title}，日期写作${date}，正文写作${content}。</p>"
        "<p>编辑人员无需修改标签，系统发布时会自动替换为相应内容。如发布后仍显示标签原文，请检查栏目是否绑定了正确的模板。</p>"
        "<p>各单位在使用过程中有任何问题，可向信息中心咨询。培训课件可在内网下载，欢迎提出改进意见和建议。</p>"
    )
    col = site.col("tzgg")
    entry = site.add(col, "网站模板标签使用说明", days_ago(178), body, taken=True)
    site.spare(site.entry_url(col, entry), "page.abnormal")
    html = (
        '<html><head><meta charset="utf-8"><title>数据查询</title><script src="/js/vue.min.js"></script></head><body>'
        '<div id="app" v-cloak><h1>{{ title }}</h1><ul><li v-for="x in list">{{ x.name }} {{ x.value }}</li></ul></div>'
        '<script>new Vue({el:"#app",data:{title:"",list:[]},created(){this.load()}})</script></body></html>'
    )
    site.replies["/js/vue.min.js"] = Reply(_VUE.encode(), kind="application/javascript")
    site.replies["/app/query.html"] = Reply(html.encode(), kind=_HTML)
    site.place('<a href="/app/query.html">数据查询</a>')
    site.spare(site.url("/app/query.html"), "page.abnormal", "link.soft404")


def empty(site: Site) -> None:
    """No byte at all, and a text that is not there."""
    col, entry = site.quiet()
    entry.reply = Reply(b"" if site.number % 2 else b"<html><body></body></html>", kind=_HTML)
    _bad(site, (col, entry))
    col, entry = site.quiet()
    entry.body = ("", "<p></p>", "<p>&nbsp;</p><p><br/></p>")[site.number % 3]
    _bad(site, (col, entry))


def only_pictures(site: Site) -> None:
    """Texts that are a picture, a film, a file, a frame."""
    ways = (
        '<p align="center"><img src="/uploads/2023/yt1.jpg" width="700"/></p><p><img src="/uploads/2023/yt2.jpg"/></p>',
        '<video src="/uploads/v1.mp4" controls></video>',
        '<p><a href="/uploads/fj1.pdf">点击查看全文</a></p>',
        '<iframe src="/uploads/view1.html" width="100%" height="900"></iframe>',
    )
    frame = "<html><head><meta charset='utf-8'><title>文件预览</title></head><body><p>第一条　为了加强管理，制定本办法。第二条　本办法适用于本县范围内的有关活动。</p></body></html>"
    site.replies["/uploads/view1.html"] = Reply(frame.encode(), kind=_HTML)
    site.replies["/uploads/fj1.pdf"] = Reply(b"%PDF-1.4 x", kind="application/pdf")
    site.replies["/uploads/v1.mp4"] = Reply(b"\0\0\0\x18ftypmp42", kind="video/mp4")
    for way in ways:
        col, entry = site.quiet(("gzdt", "zcjd", "tzgg"))
        entry.body = way
        site.spare(site.entry_url(col, entry), "page.abnormal")


def no_style(site: Site) -> None:
    """A style sheet that is gone, or a page in its place."""
    path = f"/gone/theme{site.number}.css"
    html = "<html><body>找不到</body></html>".encode()
    site.replies[path] = Reply(html, 404) if site.number % 2 else Reply(html, kind=_HTML)
    site.head += f'<link rel="stylesheet" href="{path}">'
    site.expect("page.abnormal", site.url(path))
    if site.number % 2:
        site.expect("link.dead", site.url(path))


def odd_style(site: Site) -> None:
    """Style sheets that are fine: of parameters, of an odd type, empty, for printing."""
    for n, (path, reply) in enumerate(
        (
            ("/res/a.css?t=1", Reply(b"a{color:red}", kind="text/css")),
            ("/res/b.css", Reply(b"a{color:red}", kind="text/plain")),
            ("/res/c.css", Reply(b"", kind="text/css")),
        )
    ):
        path = f"{path}{n}" if "?" in path else path
        site.replies[path] = reply
        site.head += f'<link rel="stylesheet" type="text/css" href="{path}">'
        site.spare(site.url(path), "page.abnormal", "link.dead")


ALL = (
    program_errors, long_error, errors_told, garbled, wrong_charset, garble_told, unrendered, templates_told,
    empty, only_pictures, no_style, odd_style,
)  # fmt: skip
