"""Keys for programs, on the page of one's own account: made, shown once, taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from xuncha.base.language import _
from xuncha.people.actions import RefusedError
from xuncha.people.models import Token
from xuncha.people.rules import Verb
from xuncha.people.tokens import make_token, revoke_token
from xuncha.web.door import Visit, actor, page

#: How long a key may live, in days; the first is offered.
DAYS = (90, 30, 365)


def listed(request: Visit) -> dict[str, Any]:
    """What the account's page shows of one's keys."""
    return {"tokens": Token.objects.filter(owner=request.user, revoked_at=None), "token_days": DAYS}


@never_cache
@page("POST", verb=Verb.MANAGE_TOKENS)
def make(request: Visit) -> HttpResponse:
    """Make a key and show it, this once."""
    days = request.POST.get("days", "")
    if days not in map(str, DAYS):
        raise RefusedError(_("请选择令牌的有效期"))
    name = request.POST.get("name", "").strip()
    if not name:
        raise RefusedError(_("请写明令牌给哪个程序用"))
    token, text = make_token(
        actor(request),
        request.user,
        name,
        writes=request.POST.get("writes") == "yes",
        expires_at=timezone.now() + timedelta(days=int(days)),
    )
    return render(request, "account/token.html", {"token": token, "text": text})


@page("POST", verb=Verb.MANAGE_TOKENS)
def revoke(request: Visit, number: int) -> HttpResponse:
    """Take one's own key back."""
    token = get_object_or_404(Token.objects.filter(owner=request.user), pk=number)
    revoke_token(actor(request), token)
    return redirect("own_account")
