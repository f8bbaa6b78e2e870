"""One visit to one site: everything it shows is seen, read and stored, and nothing is judged."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from xuncha.base.language import N_, _
from xuncha.base.types import DeclaredColumn, Policy, Site
from xuncha.base.urls import canonical, host_of, join, same_site
from xuncha.evidence import agreement, defences, exposures, names, robots, spider, store
from xuncha.evidence.archive import Pack
from xuncha.evidence.columns import Sheets, letters, sheets_for, survey, survey_sheets
from xuncha.evidence.crawl import Crawl, Means
from xuncha.evidence.documents import Desk
from xuncha.evidence.plan import Plan
from xuncha.evidence.probes.holes import Probed
from xuncha.evidence.reader import read
from xuncha.evidence.response import Failure, Reach, Response
from xuncha.evidence.safety import Alias, Certificate, Exposures, Transport
from xuncha.evidence.secondlook import Browser, When, look_again
from xuncha.evidence.snapshot import Answer, Column, Letter, LinkKind, Page, Snapshot, Spider
from xuncha.evidence.watch import Prober, Watch

#: Entrances that lead on by themselves, one after the other.
_ENTRANCES = 3
#: An entrance that leads on by itself says no more than this.
_FEW_WORDS = 200
#: Shapes of addresses that no site has, to learn its error page from.
_MISSING = ("/{}.html", "/{}/", "/{}/content.jsp?id=1")
#: What is not looked at where the home page cannot be reached.
_ALL = ("pages", "answers", "columns", "letters", "home", "spider")

NOT_REACHED = N_("首页打不开，未能检查")
NOT_LET_IN = N_("监测受阻：网站拒绝访问")
NOT_ALLOWED = N_("首页网址不在准许访问之列，未能检查（内网地址要用 --allow-network 准许）")
NOT_GIVEN = {
    "policies": N_("没有给出应转载的政策"),
    "registered_hosts": N_("没有给出登记的网站表"),
}
NO_LETTERS = N_("没有读到公开留言的栏目")
NO_HANDSHAKE = N_("首页不是 https")
NOT_AUTHORISED = N_("未获授权")
NO_CERTIFICATE = N_("TLS 握手未成功，未能读取证书")
NOT_FLAGGED = N_("登记表未列入暴露路径检查")
NO_DNS = N_("本次检查不查询域名解析")
NATIONAL = N_("只提供国密（TLCP）加密，未能评定")


class OfflineError(Exception):
    """Our own network answers nothing, so that nothing can be said of any site."""


class Probing(Protocol):
    """What may put questions to a site that was visited, where it is allowed to."""

    async def look(self, snapshot: Snapshot, visited: Path, out: Path) -> tuple[Probed | None, str]:
        """What it found, or None and why it did not look; see `probes.site.Probing`."""
        ...


async def visit(
    site: Site,
    *,
    plan: Plan,
    fetcher: Prober,
    folder: Path,
    declared: Sequence[DeclaredColumn],
    policies: tuple[Policy, ...] | None,
    registered_hosts: frozenset[str] | None,
    as_of: datetime,
    on_page: Callable[[], None],
    stop: asyncio.Event,
    browser: Browser | None = None,
    render: When = "auto",
    probing: Probing | None = None,
    proofs: Path | None = None,
) -> Snapshot:
    """Visit `site` and store what was seen in `folder`, which exists.

    `as_of` is what dates are read against; `browser` is asked about what static HTML cannot
    decide; `probing` is asked last and writes into `proofs`; `on_page` hears of each page; `stop`
    ends the visit early, and the snapshot is then not sealed. Raises OSError when the disk does not
    take it, and OfflineError when not the site but our own network is to blame.
    """
    home = canonical(site.home_url) or site.home_url
    started = datetime.now(UTC)
    pack = Pack(folder)
    desk = Desk(plan.document_timeout)
    watch = Watch(home, fetcher, plan)
    watching = asyncio.create_task(watch.run())
    try:
        with store.Writer(folder) as writer:

            def reader(response: Response, depth: int) -> Page:
                return read(response, depth=depth, today=as_of.date(), home=depth == 0)

            means = Means(plan, fetcher, reader, writer, pack, on_page, stop, desk)
            seen = await _Visit(means, home, declared, site.exposure_paths).run()
            watch.hurry()
            if stop.is_set():
                watching.cancel()
        visits, aliases = None, None
        if not stop.is_set():
            linked = writer.answers.values()
            asking = _ask_names(home, linked, registered_hosts, fetcher)
            visits, aliases = await asyncio.gather(watching, asking)
    finally:
        watching.cancel()
        await desk.close()
        pack.close()
    snapshot = Snapshot(
        site=site,
        home_url=home,
        as_of=as_of,
        started=started,
        finished=datetime.now(UTC),
        visits=visits,
        policies=policies,
        certificate=seen.certificate,
        transport=seen.transport,
        exposures=seen.exposures,
        spider=seen.spider,
        aliases=aliases,
        registered_hosts=registered_hosts,
        unseen=_not_given(policies, registered_hosts)
        | ({"aliases": NO_DNS} if aliases is None else {})
        | seen.unseen,
        links=seen.links,
        blocked=seen.blocked,
        left_out=seen.left_out,
    )
    if seen.home is not None:
        columns = await asyncio.to_thread(_columns, snapshot, seen, writer, declared)
        snapshot = _surveyed(snapshot, seen, writer, columns)
        if browser is not None and not stop.is_set():
            changed = await look_again(snapshot, browser, means.read, when=render)
            if changed:
                writer.change(changed)
                seen.home = changed.get(seen.home.url, seen.home)
                # What a browser showed is not what the sheets were shown.
                seen.sheets = None
                columns = await asyncio.to_thread(_columns, snapshot, seen, writer, declared)
                snapshot = _surveyed(snapshot, seen, writer, columns)
    if not stop.is_set():
        probed, why = None, NOT_AUTHORISED
        if probing is not None and proofs is not None:
            probed, why = await probing.look(snapshot, folder, proofs)
        unseen = snapshot.unseen if probed is not None else {**snapshot.unseen, "probes": why}
        snapshot = replace(snapshot, probes=probed, unseen=unseen)
    if not stop.is_set():
        store.seal(snapshot, folder)
    return snapshot


async def _ask_names(
    home: str, linked: Iterable[Answer], registered: frozenset[str] | None, fetcher: Prober
) -> tuple[Alias, ...] | None:
    """Where the hosts of the site's own domain lead."""
    seen = ((one.asked, one.failure is Failure.DNS) for one in linked)
    return await fetcher.aliases(names.own(home, seen, registered or frozenset()))


class _Visit:
    """The home page, the walk from there, and the addresses that do not exist."""

    def __init__(
        self, means: Means, home: str, declared: Sequence[DeclaredColumn], asks_paths: bool
    ) -> None:
        self._means, self._asked, self._declared = means, home, declared
        self._asks_paths = asks_paths
        self.home: Page | None = None
        #: What the survey needs of every page; None before the home page answered.
        self.sheets: Sheets | None = None
        self.missing: tuple[Page, ...] | None = None
        self.certificate: Certificate | None = None
        self.transport: Transport | None = None
        self.exposures: Exposures | None = None
        self.spider: Spider | None = None
        self.unseen: dict[str, str] = {
            "certificate": NO_HANDSHAKE,
            "history": N_("尚无历次快照"),
            "exposures": NOT_FLAGGED,
        }
        self.links = self.blocked = self.left_out = 0

    async def run(self) -> _Visit:
        response = await self._enter()
        if response.reach is not Reach.OK:
            why = _why_not(response)
            self._means.pack.keep(response)
            self.blocked += response.reach is Reach.BLOCKED
            self.unseen |= dict.fromkeys(_ALL, why)
            return self
        landed = response.answered or response.asked
        self.sheets = sheets_for(landed, self._declared)
        rules = await self._ask_robots(landed)
        crawl = Crawl(self._means, (self._asked, landed), rules, self.sheets)
        crawl.frontier.is_new(self._asked)
        crawl.frontier.pages += 1
        self.home = crawl.accept(response, 0)
        if self.home is None:
            self.unseen |= dict.fromkeys(("pages", "columns", "letters"), NOT_REACHED)
        for one in self._declared:
            url = canonical(one.url)
            if url is not None and same_site(url, landed):
                crawl.seed(url, 1)
        await crawl.run()
        self.missing = await self._ask_missing(landed)
        await self._ask_transport(landed)
        if not self._means.stop.is_set():
            self.spider = await spider.look(landed, self._means.fetcher, self._means.read)
        if self._asks_paths and not self._means.stop.is_set():
            del self.unseen["exposures"]
            means = self._means
            self.exposures, found = await exposures.look(landed, means.fetcher, means.stop)
            for answer in found:
                means.writer.answer(answer)
        self.links, self.blocked = crawl.links, crawl.blocked
        self.left_out = crawl.frontier.left_out
        return self

    async def _enter(self) -> Response:
        """The home page, behind entrances that lead on by themselves."""
        fetcher, plan = self._means.fetcher, self._means.plan
        response = await fetcher.get(self._asked, timeout=plan.home_timeout)
        for _step in range(_ENTRANCES):
            onward = self._leads_on(response) if response.reach is Reach.OK else None
            if onward is None:
                break
            further = await fetcher.get(onward, timeout=plan.home_timeout)
            if further.reach is not Reach.OK:
                break
            hops = (*response.hops, *((response.answered,) if response.answered else ()))
            response = replace(further, asked=self._asked, hops=hops)
        return response

    def _leads_on(self, response: Response) -> str | None:
        page = self._means.read(response, 0)
        if len(page.text) > _FEW_WORDS or page.lists:
            return None
        leading = [
            link.url
            for link in page.links
            if link.kind is LinkKind.PAGE
            and link.place.rpartition(">")[2].strip().startswith(("meta", "script"))
        ]
        if any(link.kind is LinkKind.FRAME for link in page.links) or not leading:
            return None
        return leading[0] if leading[0] != response.answered else None

    async def _ask_robots(self, home: str) -> robots.Robots:
        found = await robots.ask(home, self._means.fetcher)
        if found.pause:
            self._means.fetcher.politeness.keep_apart(host_of(home), found.pause)
        wished = await agreement.ask(home, self._means.fetcher)
        if wished is not None and wished.rate:
            self._means.fetcher.politeness.keep_apart(host_of(home), 1 / wished.rate)
        return found

    async def _ask_transport(self, home: str) -> None:
        if self._means.stop.is_set():
            return
        means = self._means
        seen = await defences.look(self._asked, home, means.fetcher, means.plan)
        self.transport, self.certificate = seen
        if self.certificate is not None:
            del self.unseen["certificate"]
        elif self.transport.national:
            self.unseen["certificate"] = NATIONAL
        elif self.transport.https and home.startswith("https:"):
            self.unseen["certificate"] = NO_CERTIFICATE

    async def _ask_missing(self, home: str) -> tuple[Page, ...]:
        mark = hashlib.sha256(home.encode()).hexdigest()
        found = []
        for number, shape in enumerate(_MISSING):
            url = join(home, shape.format(mark[8 * number : 8 * number + 12]))
            if url is None or self._means.stop.is_set():
                continue
            response = await self._means.fetcher.get(url)
            if response.status is not None and response.body:
                found.append(replace(self._means.read(response, 1), asked=url))
        return tuple(found)


def _not_given(
    policies: tuple[Policy, ...] | None, registered_hosts: frozenset[str] | None
) -> dict[str, str]:
    given = {"policies": policies, "registered_hosts": registered_hosts}
    return {key: why for key, why in NOT_GIVEN.items() if given[key] is None}


def _why_not(response: Response) -> str:
    if response.failure is Failure.NETWORK:
        raise OfflineError(_("本机无法解析任何域名"))
    if response.reach is Reach.BLOCKED:
        return NOT_LET_IN
    return NOT_ALLOWED if response.failure is Failure.GATE else NOT_REACHED


#: Columns, and the messages of citizens in them.
_Surveyed = tuple[tuple[Column, ...], tuple[Letter, ...] | None]


def _columns(
    snapshot: Snapshot, seen: _Visit, writer: store.Writer, declared: Sequence[DeclaredColumn]
) -> _Surveyed:
    """The columns and the messages in them; a long look, so not on the loop."""
    pages, answers, today = writer.pages, writer.answers, snapshot.as_of.date()
    if seen.sheets is not None:
        columns = survey_sheets(seen.home, seen.sheets, declared, answers, today)
    else:
        columns = survey(snapshot.site, seen.home, pages, declared, answers, today)
    return columns, letters(columns, pages, today)


def _surveyed(
    snapshot: Snapshot, seen: _Visit, writer: store.Writer, surveyed: _Surveyed
) -> Snapshot:
    columns, messages = surveyed
    unseen = {key: why for key, why in snapshot.unseen.items() if key != "letters"}
    return replace(
        snapshot,
        home=seen.home,
        pages=writer.pages,
        answers=writer.answers,
        missing=seen.missing,
        columns=columns,
        letters=messages,
        unseen=unseen if messages is not None else unseen | {"letters": NO_LETTERS},
    )
