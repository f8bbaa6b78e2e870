"""Somebody of the cast at their browser."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.test import Client

from xuncha.people.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Desk:
    """A signed-in person: what they open, and what they send."""

    def __init__(self, user: User) -> None:
        self.client = Client()
        self.client.force_login(user, BACKEND)

    def status(self, address: str) -> int:
        """The answer's status."""
        return self.client.get(address).status_code

    def text(self, address: str) -> str:
        """What the page says in its main part, without its marks; it must be there."""
        answer = self.client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return words(answer.content.decode())

    def names(self, address: str) -> list[str]:
        """The names of a list's rows, in the order shown."""
        page = self.client.get(address).content.decode()
        return [unescape(name) for name in re.findall(r'<a class="name"[^>]*>([^<]*)</a>', page)]

    def send(self, address: str, /, **values: Any) -> str:
        """Send a form and read the page it leads to."""
        answer = self.client.post(address, values, follow=True)
        assert answer.status_code == 200, (address, answer.status_code)
        return words(answer.content.decode())


def words(page: str) -> str:
    """The text of a page's main part."""
    main = page.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())
