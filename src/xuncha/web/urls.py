"""Every address of the console, the API and the public pages."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as second
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from xuncha.web import accounts, firstrun, tokens, vantage
from xuncha.web.api.routes import api
from xuncha.web.office import language
from xuncha.web.office.urls import urlpatterns as office
from xuncha.web.public import monitoring
from xuncha.web.public.urls import urlpatterns as public

#: allauth's own addresses, only those we use: nobody signs up, and no password is sent by mail.
_ACCOUNT: list[URLPattern | URLResolver] = [
    path("", accounts.own, name="own_account"),
    path("tokens/", tokens.make, name="token_make"),
    path("tokens/<int:number>/revoke/", tokens.revoke, name="token_revoke"),
    path("everywhere/", accounts.sign_out_everywhere, name="sign_out_everywhere"),
    path("login/", accounts.sign_in, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("2fa/", accounts.own, name="mfa_index"),
    path("2fa/authenticate/", second.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", second.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/", include("allauth.mfa.totp.urls")),
    path("2fa/recovery-codes/", include("allauth.mfa.recovery_codes.urls")),
    *(
        path(f"closed/{name}/", accounts.closed, name=name)
        for name in (
            "account_signup",
            "account_email",
            "account_inactive",
            "account_reset_password",
            "account_set_password",
            "socialaccount_signup",
            "socialaccount_connections",
            "socialaccount_login_error",
            "socialaccount_login_cancelled",
        )
    ),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("begin/", firstrun.begin, name="begin"),
    path("language/", language.switch, name="language"),
    path("account/", include(_ACCOUNT)),
    path("api/v1/", api.urls),
    path("vantage/v1/report", vantage.report, name="vantage-report"),
    path("public/", include(public)),
    path(".well-known/site-monitor.json", monitoring.document, name="public_monitor_document"),
    *office,
]
if settings.OIDC_ISSUER:
    # Its tables are only there with the service: `settings.INSTALLED_APPS`.
    from xuncha.web import outside

    _OIDC = "account/oidc/<slug:provider_id>/login/"
    urlpatterns += [
        path(_OIDC, outside.begin, name="openid_connect_login"),
        path(f"{_OIDC}callback/", outside.back, name="openid_connect_callback"),
    ]

handler400 = "xuncha.web.errors.bad"
handler403 = "xuncha.web.errors.not_allowed"
handler404 = "xuncha.web.errors.not_found"
handler500 = "xuncha.web.errors.failed"
