"""The console as a WSGI application."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from xuncha.web.public.turnstile import Turnstile

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuncha.settings")
application = Turnstile(get_wsgi_application())
