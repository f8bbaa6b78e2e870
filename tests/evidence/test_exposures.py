"""Addresses that should not be public, asked for at real servers: what lies open, and what does
not although it answers."""

import asyncio
import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest
from tests.evidence.loopback import Everywhere, Reply, Server, moved, ok, serving
from tests.evidence.visiting import PLAN, visited

from xuncha.base.types import Site
from xuncha.evidence import exposures
from xuncha.evidence.fetch import CurlFetcher
from xuncha.evidence.gate import Gate
from xuncha.evidence.safety import Exposures

HOST = "www.test.gov.cn"


def packed() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("WEB-INF/web.xml", "<web-app/>" * 900)
    return out.getvalue()


def tarred() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        archive.addfile(tarfile.TarInfo("index.php"))
    return out.getvalue()


def html(title: str, body: str = "") -> bytes:
    return ok(f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>")


def raw(body: bytes | str, kind: str = "application/octet-stream") -> bytes:
    return ok(body, kind)


ENV = {"activeProfiles": ["prod"], "propertySources": [{"name": "systemProperties"}]}
OPEN: dict[str, tuple[bytes, str]] = {
    "/.git/HEAD": (raw("ref: refs/heads/master\n"), "source"),
    "/.git/config": (raw("[core]\n\trepositoryformatversion = 0\n\tbare = false\n"), "source"),
    "/.svn/entries": (raw("10\n\ndir\n1234\nsvn://10.1.2.3/web\n"), "source"),
    "/.svn/wc.db": (raw(b"SQLite format 3\0\x04\0"), "source"),
    "/.hg/requires": (raw("dotencode\nfncache\nrevlogv1\nstore\n", "text/plain"), "source"),
    "/.DS_Store": (raw(b"\0\0\0\x01Bud1\0\0\x10\0"), "source"),
    "/.env": (raw("APP_NAME=cms\nAPP_KEY=base64:x\nDB_PASSWORD=x\n"), "config"),
    "/WEB-INF/web.xml": (
        raw('<?xml version="1.0"?>\n<web-app version="2.4">', "text/xml"),
        "config",
    ),
    "/WEB-INF/classes/jdbc.properties": (raw("#db\njdbc.url=jdbc:oracle:thin:@x\n"), "config"),
    "/WEB-INF/classes/application.yml": (raw("server:\n  port: 8080\nspring:\n  x: 1\n"), "config"),
    "/web.config.bak": (raw('<?xml version="1.0"?><configuration>\n'), "config"),
    "/phpinfo.php": (html("phpinfo()", "<h1>PHP Version 5.3.29</h1>"), "phpinfo"),
    "/actuator/env": (raw(json.dumps(ENV), "application/json"), "console"),
    "/env": (raw('{"profiles":[],"server.ports":{},"systemProperties":{}}'), "console"),
    "/actuator/heapdump": (raw(b"JAVA PROFILE 1.0.2\0" + b"x" * 90_000), "database"),
    "/druid/index.html": (html("Druid Stat Index"), "console"),
    "/swagger-ui.html": (html("Swagger UI"), "console"),
    "/swagger-ui/index.html": (html("Swagger UI"), "console"),
    "/v2/api-docs": (raw('{"swagger":"2.0","info":{}}', "application/json"), "console"),
    "/v3/api-docs": (raw('{"openapi":"3.0.1","info":{}}', "application/json"), "console"),
    "/server-status": (html("Apache Status", "<h1>Apache Server Status for x</h1>"), "console"),
    "/phpmyadmin/": (html("phpMyAdmin"), "console"),
    "/solr/": (html("Solr Admin"), "console"),
    "/console/login/LoginForm.jsp": (
        html("Oracle WebLogic Server Administration Console"),
        "console",
    ),
    "/index.php.bak": (raw("<?php\n$db = mysql_connect('localhost');\n"), "backup"),
    "/index.jsp.bak": (raw('<%@ page language="java" %>\n'), "backup"),
    "/wwwroot.zip": (raw(packed()), "archive"),
    "/wwwroot.rar": (raw(b"Rar!\x1a\x07\x00xx"), "archive"),
    "/www.zip": (raw(packed()), "archive"),
    "/www.tar.gz": (raw(tarred()), "archive"),
    f"/{HOST}.zip": (raw(packed()), "archive"),
    "/backup.sql": (raw("-- MySQL dump 10.13\nCREATE TABLE `user` (\n"), "database"),
}


def found(routes: dict[str, Reply]) -> dict[str, str]:
    """What lies open at a server with these routes, by path."""
    return asked(routes)[0]


def asked(routes: dict[str, Reply]) -> tuple[dict[str, str], Exposures, Server]:
    with serving(routes) as server:

        async def go() -> tuple[dict[str, str], Exposures]:
            gate = Gate(
                networks=["127.0.0.0/8"], hosts={HOST: ("127.0.0.1",)}, sites=[server.url()]
            )
            async with CurlFetcher(gate, PLAN) as fetcher:
                seen, answers = await exposures.look(server.url(), fetcher, asyncio.Event())
            return {one.asked.partition(str(server.port))[2]: one.exposed for one in answers}, seen

        kinds, seen = asyncio.run(go())
        return kinds, seen, server


def test_every_path_of_the_table_finds_what_lies_open() -> None:
    kinds, seen, server = asked({path: reply for path, (reply, _) in OPEN.items()})
    assert kinds == {path: kind for path, (_, kind) in OPEN.items()}
    assert {path.path.replace("{host}", HOST) for path in exposures.paths()} == set(OPEN)
    assert seen == Exposures(asked=32, planned=32)
    assert len(server.asked) == exposures.MOST == 33
    ranges = {one.headers.get("range") for one in server.asked}
    assert ranges == {None, "bytes=0-4095"}


def test_an_ordinary_site_shows_nothing() -> None:
    kinds, seen, server = asked({"/": html("测试县人民政府")})
    assert (kinds, seen.asked, len(server.asked)) == ({}, 32, 33)


@pytest.mark.parametrize(
    "reply",
    [
        html("测试县人民政府", "您访问的页面不存在"),
        html("phpinfo()", "<h1>PHP Version</h1>"),
        html("Swagger UI"),
        raw(packed()),
        raw("ref: refs/heads/master\n"),
        raw("-- MySQL dump\nCREATE TABLE `a` ("),
        raw(""),
        moved("/"),
        ok("ref: refs/heads/master\n", status="404 Not Found"),
        ok("ref: refs/heads/master\n", status="403 Forbidden"),
    ],
    ids=lambda reply: reply[-24:].decode("latin-1"),
)
def test_a_site_that_answers_the_same_everywhere_shows_nothing(reply: bytes) -> None:
    assert found(Everywhere({}, reply)) == {}


@pytest.mark.parametrize(
    ("path", "reply"),
    [
        ("/.git/HEAD", html("ref: refs/heads/master", "ref: refs/heads/master")),
        ("/.git/HEAD", raw("错误：没有找到 ref: refs/heads/master")),
        ("/.git/config", html("教程", "<pre>[core]\nrepositoryformatversion = 0</pre>")),
        ("/.svn/entries", raw("2017年的通知\n")),
        ("/.env", html("环境", "<pre>\nDB_PASSWORD=x\n</pre>")),
        ("/WEB-INF/web.xml", html("web.xml 讲解", "&lt;web-app&gt; <web-app>")),
        ("/phpinfo.php", html("phpinfo() 函数的用法")),
        ("/actuator/env", html("登录", '{"activeProfiles":[]}')),
        ("/env", raw('{"code":404,"msg":"not found"}', "application/json")),
        ("/druid/index.html", html("登录 - druid monitor")),
        ("/swagger-ui.html", html("什么是 Swagger UI")),
        ("/v2/api-docs", raw('{"swagger":"off"}', "application/json")),
        ("/wwwroot.zip", html("文件不存在")),
        ("/www.zip", raw(b"PK\x05\x06" + b"\0" * 18)),
        ("/backup.sql", html("SQL 教程", "<pre>\nCREATE TABLE a (id int)</pre>")),
        ("/index.php.bak", html("首页")),
        ("/phpmyadmin/", html("phpMyAdmin 安全加固指南")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_only_looks_like_it(path: str, reply: bytes) -> None:
    assert found({path: reply}) == {}


def test_a_server_that_wants_to_be_left_alone_is_left_alone() -> None:
    kinds, seen, server = asked(Everywhere({}, ok("slow down", status="503 Busy")))
    assert kinds == {}
    assert seen == Exposures(asked=0, planned=32)
    assert len(server.asked) == 5


# -- in a visit ------------------------------------------------------------------------------------


@pytest.mark.parametrize("agreed", [True, False])
def test_only_sites_of_which_the_register_says_so_are_asked(agreed: bool, tmp_path: Path) -> None:
    with serving({"/": html("测试县"), "/.git/HEAD": OPEN["/.git/HEAD"][0]}) as server:
        site = Site("6300000001", server.url(), exposure_paths=agreed)
        seen = visited(server, tmp_path, site=site)
        paths = {one.path for one in server.asked}
    open_ = [one.exposed for one in (seen.answers or {}).values() if one.exposed]
    if agreed:
        assert seen.exposures == Exposures(asked=32, planned=32)
        assert open_ == ["source"]
    else:
        assert (seen.exposures, open_) == (None, [])
        assert seen.unseen["exposures"] == "登记表未列入暴露路径检查"
        assert not paths & set(OPEN)
