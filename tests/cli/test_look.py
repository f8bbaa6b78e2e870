"""xuncha look as an inspector calls it."""

import json
from pathlib import Path

import pytest
from tests.evidence.loopback import ok, serving

from xuncha.cli import main
from xuncha.evidence.browser import find_browser

LIST = """<html><head><meta charset="gb2312"><title>工作动态-示例县</title>
<meta name="ColumnName" content="工作动态">
<meta name="SiteName" content="示例县人民政府"></head><body>
<h2>工作动态</h2><ul><li><a href="/a/1.html">县政府召开常务会议</a><span>2017-11-30</span></li>
<li><a href="/a/2.html">全县脱贫攻坚推进会召开</a><span>2017-11-21</span></li>
<li><a href="/a/3.html">我县开展冬季安全检查</a><span>2017-11-02</span></li></ul>
<p>网站标识码：6325210001 青ICP备08000030号</p></body></html>"""
EMPTY = """<html><head><title>公告</title></head><body><h2>通知公告</h2><ul id="list"></ul><script>
document.getElementById("list").innerHTML = [1, 2, 3].map(n =>
  `<li><a href="/g/${n}.html">关于第${n}号公告的通知</a><span>2017-12-0${n}</span></li>`).join("");
</script></body></html>"""


def looked(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    assert main(["look", *words, "--json", "--as-of", "2017-12-05T10:00+08:00"]) == 0
    seen: dict[str, object] = json.loads(capsys.readouterr().out)
    return seen


def test_a_saved_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "list.html"
    path.write_bytes(LIST.encode("gb18030"))
    seen = looked(capsys, str(path), "--base-url", "http://www.example.gov.cn/dt/")
    assert seen["schema"] == "xuncha.look/1"
    assert (seen["kind"], seen["column"], seen["newest"]) == ("column", "工作动态", "2017-11-30")
    assert seen["charset"] == "gb18030"
    assert seen["site"] == {
        "code": "6325210001",
        "name": "示例县人民政府",
        "domain": "www.example.gov.cn",
    }
    items = seen["items"]
    assert isinstance(items, list)
    assert items[0] == {
        "title": "县政府召开常务会议",
        "url": "http://www.example.gov.cn/a/1.html",
        "date": "2017-11-30",
        "pinned": False,
    }


@pytest.mark.skipif(find_browser() is None, reason="no Chromium on this machine")
def test_a_list_filled_by_a_script(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "list.html"
    path.write_text(EMPTY, "utf-8")
    words = (str(path), "--base-url", "http://www.example.gov.cn/gg/")
    assert looked(capsys, *words, "--render", "never")["newest"] is None
    assert looked(capsys, *words)["newest"] == "2017-12-03"


def test_a_page_on_a_server(capsys: pytest.CaptureFixture[str]) -> None:
    with serving({"/dt/": ok(LIST.replace("gb2312", "utf-8"))}) as server:
        url = f"http://127.0.0.1:{server.port}/dt/"
        seen = looked(capsys, url, "--allow-network", "127.0.0.0/8")
        assert seen["newest"] == "2017-11-30"


@pytest.mark.parametrize("page", ["nowhere.html", "http://127.0.0.1/", "http://nobody.invalid/"])
def test_what_does_not_open_is_one_line(page: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["look", page]) == 1
    errors = capsys.readouterr().err.strip().splitlines()
    assert len(errors) == 1
    assert page in errors[0]
