"""The addresses for everyone, all below /public/."""

from __future__ import annotations

from django.urls import URLPattern, path

from xuncha.web.public import (
    annual,
    beeps,
    bulletins,
    draws,
    feeds,
    home,
    monitoring,
    prefer,
    reports,
    riddle,
    seals,
    sites,
    status,
)

urlpatterns: list[URLPattern] = [
    path("", home.home, name="public_home"),
    path("prefer/", prefer.prefer, name="public_prefer"),
    path("sites/", sites.search, name="public_sites"),
    path("sites/<slug:code>/", sites.one, name="public_site"),
    path("bulletins/", bulletins.every, name="public_bulletins"),
    path("bulletins/<int:number>/", bulletins.one, name="public_bulletin"),
    path("bulletins/<int:number>/<str:name>", bulletins.file, name="public_bulletin_file"),
    path("verify/", bulletins.verify, name="public_bulletin_verify"),
    path("draws/", draws.every, name="public_draws"),
    path("draws/<int:number>/", draws.one, name="public_draw"),
    path("draws/<int:number>/<slug:kind>/", draws.file, name="public_draw_file"),
    path("draws/redraw.py", draws.script, name="public_redraw"),
    path("seals/", seals.every, name="public_seals"),
    path("seals/roots.json", seals.file, name="public_seals_file"),
    path("seals/verify_proof.py", seals.script, name="public_verify"),
    path("report/", reports.form, name="public_report"),
    path("report/riddle/<str:token>.wav", beeps.sound, name="public_riddle_sound"),
    path("report/riddle/<str:token>.png", riddle.picture, name="public_riddle"),
    path("reports/", reports.done, name="public_reports"),
    path("reports/<str:token>/", reports.status, name="public_status"),
    path("reports/<str:token>/picture.jpg", reports.picture, name="public_picture"),
    path("badge.svg", reports.badge_picture, name="public_badge_picture"),
    path("badge/<slug:code>/", reports.badge, name="public_badge"),
    path("annual/", annual.listed, name="public_annuals"),
    path("annual/<int:number>/", annual.one, name="public_annual"),
    path("annual/<int:number>/report.<slug:kind>", annual.file, name="public_annual_file"),
    path("status/", status.show, name="public_away"),
    path("monitoring/", monitoring.page, name="public_monitoring"),
    path("method/", home.method, name="public_method"),
    path("data/", home.data, name="public_data"),
    path("corrections/", home.corrections, name="public_corrections"),
    path("feed.atom", feeds.atom, name="public_atom"),
    path("feed.rss", feeds.rss, name="public_rss"),
]
