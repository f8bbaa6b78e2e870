"""The console's settings for tests: a data folder of their own, a quick hash for passwords."""

import os
import tempfile

os.environ.setdefault("XUNCHA_DATA", tempfile.mkdtemp(prefix="xuncha-tests-"))

from xuncha.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

if "sqlite" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    # A file, as in life: threads and other processes of a test share it.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA / "test.sqlite3")}  # noqa: F405
