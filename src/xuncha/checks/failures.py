"""Why an address did not open, in words a person knows."""

from __future__ import annotations

from collections.abc import Mapping

from xuncha.base.language import N_
from xuncha.evidence.response import Failure

_WORDS: Mapping[Failure, str] = {
    Failure.DNS: N_("域名无法解析"),
    Failure.CONNECT: N_("无法连接服务器"),
    Failure.TLS: N_("安全连接（HTTPS）失败"),
    Failure.TIMEOUT: N_("访问超时"),
    Failure.BROKEN: N_("连接中断"),
    Failure.TOO_LARGE: N_("内容过大"),
    Failure.ENCODING: N_("内容无法解压"),
    Failure.REDIRECTS: N_("跳转次数过多或循环"),
    Failure.GATE: N_("不在允许访问的范围"),
    Failure.BUDGET: N_("超出本次检查的限额"),
    Failure.EMPTY: N_("没有任何内容"),
    Failure.NETWORK: N_("检查用的机器无法解析域名"),
}
_GONE = N_("页面不存在")
_SERVER = N_("服务器出错")
_REFUSED = N_("服务器返回错误")
_SILENT = N_("没有响应")
SLOW = N_("打开过慢")


def words(failure: Failure | None, status: int | None) -> str:
    """The reason in Chinese; a status alone is told by its class."""
    if failure is not None and failure is not Failure.STATUS:
        return _WORDS[failure]
    if status is None:
        return _SILENT
    if status in (404, 410):
        return _GONE
    return _SERVER if status >= 500 else _REFUSED
