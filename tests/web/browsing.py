"""People of the cast in a real browser, each with a window of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page
from tests.people import PASSWORD

SOURCE = Path(__file__).parents[2] / "src"
WIDE = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
SIZES = {"wide": WIDE, "phone": PHONE}


class Windows:
    """Opens windows on the console; whatever a page complains of or fetches elsewhere is kept."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.contexts: list[BrowserContext] = []
        self.said: list[str] = []

    def open(self, username: str = "", *, path: str = "/", **context: Any) -> Page:
        """A new window, signed in as ``username`` where one is given."""
        made = self.browser.new_context(**{"viewport": WIDE, "locale": "zh-CN"} | context)
        self.contexts.append(made)
        page = made.new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda message: self.said.append(f"{page.url}: {message.text}"))
        page.on("pageerror", lambda error: self.said.append(f"{page.url}: {error}"))
        page.on("request", lambda one: self._asked(one.url))
        page.goto(f"{self.address}/account/login/?next={path}" if username else self.url(path))
        if username:
            page.get_by_label("账号").fill(username)
            page.get_by_label("密码").fill(PASSWORD)
            page.get_by_role("button", name="登录").click()
            page.wait_for_url(lambda url: "/account/login" not in url)
        return page

    def url(self, path: str) -> str:
        """The whole address of a page."""
        return self.address + path

    def _asked(self, url: str) -> None:
        if not url.startswith((self.address, "data:")):
            self.said.append(f"asked for {url}")

    def close(self) -> None:
        """Close every window."""
        for context in self.contexts:
            context.close()


def barriers(page: Page) -> list[str]:
    """What axe-core calls serious or critical on the page."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:200]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return max(0, int(wide))


def database() -> str:
    """The address of the database in use, for a process of its own."""
    known = connection.settings_dict
    address = f"sqlite://{known['NAME']}"
    if connection.vendor == "postgresql":
        address = f"postgresql://{known['USER']}@{known['HOST']}:{known['PORT']}/{known['NAME']}"
    return quote(address, safe=":/@")


def work(folder: Path, host: str = "www.test.gov.cn") -> None:
    """Let the worker of a real installation do what is due, in its own process."""
    hosts = folder / "hosts"
    hosts.write_text(f"127.0.0.1 {host}\n")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "xuncha.settings",
        "XUNCHA_DATA": str(settings.DATA),
        "XUNCHA_DATABASE_URL": database(),
        "XUNCHA_NETWORKS": "127.0.0.1/32",
        "XUNCHA_HOSTS_FILE": str(hosts),
        "PYTHONPATH": str(SOURCE),
    }
    subprocess.run(
        [sys.executable, "-m", "xuncha", "work", "--until-idle"],
        env=environment,
        check=True,
        timeout=120,
    )


def looked_at(page: Page, name: str) -> None:
    """Nobody is barred, nothing runs over; the picture is kept where PICTURES= says so."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)
    assert overflow(page) == 0, name
    assert barriers(page) == [], name


def everywhere(page: Page, windows: Windows, address: str, name: str) -> None:
    """Wide and on a phone, in both languages; ends in Chinese."""
    for tongue in ("en", "zh"):
        page.context.add_cookies([{"name": "lang", "value": tongue, "url": windows.address}])
        for size, viewport in SIZES.items():
            page.set_viewport_size(viewport)  # type: ignore[arg-type]
            page.goto(windows.url(address))
            looked_at(page, f"{name}-{tongue}-{size}")
