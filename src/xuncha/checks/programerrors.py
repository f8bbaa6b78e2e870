"""What programs and databases write on a page when they fail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from xuncha.base.language import N_
from xuncha.base.text import holds, plain_ascii

#: Characters before and after a hint, and how many hints of a sign are looked at.
_AROUND, _MOST = 700, 40
PROGRAM = N_("程序错误")
DATABASE = N_("数据库错误")


class Trace(NamedTuple):
    """One place of a text where a program failed."""

    kind: str
    start: int
    end: int


class _Sign(NamedTuple):
    kind: str
    #: A text without any of these is not searched.
    hints: tuple[str, ...]
    pattern: re.Pattern[str]


def _sign(kind: str, hints: tuple[str, ...], *patterns: str) -> _Sign:
    return _Sign(kind, hints, re.compile("|".join(f"(?:{one})" for one in patterns), re.IGNORECASE))


_SIGNS = (
    # Java, JSP
    _sign(
        PROGRAM,
        ("Exception", "java:", "Error Page", "Problem Report", "template error"),
        r"\bat\s+[\w.$]{1,200}\.[\w$<>]{1,80}"
        r"\((?:[\w$]+\.(?:java|jsp):\d+|Unknown\sSource|Native\sMethod)\)",
        r"\b(?:org\.apache|javax?|org\.springframework|com\.opensymphony)\.[\w.]{1,120}?"
        r"(?:Exception|Error)\b\s*(?::|\bat\b|$)",
        r"exception\s+report\b[\s\S]{0,40}?\bmessage\b",
        r"Whitelabel\s+Error\s+Page|Struts\s+Problem\s+Report|FreeMarker\s+template\s+error",
        r"\b(?:[a-z][\w$]{0,40}\.){2,8}[A-Z]\w{2,60}(?:Exception|Error)\b\s*:",
    ),
    # ASP and VBScript
    _sign(
        PROGRAM,
        ("VBScript", "800a", "800A", "ASP 0"),
        r"Microsoft\s+VBScript\s+(?:运行时错误|编译器?错误|runtime\s+error|compilation\s+error)",
        r"(?:错误|error)\s*['‘“\"]800[aA][0-9a-fA-F]{4}['’”\"]",
        r"(?:错误|error)\s*['‘“\"]?ASP\s0\d{3}['’”\"]?",
    ),
    # ASP.NET
    _sign(
        PROGRAM,
        (
            "Server Error in",
            "应用程序中的服务器错误",
            "System.",
            "未将对象引用",
            "application error occurred",
            "服务器上出现应用程序错误",
            "未能加载文件或程序集",
            "提供服务所需资源",
        ),
        r"Server\s+Error\s+in\s+['‘“\"][^'’”\"\n]{0,80}['’”\"]\s+Application",
        r"[“\"'][^”\"'\n]{0,80}[”\"']\s*应用程序中的服务器错误",
        r"未将对象引用设置到对象的实例|未能加载文件或程序集",
        r"An\s+application\s+error\s+occurred\s+on\s+the\s+server|服务器上出现应用程序错误",
        r"在编译向该请求提供服务所需资源的过程中出现错误",
        r"\[?\bSystem\.(?:\w{1,40}\.){0,8}\w{1,60}Exception\b\s*[:：(\]]",
    ),
    # PHP
    _sign(
        PROGRAM,
        (" on line ",),
        r"\b(?:(?:Catchable\s+)?fatal\s+error|parse\s+error|warning|notice|deprecated|strict\s+standards)\s*:\s"
        r"[^\n]{1,400}?\sin\s(?:[A-Z]:[\\/]|/)[^\n]{1,300}?\.\w{2,5}(?:\(\d+\)[^\n]{0,80}?)?\son\sline\s\d+",
    ),
    # PHP's frameworks and the systems built on it
    _sign(
        PROGRAM,
        ("Uncaught ", "Smarty", "模板", "错误位置", "DedeCMS", "Database Error"),
        r"\bUncaught\s+(?:exception\s+['‘]|\w{1,60}(?:Exception|Error)\b)",
        r"\bSmarty\s+(?:error|Compiler)\s*:|DedeCMS\s+Error\s*:|Discuz!\s+Database\s+Error",
        r"模板(?:文件)?不存在\s*[:：]\s*\S|模板文件不存在[，,]\s*无法解析文档",
        r"错误位置\s{1,3}FILE\s*[:：]",
    ),
    # Python
    _sign(
        PROGRAM,
        ("Traceback (most recent", "Exception Type", "Error:", "DoesNotExist:"),
        r"Traceback\s\(most\srecent\scall\slast\)\s*:?\s+File\s[\"“]",
        r"\b(?:django|psycopg2?|sqlalchemy|pymysql|MySQLdb|cx_Oracle|werkzeug|jinja2|redis)\.[\w.]{1,80}"
        r"(?:Error|Exception|DoesNotExist)\s*:",
        r"Request\sMethod\s*:\s*\w+[^§]{0,400}?Exception\sType\s*:\s*\w+",
    ),
    # Oracle
    _sign(DATABASE, ("ORA-",), r"\bORA-\d{5}\s*[:：]"),
    # MySQL
    _sign(
        DATABASE,
        (
            "SQL syntax",
            "mysql",
            "MySQL",
            "SQLSTATE",
            "Unknown column",
            "doesn",
            "Access denied",
            "Duplicate entry",
            "many connections",
        ),
        r"You\shave\san\serror\sin\syour\sSQL\ssyntax",
        r"\b(?:mysqli?|pg|mssql|oci)_(?:connect|query|fetch_\w+|num_rows|result|select_db|execute)\(\)",
        r"\bSQLSTATE\[\w+\]",
        r"Can(?:'|’)t\sconnect\sto\s(?:local\s)?MySQL\sserver|MySQL\sserver\shas\sgone\saway",
        r"Unknown\scolumn\s['‘][^'’\n]{1,80}['’]\sin\s['‘]|Table\s['‘][^'’\n]{1,80}['’]\sdoesn['’]t\sexist",
        r"Duplicate\sentry\s['‘][^'’\n]{0,80}['’]\sfor\skey|(?:connect\s*:|1040)[^\n]{0,20}Too\smany\sconnections",
        r"Access\sdenied\sfor\suser\s['‘][^'’\n]{1,80}['’]@",
    ),
    # SQL Server, JET, ODBC
    _sign(
        DATABASE,
        (
            "SQL Server",
            "OLE DB",
            "ODBC",
            "JET Database",
            "ADODB",
            "引号",
            "quotation mark",
            "Exception",
            "无效",
            "Msg ",
        ),
        r"(?:对象|列)名\s{0,2}['‘][^'’\n]{1,80}['’]\s{0,2}无效|\bMsg\s\d{1,5},\sLevel\s\d{1,2},\sState\s\d",
        r"Microsoft\s(?:OLE\sDB\sProvider\sfor|JET\sDatabase\sEngine)[^\n]{0,60}(?:错误|error)",
        r"\[Microsoft\]\[(?:ODBC|SQL)[^\]\n]{0,60}\]",
        r"\bADODB\.\w+\s*(?:错误|error)\s*['‘“\"]800",
        r"Unclosed\squotation\smark|字符串[^\n]{0,60}(?:之?后|之?前)[^\n]{0,4}引号不完整|未闭合的引号",
        r"\b(?:\w{1,40}\.){0,8}(?:SQLServer|PSQL|KSQL|DM|Sql|SQL)(?:Syntax\w*)?Exception\b\s*[:：]",
    ),
    # Any of them
    _sign(
        DATABASE,
        ("数据库", "database connection", "Database Query", "[-"),
        r"(?:无法|不能|未能)连接(?:到)?数据库|数据库(?:服务器)?连接(?:失败|错误|出错|异常|超时)",
        r"建立数据库连接时出错|Error\sestablishing\sa\sdatabase\sconnection",
        r"数据库(?:查询|操作|执行)(?:错误|出错|失败)|无法打开数据库|Error\sExecuting\sDatabase\sQuery",
        r"\[-\d{3,5}\]\s{0,2}[^\n]{0,40}(?:无效|不存在|失败|错误)",
    ),
)


def traces(text: str) -> Iterator[Trace]:
    """Every place where a failed program speaks, kind by kind."""
    ascii_part = plain_ascii(text).decode()
    for sign in _SIGNS:
        # Each hint is looked for where it costs least, and in the whole only if it may be there.
        if not any(
            hint in ascii_part if hint.isascii() else holds(text, hint) for hint in sign.hints
        ):
            continue
        for start, window in _windows(text, sign.hints):
            for found in sign.pattern.finditer(window):
                yield Trace(sign.kind, start + found.start(), start + found.end())


def _windows(text: str, hints: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """The surroundings of the hints, so that no text, however long, takes long to search."""
    places: list[int] = []
    for hint in hints:
        at = text.find(hint)
        while at >= 0 and len(places) < _MOST:
            places.append(at)
            at = text.find(hint, at + _AROUND)
    end = 0
    for place in sorted(places):
        if place >= end:
            start, end = max(end, place - _AROUND), place + _AROUND
            yield start, text[start:end]
