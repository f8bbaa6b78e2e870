"""Signing in through the province's own identity service (OpenID Connect), for accounts that exist.

allauth keeps the state and the proof of the code (PKCE); what it believes of a token that came
straight from the service we check all the same: signature, issuer, audience, hours and nonce. The
service is one machine among many of an office's network, seldom behind a certificate of its own.
"""

from __future__ import annotations

import hmac
import logging
import secrets
from typing import Any, Final

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from xuncha.base.language import _
from xuncha.people.actions import Noun, record
from xuncha.people.models import User
from xuncha.web.door import actor

#: The name of the one service, as the addresses have it.
PROVIDER: Final = "office"
#: Signatures by a key of the service alone: with a shared secret anybody who has it could sign.
_SIGNATURES: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384")
#: Seconds by which the two clocks may differ.
_SKEW: Final = 60
_log = logging.getLogger(__name__)


class Service(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """The identity service, believed in what it signs and in nothing else."""

    nonce = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the service says of itself; raises OAuth2Error where it speaks for another."""
        said: dict[str, Any] = super().openid_config
        wanted = settings.OIDC_ISSUER.partition("/.well-known/")[0].rstrip("/")
        if str(said.get("issuer", "")).rstrip("/") != wanted:
            raise OAuth2Error(f"discovery names another issuer: {said.get('issuer')!r}")
        return said

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Who signed in; raises OAuth2Error for a token that proves nothing."""
        claims = self._claims(app, kwargs["response"].get("id_token"))
        told = claims
        if "preferred_username" not in claims and "userinfo_endpoint" in self.openid_config:
            told = self._fetch_user_info(token.token)
            if told.get("sub") != claims["sub"]:
                raise OAuth2Error("userinfo tells of somebody else")
        said = {"id_token": claims, "userinfo": told}
        return self.get_provider().sociallogin_from_response(request, said)

    def _claims(self, app: Any, raw: object) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(str(raw or ""))
            algorithm = header.get("alg", "")
            if algorithm not in _SIGNATURES:
                raise OAuth2Error(f"signed by {algorithm!r}")
            claims: dict[str, Any] = jwt.decode(
                str(raw),
                key=self._key(header.get("kid")),
                algorithms=[algorithm],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                leeway=_SKEW,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except (jwt.PyJWTError, TypeError, KeyError) as error:
            raise OAuth2Error(f"id_token: {error}") from error
        if claims.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("the token is for another party")
        if not self.nonce or not hmac.compare_digest(str(claims.get("nonce", "")), self.nonce):
            raise OAuth2Error("the token answers another question (nonce)")
        return claims

    def _key(self, kid: object) -> Any:
        """The service's key of that name; a token without a name means the only one there is."""
        from allauth.socialaccount.adapter import get_adapter

        with get_adapter().get_requests_session() as asking:
            answer = asking.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            listed = jwt.PyJWKSet.from_dict(answer.json()).keys
        signing = [one for one in listed if one.public_key_use in (None, "sig")]
        found = [one for one in signing if one.key_id == kid] if kid is not None else signing
        if len(found) != 1:
            raise OAuth2Error(f"no key of the service is called {kid!r}")
        return found[0].key


class _Return(OAuth2CallbackView):  # type: ignore[misc]
    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, refused = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce", "")
        return state, refused


class Outside(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Only accounts that exist: the first sign-in ties them to the person outside, for good."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002
        """Never: an office adds its people."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Tie the person outside to the account of the same name; refuse where there is none."""
        if sociallogin.is_existing:
            if not sociallogin.user.is_active:
                raise _refused(request, _("这个账号已停用，请联系本单位的管理人员"))
            return
        said = str(sociallogin.account.extra_data["userinfo"].get("preferred_username", ""))
        user = User.objects.filter(username=said, is_active=True).first() if said else None
        # A name outside may be given to somebody new; an account stays with whom it was tied to.
        if user is None or SocialAccount.objects.filter(user=user).exists():
            _log.warning("sign-in from outside refused: no account for %r", said[:100])
            raise _refused(
                request,
                _("“{name}”在本平台没有可用的账号，请联系本单位的管理人员").format(name=said[:60]),
            )
        with transaction.atomic():
            sociallogin.connect(request, user)
            record(
                actor(request),
                "person.outside",
                Noun("person", user.pk, user.username, user.office.path),
                new={"why": f"{settings.OIDC_NAME}：{sociallogin.account.uid}"[:200]},
            )

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,  # noqa: ARG002
        error: Any = None,
        exception: Exception | None = None,
        extra_context: Any = None,  # noqa: ARG002
    ) -> None:
        """Back to the sign-in page, with one line; what exactly was wrong is for the log."""
        _log.warning("sign-in from outside failed: %s %s", error, exception)
        raise _refused(request, _("{name}登录没有完成，请重新登录").format(name=settings.OIDC_NAME))


def _refused(request: HttpRequest, why: str) -> ImmediateHttpResponse:
    messages.error(request, why)
    return ImmediateHttpResponse(redirect("account_login"))


@never_cache
@require_POST
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send a reader to the identity service, with a question of their own."""
    if provider_id != PROVIDER:
        raise Http404(provider_id)
    provider = Service(request, PROVIDER).get_provider()
    provider.oauth2_adapter_class = Service
    nonce, after = secrets.token_urlsafe(24), request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(after, {request.get_host()}, request.is_secure()):
        after = ""
    try:
        answer = provider.redirect(
            request, "login", next_url=after, auth_params={"nonce": nonce}, nonce=nonce
        )
    except (RequestException, OAuth2Error, KeyError, ValueError) as error:
        _log.warning("the identity service does not answer: %s", error)
        said = _("{name}暂时不可用，请稍后再试，或用本平台的账号和密码登录")
        messages.error(request, said.format(name=settings.OIDC_NAME))
        return redirect("account_login")
    # A form may lead nowhere but to us (Content-Security-Policy, form-action), which holds for
    # the redirect after it too: so a page of ours leads on.
    return render(request, "account/outside.html", {"address": answer["Location"]})


@never_cache
@require_GET
def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back from the identity service, as somebody or as nobody."""
    if provider_id != PROVIDER:
        raise Http404(provider_id)
    try:
        answer: HttpResponse = _Return.adapter_view(Service(request, PROVIDER))(request)
    except (KeyError, ValueError, TypeError) as error:
        # A service that answers in another form than the standard's.
        _log.warning("the identity service answers strangely: %s", error)
        messages.error(request, _("{name}登录没有完成，请重新登录").format(name=settings.OIDC_NAME))
        return redirect("account_login")
    return answer
