"""The first run: while nobody has an account, one page founds the province office.

There is no default password. So that no passer-by is quicker than the office, the page wants the
key that `xuncha up` prints with its address; it lies in the data folder too.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from xuncha.base.language import _
from xuncha.people.actions import Actor, RefusedError, add_person, found_province
from xuncha.people.models import Role, User
from xuncha.pipeline.routines import set_usual
from xuncha.web.door import actor


def needed() -> bool:
    """Whether nobody has an account yet."""
    return not User.objects.exists()


def key() -> str:
    """The one-time key of the first page: made once, kept where only this account reads it."""
    path = key_file()
    try:
        return path.read_text()
    except FileNotFoundError:
        made = secrets.token_urlsafe(24)
        try:
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write(made)
        except FileExistsError:
            return path.read_text()
        return made


def key_file() -> Path:
    """Where the key lies."""
    return Path(settings.DATA) / "first-run-key"


def _secret() -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"autocomplete": "new-password"})


class FirstForm(forms.Form):
    """The province office and its first account."""

    office = forms.CharField(max_length=120)
    region = forms.RegexField(r"^(\d{6})?$", max_length=6, required=False)
    name = forms.CharField(max_length=60)
    username = forms.RegexField(
        r"^[\w.@+-]+$",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(widget=_secret(), strip=False, max_length=200)
    again = forms.CharField(widget=_secret(), strip=False, max_length=200)

    def clean(self) -> None:
        """Refuse two different passwords, and one that is easily guessed."""
        said = self.cleaned_data
        if "password" not in said:
            return
        if said["password"] != said.get("again"):
            self.add_error("again", _("两次输入的密码不同，请重新输入"))
        try:
            validate_password(
                said["password"], User(username=said.get("username", ""), name=said.get("name", ""))
            )
        except ValidationError as error:
            self.add_error("password", error)


@never_cache
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Found the province office and sign its first person in."""
    if not needed():
        return redirect("overview")
    given = request.POST.get("key") or request.GET.get("key", "")
    if not constant_time_compare(given, key()):
        return render(request, "office/begin_key.html", {"file": key_file().name}, status=403)
    form = FirstForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = _found(request, form)
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            key_file().unlink(missing_ok=True)
            login(request, user, "allauth.account.auth_backends.AuthenticationBackend")
            messages.success(request, _("已建立“{name}”").format(name=user.office.name))
            return redirect("overview")
    return render(request, "office/begin.html", {"form": form, "key": given})


@transaction.atomic
def _found(request: HttpRequest, form: FirstForm) -> User:
    said = form.cleaned_data
    system = actor(request)
    office = found_province(system, said["office"], said["region"])
    set_usual(Actor(None, system.now, system.address), office)
    return add_person(
        system,
        office,
        said["username"],
        Role.ORGANISER,
        name=said["name"],
        password=said["password"],
    )
