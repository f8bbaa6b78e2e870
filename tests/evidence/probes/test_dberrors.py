"""What databases say when a statement breaks: what every pattern knows, and what it leaves."""

from __future__ import annotations

import re

import pytest

from xuncha.evidence.probes.dberrors import SIGNS, brought_out, echoes, product

#: By product and in the order of its patterns: a complaint, and an innocent text beside it.
FIXTURES: dict[str, tuple[tuple[str, str], ...]] = {
    "MySQL": (
        ("You have an error in your SQL syntax near ''", "You have an error in your form"),
        (
            "check the manual that corresponds to your MySQL server version for the right syntax",
            "check the manual of your MySQL server",
        ),
        ("com.mysql.jdbc.exceptions.jdbc4", "www.mysql.com/jdbc"),
        ("mysql_fetch_array() expects parameter 1", "the function mysql_fetch is old"),
    ),
    "OceanBase": (
        ("check the manual that corresponds to your OceanBase version", "OceanBase version 4"),
        ("com.alipay.oceanbase.jdbc.OceanBaseDriver", "www.oceanbase.com/docs"),
    ),
    "PostgreSQL": (
        ('ERROR: syntax error at or near "8431"', "a syntax error in the essay"),
        ("unterminated quoted string at or near", "an unterminated contract"),
        ('错误: 语法错误 在 "8431" 或附近的', "这篇作文语法错误在第三段"),
        ("未结束的引用字符串在", "引用文件未结束"),
        ("org.postgresql.util.PSQLException: ERROR", "www.postgresql.org"),
        ("pg_query(): Query failed", "pg_query is a function"),
    ),
    "人大金仓": (
        ("at com.kingbase8.core.v3.QueryExecutorImpl", "www.kingbase.com.cn"),
        ("com.kingbase8.util.KSQLException", "采用人大金仓数据库"),
        ("KingbaseES ERROR: 42601", "采购 KingbaseES 数据库一套"),
    ),
    "GaussDB": (
        ("org.opengauss.util.PSQLException", "opengauss.org"),
        ("com.huawei.opengauss.jdbc.Driver", "www.huawei.com"),
        ("GAUSS-00001 : syntax error", "GAUSS 定理"),
    ),
    "达梦": (
        ("dm.jdbc.driver.DMException: 第1行", "www.dameng.com"),
        ("Dm.DmException: 网络通信异常", "采购达梦数据库"),
        ("第 1 行, 第 30 列[']附近出现错误", "第 1 行写姓名，附近的居民"),
        ("语法分析出错", "语法分析课程"),
    ),
    "神通": (
        ("com.oscar.jdbc.OscarJdbc2Connection", "www.oscar.com"),
        ("OSCAR 7.0 ERROR, 语法错误", "奥斯卡（Oscar）奖"),
        ("OscarJdbc driver", "采购神通数据库"),
    ),
    "Oracle": (
        ("ORA-01756: quoted string", "ORA-1 型设备"),
        ("quoted string not properly terminated", "the contract was not properly terminated"),
        ("引号内的字符串没有正确结束", "引号内的字"),
        ("SQL 命令未正确结束", "会议未正确结束"),
        ("oracle.jdbc.OracleDatabaseException", "www.oracle.com/jdbc"),
    ),
    "SQL Server": (
        ("Unclosed quotation mark after the character string ''", "an unclosed quotation mark"),
        ("Incorrect syntax near '8431'", "incorrect syntax of this sentence"),
        ("字符串 '' 后的引号不完整。", "材料不完整"),
        ("'8431' 附近有语法错误。", "学校附近有一家书店"),
        ("System.Data.SqlClient.SqlException: 附近", "System.Data is a namespace"),
        ("com.microsoft.sqlserver.jdbc.SQLServerException", "www.microsoft.com"),
        ("[Microsoft][ODBC SQL Server Driver][SQL Server]", "[Microsoft] SQL Server 2008"),
    ),
    "JET/ADO": (
        ("Microsoft JET Database Engine 错误 '80040e14'", "Microsoft Access 2003"),
        ("Microsoft OLE DB Provider for ODBC Drivers 错误", "Microsoft OLE DB"),
        ("[Microsoft][ODBC Microsoft Access Driver]", "ODBC Access"),
        ("语法错误 (操作符丢失) 在查询表达式 'id=3'''中", "查询表达式的写法"),
        ("ADODB.Recordset 错误 '800a0bb9'", "ADODB 是组件"),
    ),
    "SQLite": (
        ('unrecognized token: "\'"', "an unrecognized token"),
        ('near "8431": syntax error', "near the bridge: syntax"),
        ("sqlite3.OperationalError: near", "sqlite.org"),
        ("SQLite3::query(): Unable to prepare", "SQLite3 is small"),
        ("[SQLITE_ERROR] SQL error or missing database", "SQLite errors explained"),
    ),
    "DB2": (
        ("DB2 SQL Error: SQLCODE=-104", "SQLCODE 的含义"),
        ("com.ibm.db2.jcc.am.SqlSyntaxErrorException", "www.ibm.com/db2"),
        ("DB2 SQL error: -104", "DB2 SQL guide"),
    ),
    "H2/HSQL/Derby": (
        ("org.h2.jdbc.JdbcSQLSyntaxErrorException", "www.h2database.com"),
        ("org.hsqldb.HsqlException", "hsqldb.org"),
        ("unexpected token: 8431 in statement", "an unexpected token of thanks"),
        ("malformed string: '", "a malformed string of beads"),
        ("Lexical error at line 1, column 43", "a lexical error"),
        ('Syntax error in SQL statement "SELECT"', "syntax errors in statements"),
    ),
    "SQL": (
        ("SQLSTATE[42000]: Syntax error", "SQLSTATE 的含义"),
        ("java.sql.SQLSyntaxErrorException", "java.sql 包"),
        ("org.hibernate.exception.SQLGrammarException", "hibernate.org"),
        ("org.springframework.jdbc.BadSqlGrammarException", "spring.io"),
        ("Dynamic SQL Error", "动态 SQL"),
    ),
}  # fmt: skip
PAIRS = [
    (name, pattern, *pair)
    for name, patterns in SIGNS.items()
    for pattern, pair in zip(patterns, FIXTURES[name], strict=True)
]


@pytest.mark.parametrize(("name", "pattern", "complaint", "innocent"), PAIRS)
def test_every_pattern_knows_its_complaint_and_leaves_its_neighbour(
    name: str, pattern: str, complaint: str, innocent: str
) -> None:
    assert re.search(pattern, complaint, re.IGNORECASE)
    assert product(complaint)
    assert product(innocent) == ""


def test_an_article_about_errors_brings_nothing_out() -> None:
    article = "<p>ORA-01756: quoted string not properly terminated</p>"
    assert product(article) == "Oracle"
    assert brought_out(article, article) == ""
    assert brought_out(article + "ORA-00933: SQL", article) == "Oracle"


def test_only_a_word_in_the_complaint_is_an_echo() -> None:
    assert echoes('near "qbcdfgh": syntax error', "qbcdfgh")
    assert not echoes("You asked for qbcdfgh. " + " " * 900 + "ORA-01756: x", "qbcdfgh")


def test_no_page_takes_long() -> None:
    for part in ("mysql_", "第 1 行", "unexpected token: ", 'near "', "[Microsoft]", "SQLCODE "):
        assert product(part * 60_000) == ""
