"""Saved views and chosen columns: a list as somebody likes to see it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect

from xuncha.base.language import _
from xuncha.people.models import User
from xuncha.registry.models import SavedView
from xuncha.web.address import back, with_query
from xuncha.web.door import Visit, page

#: A person who saves more than this does not find them again.
MOST = 40


def saved(user: User, table: str) -> list[SavedView]:
    """The person's own views of one list."""
    return list(SavedView.objects.filter(owner=user, table=table).order_by("name")[:MOST])


@page("POST")
def save(request: Visit) -> HttpResponse:
    """Keep the list as it is under a name; the same name again replaces it."""
    name, table = request.POST.get("name", "").strip()[:60], request.POST.get("table", "")[:30]
    query = request.POST.get("query", "")[:2000]
    own = SavedView.objects.filter(owner=request.user)
    if not name or not table:
        messages.error(request, _("请给视图起一个名称"))
    elif own.count() >= MOST and not own.filter(table=table, name=name).exists():
        messages.error(request, _("最多保存{n}个视图，请先删除不用的").format(n=MOST))
    else:
        SavedView.objects.update_or_create(
            owner=request.user, table=table, name=name, defaults={"query": query}
        )
        messages.success(request, _("已保存视图“{name}”").format(name=name))
    return redirect(back(request, "/"))


@page("POST")
def forget(request: Visit, number: int) -> HttpResponse:
    """Remove one of the person's own views."""
    get_object_or_404(SavedView, pk=number, owner=request.user).delete()
    return redirect(back(request, "/"))


@page("GET")
def columns(request: Visit) -> HttpResponse:
    """The same list with other columns: the boxes of the chooser as one short parameter."""
    query = QueryDict(request.GET.get("query", "")[:2000])
    chosen = ",".join(request.GET.getlist("col")[:40])
    return redirect(back(request, "/") + with_query(query, {"cols": chosen or None}))
