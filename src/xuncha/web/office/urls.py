"""Every address of the console."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from xuncha.web.office import (
    asking,
    audit,
    candidates,
    exports,
    findings,
    overview,
    people,
    requests,
    runs,
    site,
    sites,
    views,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.show, name="overview"),
    path("sites/", sites.show, name="sites"),
    path("sites/export.<slug:kind>", exports.of_sites, name="sites_export"),
    path("sites/<int:number>/", site.show, name="site"),
    path("findings/", findings.show, name="findings"),
    path("findings/export.<slug:kind>", exports.of_findings, name="findings_export"),
    path("findings/<int:number>/", findings.one, name="finding"),
    path("requests/", requests.show, name="requests"),
    path("requests/new/<slug:kind>/", asking.new, name="request_new"),
    path("requests/<int:number>/", requests.one, name="request"),
    path("requests/<int:number>/edit/", asking.edit, name="request_edit"),
    path("requests/<int:number>/submit/", requests.submit, name="request_submit"),
    path("requests/<int:number>/decide/", requests.decide, name="request_decide"),
    path("requests/<int:number>/withdraw/", requests.withdraw, name="request_withdraw"),
    path("requests/<int:number>/files/", requests.attach, name="request_attach"),
    path("requests/<int:number>/files/<int:document>/", requests.download, name="document"),
    path(
        "requests/<int:number>/files/<int:document>/forget/",
        requests.detach,
        name="document_forget",
    ),
    path("runs/", runs.show, name="runs"),
    path("runs/new/", runs.new, name="run_new"),
    path("runs/<int:number>/", runs.one, name="run"),
    path("runs/<int:number>/cancel/", runs.cancel, name="run_cancel"),
    path("runs/items/<int:number>/again/", runs.again, name="run_again"),
    path("candidates/", candidates.show, name="candidates"),
    path("candidates/<int:number>/", candidates.one, name="candidate"),
    path("candidates/<int:number>/decide/", candidates.decide, name="candidate_decide"),
    path("offices/", people.offices, name="offices"),
    path("offices/<int:number>/", people.office, name="office"),
    path("offices/<int:number>/below/", people.add_office, name="office_add"),
    path("offices/<int:number>/people/", people.add_person, name="person_add"),
    path("people/<int:number>/", people.person, name="person"),
    path("people/<int:number>/password/", people.person_password, name="person_password"),
    path("people/<int:number>/sessions/", people.person_sessions, name="person_sessions"),
    path("audit/", audit.show, name="audit"),
    path("views/", views.save, name="view_save"),
    path("views/<int:number>/forget/", views.forget, name="view_forget"),
    path("columns/", views.columns, name="columns"),
]
