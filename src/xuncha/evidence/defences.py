"""How a site's host guards what passes between it and its visitors: asked once, gently.

One request and four handshakes for a site: nothing here tries to get in.
"""

from __future__ import annotations

from xuncha.base.urls import host_of, join, origin_of
from xuncha.evidence.plan import Plan
from xuncha.evidence.response import Failure, Reach, Response
from xuncha.evidence.safety import Certificate, Transport
from xuncha.evidence.watch import Prober

#: A page so short that only leads on is read for where it leads.
_SNIFF = 4096
#: Nobody was there, or nobody who speaks TLS at all; anything else leaves it open.
_NOBODY = frozenset({Failure.CONNECT, Failure.TIMEOUT, Failure.BROKEN})


async def look(
    asked: str, landed: str, prober: Prober, plan: Plan
) -> tuple[Transport, Certificate | None]:
    """What the host of a home page shows: `asked` is its address, `landed` where it answered."""
    other = counterpart(landed, plan)
    if not landed.startswith("https:"):
        https = await _answers_https(other, prober) if other else None
        # Who came over http was left there.
        return Transport(https=https, leads_on=False if https else None), None
    shaken = await prober.shake(landed)
    leads_on: bool | None = None
    if asked.startswith("http:"):
        leads_on = True
    elif other is not None:
        leads_on = _leads_on(await prober.ask(other, limit=_SNIFF))
    return Transport(True, leads_on, shaken.versions, shaken.national), shaken.certificate


def counterpart(url: str, plan: Plan) -> str | None:
    """The same address under the other scheme; None where nobody can know its port."""
    scheme, _, rest = url.partition("://")
    host = host_of(url)
    port = origin_of(url).partition("://")[2].lower().removeprefix(host).removeprefix(":")
    ports = {"http": plan.http_port, "https": plan.https_port}
    if (int(port) if port else {"http": 80, "https": 443}[scheme]) != ports[scheme]:
        return None
    other = "http" if scheme == "https" else "https"
    path = rest.partition("/")[2]
    return join(f"{other}://{host}:{ports[other]}/", f"/{path}")


async def _answers_https(url: str, prober: Prober) -> bool | None:
    answer = await prober.ask(url, limit=_SNIFF)
    if answer.reach is Reach.OK:
        onward = _onward(answer)
        return not onward.startswith("http:") if onward else True
    if answer.reach is Reach.DEAD and answer.failure in (*_NOBODY, Failure.STATUS):
        return False
    # Kept out, not looked at, or a handshake that another kind of client may manage (国密).
    return None


def _leads_on(answer: Response) -> bool | None:
    """Whether the plain address sends visitors on to https; None where there is none."""
    if answer.reach is not Reach.OK:
        return None
    onward = _onward(answer)
    if onward:
        return onward.startswith("https:")
    # A page of its own, or one whose script or refresh leads on.
    return b"https://" in answer.body.lower() and len(answer.body) < _SNIFF


def _onward(answer: Response) -> str:
    if answer.status is None or not 300 <= answer.status < 400:
        return ""
    return join(answer.asked, answer.header("location")) or ""
