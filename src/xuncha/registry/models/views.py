"""Lists as people like to see them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from xuncha.people.models import User


class SavedView(models.Model):
    """A list as somebody likes to see it: its filters and columns under a name."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="views")
    #: Which list: "sites", "findings", "requests", …
    table = models.CharField(max_length=30)
    name = models.CharField(max_length=60)
    #: The query string that shows it.
    query = models.CharField(max_length=2000)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "table", "name"], name="view_once_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
