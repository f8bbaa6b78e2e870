"""Every address of the console."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from xuncha.web.office import overview, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.show, name="overview"),
    path("views/", views.save, name="view_save"),
    path("views/<int:number>/forget/", views.forget, name="view_forget"),
    path("columns/", views.columns, name="columns"),
]
