"""The vantage points: who probes from where, when each was last heard; registered and revoked."""

from __future__ import annotations

from typing import Final

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from xuncha.base.language import _
from xuncha.monitoring import nodes
from xuncha.people.models import Office
from xuncha.people.rules import Verb
from xuncha.web.door import Visit, actor, page

_MOST: Final = 500


class NodeForm(forms.Form):
    """A new vantage point."""

    name = forms.CharField(max_length=40)


@page("GET", "POST", verb=Verb.MANAGE_SETTINGS)
def show(request: Visit) -> HttpResponse:
    """The vantage points of one's part of the tree; registering one shows its key, this once."""
    form = NodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        node, key = nodes.register_node(
            actor(request), request.user.office, form.cleaned_data["name"]
        )
        return render(request, "office/node_key.html", {"node": node, "key": key})
    found = list(nodes.nodes_visible_to(request.user)[:_MOST])
    paths = Office.objects.filter(path__in={one.path for one in found})
    return render(
        request,
        "office/nodes.html",
        {
            "nodes": nodes.heard(found, timezone.now()),
            "offices": dict(paths.values_list("path", "name")),
            "form": form,
        },
    )


@page("POST", verb=Verb.MANAGE_SETTINGS)
def revoke(request: Visit, number: int) -> HttpResponse:
    """From here on nothing is taken from the node."""
    node = get_object_or_404(nodes.nodes_visible_to(request.user), pk=number)
    nodes.revoke_node(actor(request), node)
    messages.success(request, _("节点“{name}”已撤销").format(name=node.name))
    return redirect("nodes")
