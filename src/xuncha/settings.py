"""The settings of the console, the API, the public pages and the workers: all from the environment.

The inspection core needs none of this: ``xuncha inspect`` runs without Django.

XUNCHA_DATA          the folder of everything that is kept (default: ./xuncha-data)
XUNCHA_DATABASE_URL  postgresql://user:password@host:port/name; default: a SQLite file in DATA
XUNCHA_HOSTS         the names the console answers to, by comma (default: this machine's own)
XUNCHA_HTTPS         "1" behind a TLS proxy: cookies are Secure and HSTS is sent
XUNCHA_PROXIES       how many reverse proxies stand before us, for the reader's address (default 0)
XUNCHA_NETWORKS      private networks that may be inspected, by comma (CIDR); none by default
XUNCHA_HOSTS_FILE    a hosts file that replaces DNS in inspections
XUNCHA_ADDRESSES     the addresses our visits come from, by comma, as we publish them
XUNCHA_CONTACT       whom a site's keeper may ask about our visits, as we publish it
XUNCHA_ENGINE        embedded (default) or celery
XUNCHA_IN_FLIGHT     sites that one worker process inspects at once (default 100)
XUNCHA_BROKER        the broker of Celery, e.g. redis://127.0.0.1:6379/0
XUNCHA_STORE         where evidence is kept: a folder, or s3://bucket/prefix (default: DATA/store);
with XUNCHA_S3_ENDPOINT, XUNCHA_S3_KEY, XUNCHA_S3_SECRET, XUNCHA_S3_REGION and XUNCHA_S3_CA
XUNCHA_METRICS_NETWORKS, XUNCHA_METRICS_TOKEN  who may read /metrics (default: this machine)
XUNCHA_LOG           how much is logged: WARNING (default), INFO, DEBUG
XUNCHA_LOG_FORMAT    text (default) or json
XUNCHA_LOG_FILE      a file instead of the error output; may be moved away at any time (logrotate)
XUNCHA_RETENTION     a file of retention rules in place of the shipped storage/retention.toml
XUNCHA_OIDC_ISSUER   the province's own identity service (OpenID Connect), off by default; with
XUNCHA_OIDC_CLIENT, XUNCHA_OIDC_SECRET and XUNCHA_OIDC_NAME (how the sign-in page calls it)
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

#: A machine that vanishes without a word is noticed within a minute, at both ends of the line: by
#: us, and by the server, which would else keep the locks of what was under way for hours.
_LINE: dict[str, Any] = {
    "connect_timeout": 10,
    "keepalives_idle": 20,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
    "options": "-c tcp_keepalives_idle=20 -c tcp_keepalives_interval=10"
    " -c tcp_keepalives_count=3 -c tcp_user_timeout=30000",
}


def _database(url: str, data: Path) -> dict[str, Any]:
    """What Django calls a database; raises ValueError for a scheme there is not."""
    if not url:
        return _sqlite(data / "xuncha.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(parts.path))
    if parts.scheme in ("postgresql", "postgres"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": _LINE,
        }
    raise ValueError(f"XUNCHA_DATABASE_URL: {parts.scheme!r} is not sqlite or postgresql")


def _sqlite(path: Path) -> dict[str, Any]:
    # WAL lets readers go on beside the one writer; IMMEDIATE makes writers queue, not fail.
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            " PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;",
        },
    }


def _issuer(address: str) -> str:
    """The identity service; raises ValueError for one that anybody on the way could play."""
    parts = urlsplit(address)
    here = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if address and parts.scheme != "https" and not (here and parts.scheme == "http"):
        raise ValueError(f"XUNCHA_OIDC_ISSUER: {address}: 须以 https:// 开头 (https only)")
    return address


def _secret(data: Path) -> str:
    """The key that signs sessions: made once, kept where only this account reads it."""
    path = data / "secret-key"
    try:
        return path.read_text()
    except FileNotFoundError:
        data.mkdir(parents=True, exist_ok=True)
        key = secrets.token_urlsafe(48)
        try:
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write(key)
        except FileExistsError:
            return path.read_text()
        return key


def _listed(name: str, usual: str = "") -> list[str]:
    return [one.strip() for one in os.environ.get(name, usual).split(",") if one.strip()]


DATA = Path(os.environ.get("XUNCHA_DATA", "xuncha-data")).resolve()
HTTPS = os.environ.get("XUNCHA_HTTPS") == "1"
PROXIES = int(os.environ.get("XUNCHA_PROXIES", "0"))
NETWORKS = tuple(_listed("XUNCHA_NETWORKS"))
HOSTS_FILE = os.environ.get("XUNCHA_HOSTS_FILE", "")
OWN_ADDRESSES = tuple(_listed("XUNCHA_ADDRESSES"))
OWN_CONTACT = os.environ.get("XUNCHA_CONTACT", "")
ENGINE = os.environ.get("XUNCHA_ENGINE", "embedded")
IN_FLIGHT = int(os.environ.get("XUNCHA_IN_FLIGHT", "100"))
STORE = os.environ.get("XUNCHA_STORE", "")
RETENTION = os.environ.get("XUNCHA_RETENTION", "")
METRICS_NETWORKS = tuple(_listed("XUNCHA_METRICS_NETWORKS", "127.0.0.0/8,::1/128"))
METRICS_TOKEN = os.environ.get("XUNCHA_METRICS_TOKEN", "")
BROKER = os.environ.get("XUNCHA_BROKER", "redis://127.0.0.1:6379/0")

OIDC_ISSUER = _issuer(os.environ.get("XUNCHA_OIDC_ISSUER", ""))
OIDC_NAME = os.environ.get("XUNCHA_OIDC_NAME", "统一身份认证")

DEBUG = False
SECRET_KEY = _secret(DATA)
ALLOWED_HOSTS = _listed("XUNCHA_HOSTS", "localhost,127.0.0.1,[::1]")
DATABASES = {"default": _database(os.environ.get("XUNCHA_DATABASE_URL", ""), DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = DATA / "files"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "xuncha.people",
    "xuncha.registry",
    "xuncha.campaigns",
    "xuncha.monitoring",
    "xuncha.findings",
    "xuncha.cases",
    "xuncha.publishing",
    "xuncha.alerts",
    "xuncha.pipeline",
    "xuncha.storage",
    "xuncha.federation",
    "xuncha.web",
]

MIDDLEWARE = [
    "xuncha.web.observed.ObservedMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "xuncha.web.language.LanguageMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "xuncha.web.urls"
WSGI_APPLICATION = "xuncha.web.wsgi.application"
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [Path(__file__).parent / "web" / "templates"],
        "OPTIONS": {
            "environment": "xuncha.web.pages.environment",
            "context_processors": ["xuncha.web.pages.shell"],
        },
    },
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [Path(__file__).parent / "web" / "static"]
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Accounts are made by an office for its people; nobody signs up.
ACCOUNT_ADAPTER = "xuncha.web.accounts.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
# Wrong passwords are counted by axes, per account and address (below): allauth's own count per
# account alone would let anybody lock a colleague out.
ACCOUNT_RATE_LIMITS = {"login_failed": None}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "xuncha.web.accounts.SecondFactor"
MFA_TOTP_ISSUER = "Xuncha 巡查"

if OIDC_ISSUER:
    INSTALLED_APPS[7:7] = [
        "allauth.socialaccount",
        "allauth.socialaccount.providers.openid_connect",
    ]
    SOCIALACCOUNT_ADAPTER = "xuncha.web.outside.Outside"
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "office",
                    "name": OIDC_NAME,
                    "client_id": os.environ.get("XUNCHA_OIDC_CLIENT", ""),
                    "secret": os.environ.get("XUNCHA_OIDC_SECRET", ""),
                    "settings": {"server_url": OIDC_ISSUER},
                }
            ],
            "OAUTH_PKCE_ENABLED": True,
        }
    }

# Nine wrong passwords for one account from one address: half an hour's rest. Per account AND
# address, so that nobody can lock a colleague out from outside (security.md 6.3 no. 9).
AXES_FAILURE_LIMIT = 9
AXES_COOLOFF_TIME = 0.5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_IPWARE_PROXY_COUNT = PROXIES
AXES_LOCKOUT_CALLABLE = "xuncha.web.accounts.locked_out"

CACHES = {
    "default": {
        # Shared by every process: a throttle that each process counts alone is none.
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "xuncha_cache",
    }
}

SESSION_COOKIE_NAME = "xuncha"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_SSL_REDIRECT = False
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "xuncha.web.errors.forged"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "worker-src": ["'self'", "blob:"],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "xuncha.operations.log.formatter",
            "form": os.environ.get("XUNCHA_LOG_FORMAT", "text"),
        }
    },
    "handlers": {
        "console": (
            # Opened anew when it was moved: several processes write into one file.
            {
                "class": "logging.handlers.WatchedFileHandler",
                "filename": os.environ["XUNCHA_LOG_FILE"],
                "encoding": "utf-8",
                "formatter": "line",
            }
            if os.environ.get("XUNCHA_LOG_FILE")
            else {"class": "logging.StreamHandler", "formatter": "line"}
        )
    },
    "root": {"handlers": ["console"], "level": os.environ.get("XUNCHA_LOG", "WARNING")},
}
