"""Files carried up from installations below: who may, what each brings, taken or not."""

from __future__ import annotations

import re
import secrets
from pathlib import Path
from typing import Final

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from xuncha.base.language import _
from xuncha.federation import actions, queries
from xuncha.federation.reading import LARGEST, Carried, read_file
from xuncha.federation.taking import preview, take
from xuncha.people.actions import RefusedError
from xuncha.people.models import Office
from xuncha.people.queries import can, offices_visible_to
from xuncha.people.rules import Verb
from xuncha.registry.fields import label_of
from xuncha.web.door import Visit, actor, page

_TOKEN: Final = re.compile(r"[0-9a-f]{32}")
#: Seconds a file waits to be taken.
_WAITS: Final = 24 * 3600
_SHOWN: Final = 100


class PeerForm(forms.Form):
    """An installation that may carry files up."""

    name = forms.CharField(max_length=80)
    office = forms.ModelChoiceField(Office.objects.none())
    key = forms.CharField(max_length=80)

    def __init__(self, visit: Visit) -> None:
        super().__init__(visit.POST or None)
        field = self.fields["office"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = offices_visible_to(visit.user).exclude(level="unit")


@page("GET")
def show(request: Visit) -> HttpResponse:
    """The installations below and the files they carried up, the latest first."""
    user = request.user
    return render(
        request,
        "office/carried.html",
        {
            "peers": queries.peers_visible_to(user)[:500],
            "files": queries.files_visible_to(user)[:_SHOWN],
            "form": PeerForm(request),
            "may_register": can(user, Verb.MANAGE_SETTINGS, user.office.path),
            "may_take": can(user, Verb.IMPORT, user.office.path),
        },
    )


@page("POST", verb=Verb.MANAGE_SETTINGS)
def register(request: Visit) -> HttpResponse:
    """Register an installation by its public key."""
    form = PeerForm(request)
    if not form.is_valid():
        raise RefusedError(_("请填写名称，选择单位，贴入公钥"))
    said = form.cleaned_data
    peer = actions.register_peer(actor(request), said["office"], said["name"], said["key"])
    messages.success(request, _("已登记“{name}”").format(name=peer.name))
    return redirect("carried")


@page("POST", verb=Verb.MANAGE_SETTINGS)
def stop(request: Visit, number: int) -> HttpResponse:
    """From here on an installation's files are not taken."""
    peer = get_object_or_404(queries.peers_visible_to(request.user), pk=number)
    actions.stop_peer(actor(request), peer)
    messages.success(request, _("“{name}”的公钥已停用").format(name=peer.name))
    return redirect("carried")


@page("POST", verb=Verb.IMPORT)
def upload(request: Visit) -> HttpResponse:
    """Look at a file before it is taken."""
    sent = request.FILES.get("file")
    if sent is None or sent.size is None:
        raise RefusedError(_("请选择上报文件"))
    if sent.size > LARGEST:
        raise RefusedError(_("上报文件超过 {n} MB").format(n=LARGEST // 2**20))
    folder = _folder(request)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _clear(folder)
    token = secrets.token_hex(16)
    path = folder / token
    with path.open("wb") as out:
        for piece in sent.chunks():
            out.write(piece)
    try:
        seen = preview(actor(request), read_file(path, timezone.now()))
    except Exception:
        path.unlink(missing_ok=True)
        raise
    return render(
        request,
        "office/carried_preview.html",
        {"seen": seen, "token": token, "label_of": label_of},
    )


@page("POST", verb=Verb.IMPORT)
def take_it(request: Visit, token: str) -> HttpResponse:
    """Take the file that was looked at; it is proved anew."""
    path = _folder(request) / token
    if not _TOKEN.fullmatch(token) or not path.is_file():
        raise Http404(token)
    carried: Carried = read_file(path, timezone.now())
    acting = actor(request)
    differences = preview(acting, carried).differences
    done = take(acting, carried)
    drafted = actions.draft_differences(acting, carried.peer, differences)
    path.unlink(missing_ok=True)
    messages.success(
        request,
        _(
            "已导入：结论 {judgements} 条，问题 {findings} 个，探测 {probes} 条，办件 {cases} 条"
        ).format(
            judgements=done.judgements,
            findings=done.findings,
            probes=done.probe_days,
            cases=done.case_days,
        ),
    )
    if drafted:
        text = _("登记不同的起草了 {n} 件变更申请，请核对后提交").format(n=drafted)
        messages.info(request, text)
    return redirect("carried")


def _folder(request: Visit) -> Path:
    """Where the files this person looks at wait: nobody else's token opens them."""
    return Path(settings.DATA) / "carried" / str(request.user.pk)


def _clear(folder: Path) -> None:
    before = timezone.now().timestamp() - _WAITS
    for path in folder.iterdir():
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
