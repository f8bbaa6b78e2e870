"""What databases and their drivers say when a statement is broken, domestic ones included.

An article that quotes such a text says it whatever is asked: only a text that the harmless answer
does not show, and that a broken quote brings out, means anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

#: By product; every pattern is short of repetition, so that no page takes long.
SIGNS: Mapping[str, tuple[str, ...]] = {
    "MySQL": (
        r"You have an error in your SQL syntax",
        r"check the manual that (?:corresponds to|fits) your (?:MySQL|MariaDB) server version",
        r"(?:com\.mysql(?:\.cj)?\.jdbc|mysqli?_sql_exception|MySQLSyntaxErrorException)",
        r"mysqli?_(?:fetch_\w{1,20}|num_rows|query|result)\(\)",
    ),
    "OceanBase": (
        r"check the manual that corresponds to your OceanBase version",
        r"com\.(?:oceanbase|alipay\.oceanbase)\.jdbc",
    ),
    "PostgreSQL": (
        r"syntax error at or near \\?[\"“&]",
        r"unterminated quoted (?:string|identifier) at or near",
        r"语法错误 在 [\"“&].{0,80}或附近",
        r"未结束的引用字符串在",
        r"org\.postgresql\.util\.PSQLException",
        r"pg_(?:query|exec|prepare)\(\)\s?(?:\[[^\]]{0,60}\])?:",
    ),
    "人大金仓": (
        r"com\.kingbase(?:8|86)?\.",
        r"KSQLException",
        r"Kingbase(?:ES)?[^\n]{0,40}(?:ERROR|错误)",
    ),
    "GaussDB": (
        r"org\.opengauss\.util\.PSQLException",
        r"com\.huawei\.(?:opengauss|gauss\w{0,4})\.jdbc",
        r"\bGAUSS-\d{5}\b",
    ),
    "达梦": (
        r"dm\.jdbc\.driver\.DMException",
        r"Dm\.DmException|dmPython\.\w{0,20}Error",
        r"第\s?\d{1,5}\s?行[^\n]{0,40}附近出现错误",
        r"语法分析出错",
    ),
    "神通": (
        r"com\.oscar\.(?:jdbc|util|core)",
        r"\bOSCAR\b[^\n]{0,40}(?:ERROR|错误)",
        r"OscarJdbc",
    ),
    "Oracle": (
        r"\bORA-\d{5}\s?[:：]",
        r"quoted string not properly terminated",
        r"引号内的字符串没有正确结束",
        r"SQL (?:command|命令)\s?(?:not properly ended|未正确结束)",
        r"oracle\.jdbc\.OracleDatabaseException",
    ),
    "SQL Server": (
        r"Unclosed quotation mark (?:after|before) the character string",
        r"Incorrect syntax near",
        r"后的引号不完整",
        r"附近有语法错误",
        r"System\.Data\.(?:SqlClient|OleDb|Odbc)\.\w{1,20}Exception",
        r"com\.microsoft\.sqlserver\.jdbc\.SQLServerException",
        r"\[(?:Microsoft|FreeTDS)\]\[(?:ODBC )?SQL Server[^\]]{0,30}\]",
    ),
    "JET/ADO": (
        r"Microsoft (?:JET|Access) Database Engine",
        r"Microsoft OLE DB Provider for (?:ODBC Drivers|SQL Server|Oracle)",
        r"\[Microsoft\]\[ODBC (?:Microsoft Access|Access|dBase)[^\]]{0,30}\]",
        r"(?:语法错误|Syntax error)[^\n]{0,40}(?:查询表达式|query expression)",
        r"ADODB\.\w{1,20}\s?(?:错误|error)",
    ),
    "SQLite": (
        r"unrecognized token: [\"“&]",
        r"near [\"“&].{0,60}: syntax error",
        r"sqlite3?\.(?:Operational|Database)\w{0,5}Error",
        r"SQLite3?::(?:query|exec|prepare)",
        r"SQLITE_ERROR|\[SQLITE_\w{1,20}\]",
    ),
    "DB2": (r"SQLCODE\s?[=:]\s?-\d{2,5}", r"com\.ibm\.db2\.jcc", r"DB2 SQL error"),
    "H2/HSQL/Derby": (
        r"org\.h2\.jdbc\.Jdbc\w{0,10}SQL\w{0,20}Exception",
        r"org\.hsqldb\.HsqlException",
        r"unexpected (?:token|end of statement): ?\S{0,40}(?: in statement| required)",
        r"(?:malformed (?:string|numeric constant)|user lacks privilege or object not found): ",
        r"Lexical error at line \d{1,4}, column \d{1,5}",
        r"Syntax error in SQL statement",
    ),
    "SQL": (
        r"\bSQLSTATE\[\w{5}\]",
        r"java\.sql\.SQL(?:Syntax\w{0,10})?(?:Error)?Exception",
        r"org\.hibernate\.(?:exception\.SQLGrammarException|hql\.internal\.ast\.QuerySyntaxException)",
        r"(?:BadSqlGrammarException|UncategorizedSQLException)",
        r"(?:Dynamic SQL Error|SQL error code = -\d{2,4})",
    ),
}
_ANY = re.compile(
    "|".join(
        f"(?P<p{number}>{'|'.join(f'(?:{one})' for one in patterns)})"
        for number, patterns in enumerate(SIGNS.values())
    ),
    re.IGNORECASE,
)
_NAMES = tuple(SIGNS)
#: A text echoes us when what we sent stands so near to what the database says.
_NEAR = 400
_MOST = 200_000


def product(text: str) -> str:
    """The first database that complains in `text`, "" where none does."""
    found = _ANY.search(text, 0, _MOST)
    return _NAMES[int((found.lastgroup or "p0")[1:])] if found else ""


def brought_out(text: str, harmless: str) -> str:
    """The database that complains in `text` more often than in the harmless answer, or ""."""
    said = list(_ANY.finditer(text, 0, _MOST))
    usual = sum(1 for _one in _ANY.finditer(harmless, 0, _MOST))
    if len(said) <= usual:
        return ""
    return _NAMES[int((said[0].lastgroup or "p0")[1:])]


def echoes(text: str, marker: str) -> bool:
    """Whether a database quotes `marker` back in its complaint."""
    for found in _ANY.finditer(text, 0, _MOST):
        if marker in text[max(0, found.start() - _NEAR) : found.end() + _NEAR]:
            return True
    return False
