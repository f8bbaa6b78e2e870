"""How pages are made: Jinja2 with escaping on, one catalogue for every text, assets of our own."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined

from xuncha.base import language
from xuncha.base.language import _


def environment(**options: Any) -> Environment:
    """The Jinja2 environment of all pages; an unknown name in a template is an error."""
    options |= {"undefined": StrictUndefined}
    made = Environment(autoescape=options.pop("autoescape", True), **options)
    made.globals.update(_=_, static=static, url=reverse, language=language.current)
    return made
