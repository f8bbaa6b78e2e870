import pytest
from tests.snapshots import HOME, faults, home, link, page, snapshot

from xuncha.base.types import Site
from xuncha.evidence.snapshot import LinkKind


def found(*pages, **more):
    return faults("security.disclosure", snapshot(pages, **more))


@pytest.mark.parametrize(
    ("url", "kind", "suspected"),
    [
        ("http://192.168.1.20/uploads/a.jpg", LinkKind.IMAGE, False),
        ("http://10.1.2.3:8080/js/a.js", LinkKind.SCRIPT, False),
        ("http://172.16.9.9/a.doc", LinkKind.ATTACHMENT, False),
        ("http://172.31.0.1/list.html", LinkKind.PAGE, True),
    ],
)
def test_addresses_inside_a_network(url, kind, suspected) -> None:
    one = link(url, "通知", kind)
    (fault,) = found(home(), page("/a.html", links=(one, one)), page("/b.html", links=(one,)))
    host = url.split("/")[2].partition(":")[0]
    assert fault.where == f"internal:{host}"
    assert fault.seen == {"kind": "internal", "pages": 2, "address": host}
    assert fault.suspected is suspected


@pytest.mark.parametrize(
    "one",
    [
        link("http://61.133.1.2/a.jpg", kind=LinkKind.IMAGE),
        link("http://172.32.0.1/a.jpg", kind=LinkKind.IMAGE),
        link("http://100.64.0.1/a.jpg", kind=LinkKind.IMAGE),
        link("http://127.0.0.1:9999/plugin.js", kind=LinkKind.SCRIPT),
        link("http://10.example.com/a.jpg", kind=LinkKind.IMAGE),
        link("http://192.168.1.1/", "在浏览器中输入192.168.1.1"),
    ],
    ids=["public", "public too", "carrier's", "one's own machine", "a name", "a manual"],
)
def test_addresses_that_give_nothing_away(one) -> None:
    assert not found(home(links=(one,)))


def test_a_site_that_stands_inside_a_network_is_where_it_is() -> None:
    site = Site("6300000001", "http://10.1.1.1/")
    one = link("http://10.1.1.1/a.jpg", kind=LinkKind.IMAGE)
    assert not found(home(links=(one,)), site=site)


@pytest.mark.parametrize(
    "remark",
    [
        "测试账号 admin 密码：Qh2017x9",
        "后台口令: xnzf!2016",
        "jdbc:oracle:thin:@db:1521:cms user=cms password=c3m5s7",
        "Data Source=srv;User ID=sa;Pwd=Sa123456;",
    ],
)
def test_a_password_in_a_comment_is_suspected_and_never_shown(remark) -> None:
    (fault,) = found(home(remarks=(remark,)))
    assert (fault.where, fault.suspected) == (f"credentials:{HOME}", True)
    assert all(str(value) not in remark for value in fault.seen.values() if value != 1)


@pytest.mark.parametrize(
    "remark",
    [
        '<input type="password" name="pwd" value="">',
        "<td>密码：<input name=password></td>",
        'var pwd = $("#pwd").val();',
        "password: document.form1.password.value",
        "password=${password}",
        "密码不能为空",
        "密码：请输入密码",
        "密码长度为6到16位",
        "密码=******",
        "密码框 开始",
        "String password = request.getParameter(1)",
        "password: true",
        "修改密码 用户名:admin",
        "http://192.168.1.20:8080/manage/",
    ],
)
def test_comments_that_only_speak_of_passwords(remark) -> None:
    assert not found(home(remarks=(remark,)))


def test_a_snapshot_from_before_comments_were_kept() -> None:
    assert not found(home(remarks=None))
