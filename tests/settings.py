"""The console's settings for tests: a data folder of their own, a quick hash for passwords."""

import os
import tempfile

os.environ.setdefault("XUNCHA_DATA", tempfile.mkdtemp(prefix="xuncha-tests-"))

from xuncha.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = STORAGES | {  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
