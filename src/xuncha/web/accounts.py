"""How people sign in: accounts are made by an office for its people, nobody signs up."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.views import login as allauth_login
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from xuncha.base.language import N_, _
from xuncha.people.actions import end_sessions
from xuncha.people.models import User
from xuncha.people.queries import can
from xuncha.people.rules import Verb
from xuncha.web import firstrun, tokens
from xuncha.web.door import Visit, actor, page


class Said(dict[str, Any]):
    """allauth's own messages, ours where we say them better, in the reader's language."""

    def __getitem__(self, key: str) -> Any:
        """The message for ``key``."""
        return _(_ERRORS[key]) if key in _ERRORS else super().__getitem__(key)


_ERRORS = {
    "account_inactive": N_("这个账号已停用，请联系本单位的管理人员"),
    "username_password_mismatch": N_("账号或密码不正确"),
    "invalid_login": N_("账号或密码不正确"),
    "too_many_login_attempts": N_("尝试次数过多，请稍后再试"),
    "rate_limited": N_("操作过于频繁，请稍后再试"),
    "enter_current_password": N_("当前密码不正确"),
    "incorrect_password": N_("密码不正确"),
    "incorrect_code": N_("验证码不正确；验证码每30秒换一次，请核对手机时间"),
}

#: What allauth tells after the deed, by the template it would have used.
_DEEDS = {
    "account/messages/password_changed.txt": N_("密码已修改，其他地方的登录已全部结束"),
    "account/messages/logged_out.txt": N_("已退出登录"),
    "mfa/messages/totp_activated.txt": N_("两步验证已开启"),
    "mfa/messages/totp_deactivated.txt": N_("两步验证已关闭"),
    "mfa/messages/recovery_codes_generated.txt": N_("已生成新的恢复码，旧的恢复码全部失效"),
}


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth with its sign-up closed."""

    error_messages = Said(DefaultAccountAdapter.error_messages)

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Never: an office adds its people."""
        return False

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *_args: Any,
        **_kwargs: Any,
    ) -> None:
        """Say what was done in our own words; nothing where we have none."""
        if message_template in _DEEDS:
            messages.add_message(request, level, _(_DEEDS[message_template]))


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]
    """allauth's second factor, with our words and the account's own name in the app."""

    error_messages = Said(DefaultMFAAdapter.error_messages)

    def get_totp_label(self, user: User) -> str:
        """The account, as the authenticator lists it."""
        return user.username


def sign_in(request: HttpRequest) -> HttpResponse:
    """allauth's sign-in; the first page of all while nobody has an account."""
    if firstrun.needed():
        return redirect("begin")
    answer: HttpResponse = allauth_login(request)
    return answer


def locked_out(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """What is shown after too many wrong passwords."""
    return render(request, "account/locked.html", status=429)


@never_cache
@page("GET")
def own(request: Visit) -> HttpResponse:
    """The person's own account: who they are, password, second factor, sessions."""
    from allauth.mfa.utils import is_mfa_enabled

    may_make = can(request.user, Verb.MANAGE_TOKENS, request.user.office.path)
    return render(
        request,
        "account/own.html",
        {"second": is_mfa_enabled(request.user), "may_make": may_make, **tokens.listed(request)},
    )


@page("POST")
def sign_out_everywhere(request: Visit) -> HttpResponse:
    """End every session of this person, this one too."""
    end_sessions(actor(request), request.user)
    logout(request)
    messages.success(request, _("所有设备上的登录都已结束，请重新登录"))
    return redirect("account_login")


def closed(request: HttpRequest) -> HttpResponse:
    """What allauth knows and we do not offer: signing up, passwords by mail."""
    raise Http404(request.path)
