"""The console's settings for tests: a data folder of their own, a quick hash for passwords."""

import atexit
import os
import shutil
import tempfile

# Playwright has a loop in the thread of its tests; Django would refuse to ask the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
# One for each process: those that run tests side by side must not meet in each other's files.
os.environ["XUNCHA_DATA"] = tempfile.mkdtemp(prefix="xuncha-tests-")
atexit.register(shutil.rmtree, os.environ["XUNCHA_DATA"], ignore_errors=True)

from xuncha.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = STORAGES | {  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405

if "sqlite" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    # A file, as in life: threads and other processes of a test share it.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA / "test.sqlite3")}  # noqa: F405
