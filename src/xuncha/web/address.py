"""What a request says: a query with something changed, a number, the reader's own address."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme


def with_query(query: QueryDict, changes: Mapping[str, object | None]) -> str:
    """``?…``: the query with ``changes`` (None takes a key out; a list gives it several times)."""
    pairs = [(key, one) for key, values in query.lists() if key not in changes for one in values]
    for key, value in changes.items():
        if isinstance(value, list | tuple):
            pairs += [(key, str(one)) for one in value]
        elif value is not None:
            pairs.append((key, str(value)))
    return "?" + urlencode([(key, one) for key, one in pairs if one != ""])


def picked(query: QueryDict, keys: Iterable[str]) -> str:
    """Only these keys of a query, as a query string without its question mark."""
    return urlencode([(key, one) for key in keys for one in query.getlist(key) if one != ""])


def whole(said: str, otherwise: int = 0, *, digits: int = 9) -> int:
    """The number that a form or an address says in plain digits; `otherwise` for all else."""
    if said.isascii() and said.isdigit() and len(said) <= digits:
        return int(said)
    return otherwise


def back(request: HttpRequest, otherwise: str) -> str:
    """Where the form said to go next, if that is a page of ours."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if safe and asked.startswith("/") else otherwise


def reader(request: HttpRequest) -> str | None:
    """The reader's network address, behind as many proxies as the settings say; None: unknown."""
    hops = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one]
    hops.append(request.META.get("REMOTE_ADDR", ""))
    # Only what our own proxies wrote is believed: the last entries, one for each of them.
    said = hops[max(0, len(hops) - 1 - settings.PROXIES)]
    try:
        return str(ipaddress.ip_address(said))
    except ValueError:
        return None
