"""Offices and their people: who is there, who may do what, and changes of both."""

from __future__ import annotations

import secrets
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from xuncha.base.language import N_, _
from xuncha.campaigns.queries import floors
from xuncha.campaigns.rules import PERIODS, floor_at
from xuncha.people import actions
from xuncha.people.models import Office, OfficeLevel, OfficeLine, Role, User
from xuncha.people.queries import can, chain, offices_visible_to, people_visible_to
from xuncha.people.rules import MAY, VERB_NAMES, Verb
from xuncha.registry.offices import close_office, hanging_on, reopen_office
from xuncha.web.door import Visit, actor, page
from xuncha.web.listing import Column, Filter, Listing, choices

OFFICES: Final = (
    Column("name", N_("单位"), ("path",), narrow=True),
    Column("level", N_("层级"), ("level",), narrow=True),
    Column("line", N_("管理方式")),
    Column("region", N_("区划代码")),
    Column("people", N_("人员"), number=True),
    Column("below", N_("下级单位"), number=True),
)


def _named(pairs: Any) -> list[tuple[str, str]]:
    return [(str(value), _(str(name))) for value, name in pairs]


@page("GET")
def offices(request: Visit) -> HttpResponse:
    """The offices of one's own part of the tree."""
    filters: list[Filter[Office]] = [
        Filter("q", N_("名称"), lambda rows, value: rows.filter(name__contains=value)),
        Filter("level", N_("层级"), lambda q, v: q.filter(level=v), choices(OfficeLevel.choices)),
        Filter("closed", N_("在用"), _closed, lambda: [("no", _("在用")), ("yes", _("已撤销"))]),
    ]
    listing = Listing(
        request.GET,
        "offices",
        offices_visible_to(request.user),
        OFFICES,
        filters,
        "name",
        dress=lambda rows: rows.annotate(
            heads=Count("people", distinct=True, filter=Q(people__is_active=True)),
            below=Count("children", distinct=True),
        ),
    )
    return render(request, "office/offices.html", {"listing": listing})


def _closed(rows: QuerySet[Office], value: str) -> QuerySet[Office]:
    return rows.filter(closed_at__isnull=value == "no")


class OfficeForm(forms.Form):
    """What an office is called and where it stands."""

    name = forms.CharField(max_length=120)
    level = forms.ChoiceField()
    line = forms.ChoiceField()
    region = forms.RegexField(r"^(\d{6})?$", required=False, max_length=6)
    code = forms.RegexField(r"^(\d{6}|bm\d{4})?$", required=False, max_length=6)
    phone = forms.CharField(max_length=40, required=False)
    email = forms.EmailField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, pairs in (("level", OfficeLevel.choices), ("line", OfficeLine.choices)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101
            field.choices = _named(pairs)


@page("GET", "POST")
def office(request: Visit, number: int) -> HttpResponse:
    """One office: its people, the offices below, and its own particulars."""
    user = request.user
    found = get_object_or_404(offices_visible_to(user).select_related("parent"), pk=number)
    may_manage = can(user, Verb.MANAGE_OFFICES, found.path)
    start = {name: getattr(found, name) for name in OfficeForm.base_fields}
    form = OfficeForm(request.POST or None, initial=start)
    form.fields["level"].disabled = True
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        said.pop("level")
        actions.change_office(actor(request), found, **said)
        messages.success(request, _("已保存"))
        return redirect("office", found.pk)
    return render(
        request,
        "office/office.html",
        {
            "office": found,
            "chain": [one for one in chain(found) if one.path.startswith(user.office.path)],
            "people": people_visible_to(user).filter(office=found).order_by("-is_active", "id"),
            "below": found.children.order_by("path")[:500],
            "form": form,
            "floor": floor_at(found.path, floors()),
            "periods": [(months, _(name)) for months, name in PERIODS.items()],
            "may_manage": may_manage,
            "may_people": can(user, Verb.MANAGE_PEOPLE, found.path),
            "hanging": hanging_on(found).words if may_manage else (),
        },
    )


@page("POST", verb=Verb.MANAGE_OFFICES)
def close(request: Visit, number: int) -> HttpResponse:
    """End an office on which nothing hangs any more."""
    found = get_object_or_404(offices_visible_to(request.user), pk=number)
    close_office(actor(request), found, request.POST.get("reason", ""))
    messages.success(request, _("已撤销“{name}”").format(name=found.name))
    return redirect("office", number)


@page("POST", verb=Verb.MANAGE_OFFICES)
def reopen(request: Visit, number: int) -> HttpResponse:
    """Take a closed office into use again."""
    found = get_object_or_404(offices_visible_to(request.user), pk=number)
    reopen_office(actor(request), found, request.POST.get("reason", ""))
    messages.success(request, _("已恢复“{name}”").format(name=found.name))
    return redirect("office", number)


@page("GET", "POST", verb=Verb.MANAGE_OFFICES)
def add_office(request: Visit, number: int) -> HttpResponse:
    """An office below this one."""
    above = get_object_or_404(offices_visible_to(request.user), pk=number)
    below = {"province": "prefecture", "prefecture": "county"}.get(above.level, "unit")
    form = OfficeForm(request.POST or None, initial={"level": below, "region": above.region})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = actions.add_office(
            actor(request),
            above,
            said["name"],
            said["level"],
            line=said["line"],
            region=said["region"],
            code=said["code"],
        )
        if said["phone"] or said["email"]:
            actions.change_office(actor(request), made, phone=said["phone"], email=said["email"])
        messages.success(request, _("已增设“{name}”").format(name=made.name))
        return redirect("office", made.pk)
    return render(request, "office/office_new.html", {"above": above, "form": form})


class PersonForm(forms.Form):
    """Who somebody is, and what they do."""

    name = forms.CharField(max_length=60)
    username = forms.RegexField(
        r"^[\w.@+-]+$", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField()
    email = forms.EmailField(required=False)
    phone = forms.CharField(max_length=40, required=False)
    password = forms.CharField(
        required=False,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = _named(Role.choices)

    def clean(self) -> None:
        """Refuse a password that is easily guessed."""
        said = self.cleaned_data
        if not said.get("password"):
            return
        try:
            validate_password(
                said["password"],
                User(username=said.get("username", ""), name=said.get("name", "")),
            )
        except ValidationError as error:
            self.add_error("password", error)


@page("GET", "POST", verb=Verb.MANAGE_PEOPLE)
def add_person(request: Visit, number: int) -> HttpResponse:
    """An account for somebody of this office, with a first password to be changed."""
    where = get_object_or_404(offices_visible_to(request.user), pk=number)
    form = PersonForm(request.POST or None, initial={"role": Role.REPORTER})
    form.fields["password"].required = True
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.add_person(
                actor(request),
                where,
                said["username"],
                said["role"],
                name=said["name"],
                password=said["password"],
                email=said["email"],
            )
        except actions.RefusedError as refused:
            form.add_error("username", str(refused))
        else:
            if said["phone"]:
                actions.change_person(actor(request), made, phone=said["phone"])
            messages.success(request, _("已添加“{name}”").format(name=made))
            return redirect("office", where.pk)
    return render(request, "office/person_new.html", {"office": where, "form": form})


@page("GET", "POST", verb=Verb.MANAGE_PEOPLE)
def person(request: Visit, number: int) -> HttpResponse:
    """One person: particulars, role, and whether the account is in use."""
    found = get_object_or_404(people_visible_to(request.user), pk=number)
    start = {name: getattr(found, name) for name in ("name", "username", "role", "email", "phone")}
    form = PersonForm(request.POST or None, initial=start)
    form.fields["username"].disabled = True
    del form.fields["password"]
    if request.method == "POST" and form.is_valid():
        changes = {
            name: form.cleaned_data[name]
            for name in ("name", "role", "email", "phone")
            if form.cleaned_data[name] != start[name]
        }
        active = request.POST.get("active") == "1"
        if active != found.is_active:
            changes["is_active"] = active
        if found.pk == request.user.pk and {"role", "is_active"} & set(changes):
            form.add_error(None, _("不能改变自己的角色或停用自己，请由其他管理人员办理"))
        else:
            if changes:
                actions.change_person(actor(request), found, **changes)
            messages.success(request, _("已保存"))
            return redirect("person", found.pk)
    verbs = [(verb, _(name)) for verb, name in VERB_NAMES.items() if verb in MAY[found.role]]
    return render(request, "office/person.html", {"person": found, "form": form, "verbs": verbs})


@page("POST", verb=Verb.MANAGE_PEOPLE)
def person_password(request: Visit, number: int) -> HttpResponse:
    """A new first password for somebody who forgot theirs: shown once, here and now."""
    found = get_object_or_404(people_visible_to(request.user), pk=number)
    made = secrets.token_urlsafe(12)
    actions.set_password(actor(request), found, made)
    return render(request, "office/person_password.html", {"person": found, "password": made})


@page("POST", verb=Verb.MANAGE_PEOPLE)
def person_sessions(request: Visit, number: int) -> HttpResponse:
    """End every session of somebody in one's charge."""
    found = get_object_or_404(people_visible_to(request.user), pk=number)
    actions.end_sessions(actor(request), found)
    messages.success(request, _("“{name}”的登录已全部结束").format(name=found))
    return redirect("person", found.pk)
