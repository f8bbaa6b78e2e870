"""The room `cases` as Django knows it."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "xuncha.cases"
    label = "cases"

    def import_models(self) -> None:
        """The room's tables, and those of every kind that has some of its own."""
        super().import_models()
        kinds = import_module("xuncha.cases.kinds")
        for kind in pkgutil.iter_modules(kinds.__path__, f"{kinds.__name__}."):
            own = import_module(kind.name)
            if any(part.name == "models" for part in pkgutil.iter_modules(own.__path__)):
                import_module(f"{kind.name}.models")
