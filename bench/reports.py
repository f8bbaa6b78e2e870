"""A storm of error reports on a real server, while the office goes on working.

    XUNCHA_DATA=… [XUNCHA_DATABASE_URL=…] python -m bench.reports [SECONDS]

The server runs as `xuncha up` runs it, in a process of its own over an empty database. Two hundred
reports a second are sent for thirty seconds, every one over a connection and from an address of its
own, with its riddle solved, one in twenty with a screenshot; nobody waits for an answer
before the next is sent. Beside it somebody of the office opens the console ten times a second.

"alone" is the clock's time without what the slowest thread of the server and this process waited
for a processor that another program held: what a page takes on a machine that does nothing else.

Every report must be accepted (and then be in the database) or refused politely; none may be lost or
left without an answer, and the console must (alone) answer within 200 ms at the 95th percentile.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
import time
import uuid
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuncha.settings")
os.environ["XUNCHA_PROXIES"] = "1"

PER_SECOND, SECONDS = 200, 30
MOST_MS = 200.0
PAGES = ("/", "/reports/", "/sites/", "/findings/")


def main(seconds: int = SECONDS) -> int:
    """Print what became of the reports and how quick the console was; 1 where it falls short."""
    from xuncha.cli.up import prepare

    prepare()
    cookie, reports = _people(), _reports(PER_SECOND * seconds)
    server = subprocess.Popen(
        [sys.executable, "-m", "xuncha.web.serve", "127.0.0.1", "0"], stdout=subprocess.PIPE
    )
    try:
        assert server.stdout is not None
        said = server.stdout.readline().decode()
        port = int(said.rsplit(":", 1)[1].split("/")[0])
        return asyncio.run(_storm(port, cookie, reports, server.pid))
    finally:
        server.terminate()
        server.wait(30)


def _people() -> str:
    """An office with somebody signed in, a site to report on; the session's cookie."""
    from django.contrib.auth import login
    from django.contrib.sessions.backends.db import SessionStore
    from django.http import HttpRequest
    from django.utils import timezone

    from xuncha.people.actions import Actor, add_person, found_province
    from xuncha.registry.models import Site, SiteState

    now = timezone.now()
    system = Actor(None, now)
    office = found_province(system, "青海省人民政府办公厅", "630000")
    user = add_person(system, office, "xiaoli", "inspector", name="小李")
    Site.objects.create(
        office=office, path=office.path, name="省国土资源厅", home_url="http://gtt.qinghai.gov.cn/",
        host="gtt.qinghai.gov.cn", site_code="6300000001", state=SiteState.ACTIVE, added_at=now,
        changed_at=now,
    )  # fmt: skip
    request = HttpRequest()
    request.session = SessionStore()
    login(request, user, "allauth.account.auth_backends.AuthenticationBackend")
    request.session.save()
    return f"xuncha={request.session.session_key}"


def _reports(number: int) -> list[bytes]:
    """So many whole requests, each with a riddle of its own solved."""
    from django.core import signing

    from xuncha.web.public import riddle

    signer = signing.TimestampSigner(salt=riddle.SALT)
    picture = _picture()
    made = []
    for n in range(number):
        nonce = f"{n:016x}"
        fields = {
            "url": f"http://gtt.qinghai.gov.cn/{n}.html",
            "category": "inaccurate",
            "text": f"第{n}处日期写成了2106年",
            "riddle": signer.sign(nonce),
            "sum": str(sum(riddle.summands(nonce))),
        }
        made.append(_request(n, fields, picture if n % 20 == 0 else b""))
    return made


def _picture() -> bytes:
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.effect_noise((1170, 2532), 20).convert("RGB").save(out, "JPEG", quality=60)
    return out.getvalue()


def _request(n: int, fields: dict[str, str], picture: bytes) -> bytes:
    kind, body = "application/x-www-form-urlencoded", urlencode(fields).encode()
    if picture:
        mark = uuid.uuid4().hex
        kind = f"multipart/form-data; boundary={mark}"
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode()
            for k, v in fields.items()
        ]
        head = f'--{mark}\r\nContent-Disposition: form-data; name="picture"; filename="a.jpg"\r\n'
        parts += [f"{head}Content-Type: image/jpeg\r\n\r\n".encode(), picture, b"\r\n"]
        body = b"".join(parts) + f"--{mark}--\r\n".encode()
    head = (
        f"POST /public/report/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        f"X-Forwarded-For: 10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}\r\n"
        f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _storm(port: int, cookie: str, reports: list[bytes], pid: int) -> int:
    for page in PAGES:
        await _open(port, page, cookie)
    quiet = [await _timed(port, PAGES[n % len(PAGES)], cookie, pid) for n in range(40)]
    cpu, begun = _cpu(pid), time.monotonic()
    calm = asyncio.Event()
    office = asyncio.create_task(_office(port, cookie, calm, pid))
    sent = []
    for n, report in enumerate(reports):
        await asyncio.sleep(max(0.0, begun + n / PER_SECOND - time.monotonic()))
        sent.append(asyncio.create_task(_send(port, report)))
    lasted = time.monotonic() - begun
    answers = Counter(await asyncio.gather(*sent))
    calm.set()
    times, used = await office, _cpu(pid) - cpu
    kept = await asyncio.to_thread(_kept)
    accepted, polite = answers.pop(302, 0), answers.pop(503, 0)
    print(f"sent {len(reports)} reports in {lasted:.1f} s ({len(reports) / lasted:.0f}/s)")
    print(f"accepted {accepted}, refused politely {polite}, anything else {dict(answers)}")
    print(f"in the database {kept}, lost {accepted - kept}")
    print(f"the server's processor time {used:.1f} s; load of the machine {os.getloadavg()[0]:.1f}")
    _told("quiet", quiet)
    p95 = _told("in the storm", times)
    bad = bool(answers) or kept != accepted or accepted + polite != len(reports) or p95 > MOST_MS
    print("falls short" if bad else "reached")
    return int(bad)


def _told(when: str, times: list[tuple[float, float]]) -> float:
    """Print how quick the console was; its 95th percentile alone."""
    wall, alone = ([one[at] for one in times] for at in (0, 1))
    p95 = _percentile(alone, 0.95)
    print(
        f"console {when}, {len(times)} pages: p50 {_percentile(wall, 0.5):.0f} ms, "
        f"p95 {_percentile(wall, 0.95):.0f} ms; alone p50 {_percentile(alone, 0.5):.0f} ms, "
        f"p95 {p95:.0f} ms"
    )
    return p95


def _kept() -> int:
    from xuncha.cases.kinds.citizen_report.models import CitizenReport

    return CitizenReport.objects.count()


async def _office(
    port: int, cookie: str, calm: asyncio.Event, pid: int
) -> list[tuple[float, float]]:
    times: list[tuple[float, float]] = []
    while not calm.is_set():
        times.append(await _timed(port, PAGES[len(times) % len(PAGES)], cookie, pid))
        await asyncio.sleep(0.1)
    return times


async def _timed(port: int, page: str, cookie: str, pid: int) -> tuple[float, float]:
    """Milliseconds by the clock, and alone."""
    before, ours = _delays(pid), _delays(os.getpid())
    begun = time.perf_counter()
    status = await _open(port, page, cookie)
    took = (time.perf_counter() - begun) * 1000
    assert status == 200, (page, status)
    waited = _longest(before, _delays(pid)) + _longest(ours, _delays(os.getpid()))
    return took, max(0.0, took - waited)


def _delays(pid: int) -> dict[str, float]:
    """Milliseconds each thread was ready to run while another program had the processor."""
    found = {}
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):
            found[thread.name] = int((thread / "schedstat").read_text().split()[1]) / 1e6
    return found


def _longest(before: dict[str, float], after: dict[str, float]) -> float:
    return max((after[one] - before.get(one, 0.0) for one in after), default=0.0)


async def _open(port: int, page: str, cookie: str) -> int:
    head = (
        f"GET {page} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
    )
    return await _send(port, head.encode())


async def _send(port: int, request: bytes) -> int | str:
    """The status of the answer, or why there was none."""
    try:
        async with asyncio.timeout(60):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request)
            await writer.drain()
            line = await reader.readline()
            while await reader.read(65536):
                pass
            writer.close()
            return int(line.split()[1])
    except (OSError, TimeoutError, IndexError, ValueError) as error:
        return type(error).__name__


def _cpu(pid: int) -> float:
    fields = open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()  # noqa: PTH123, SIM115
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
