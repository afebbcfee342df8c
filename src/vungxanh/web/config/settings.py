"""All settings, in one file, from the environment. Wrong values stop the start with a sentence.

| variable | meaning | default |
|---|---|---|
| VUNGXANH_HOME | folder of the database, secrets and files | the user's data folder |
| VUNGXANH_DATABASE | `sqlite:///file` or `postgresql://user:word@host:port/name` | SQLite there |
| VUNGXANH_SECRET_KEY | key that signs sessions | made once and kept in VUNGXANH_HOME |
| VUNGXANH_DEBUG | 1 shows error pages to developers | 0 |
| VUNGXANH_HOSTS | names under which the server answers | localhost,127.0.0.1,[::1] |
| VUNGXANH_HTTPS | 1: cookies only over HTTPS, HSTS | 0 |
| VUNGXANH_TIME_ZONE | the city's time zone | Asia/Ho_Chi_Minh |
| VUNGXANH_COUNTRY, VUNGXANH_CITY | codes of the units at the top | VN, 01 |
| VUNGXANH_SECOND_FACTOR | 1: everybody must set up a second factor | 0 |
| VUNGXANH_F3_CAP | rows kept of the F3 of one tree; beyond it only counted | 20000 |
"""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from platformdirs import user_data_path


def _flag(name: str) -> bool:
    value = os.environ.get(name, "0")
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} is {value!r}: it must be 0 or 1.")
    return value == "1"


def _number(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    if not value.isdigit():
        raise ImproperlyConfigured(f"{name} is {value!r}: it must be a whole number.")
    return int(value)


def _database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path.removeprefix("/")) if parts.path != "/" else ":memory:",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
                    "PRAGMA cache_size=-65536; PRAGMA mmap_size=1073741824;"
                    "PRAGMA temp_store=MEMORY;"
                ),
            },
            "CONN_MAX_AGE": 60,  # with the connection goes what it has read into memory
        }
    if parts.scheme in {"postgresql", "postgres"}:
        host = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair).get(
            "host"
        )
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.removeprefix("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(host) if host else (parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise ImproperlyConfigured(
        f"VUNGXANH_DATABASE must start with sqlite:/// or postgresql://, not {parts.scheme!r}."
    )


def _secret_key(home: Path) -> str:
    if key := os.environ.get("VUNGXANH_SECRET_KEY"):
        return key
    kept = home / "secret-key"
    if not kept.exists():
        home.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(get_random_secret_key(), encoding="utf-8")
    return kept.read_text(encoding="utf-8")


WEB = Path(__file__).resolve().parent.parent
HOME = Path(
    os.environ.get("VUNGXANH_HOME") or user_data_path("vungxanh", appauthor=False)
).resolve()

SECRET_KEY = _secret_key(HOME)
DEBUG = _flag("VUNGXANH_DEBUG")
HTTPS = _flag("VUNGXANH_HTTPS")
SECOND_FACTOR = _flag("VUNGXANH_SECOND_FACTOR")
ALLOWED_HOSTS = os.environ.get("VUNGXANH_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
COUNTRY = os.environ.get("VUNGXANH_COUNTRY", "VN")
CITY = os.environ.get("VUNGXANH_CITY", "01")
F3_CAP = _number("VUNGXANH_F3_CAP", 20_000)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "vungxanh.web.audit",
    "vungxanh.web.geography",
    "vungxanh.web.accounts",
    "vungxanh.web.registry",
    "vungxanh.web.tracing",
    "vungxanh.web.measures",
    "vungxanh.web.response",
    "vungxanh.web.map",
    "vungxanh.web.bulletins",
    "vungxanh.web.laboratory",
    "vungxanh.web.merging",
    "vungxanh.web.intake",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "vungxanh.web.config.middleware.RequestInstant",
    "vungxanh.web.accounts.middleware.UserLanguage",
    "vungxanh.web.accounts.middleware.SignedIn",
]

ROOT_URLCONF = "vungxanh.web.config.urls"
WSGI_APPLICATION = "vungxanh.web.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "vungxanh.web.config.context.frame",
            ],
            "builtins": ["vungxanh.web.config.templatetags.show"],
            "libraries": {"draw": "vungxanh.web.config.templatetags.draw"},
        },
    }
]

DATABASES = {
    "default": _database(
        os.environ.get("VUNGXANH_DATABASE", f"sqlite:///{HOME / 'vungxanh.sqlite3'}")
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_ADAPTER = "vungxanh.web.accounts.adapter.ClosedRegistration"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_USER_DISPLAY = "vungxanh.web.accounts.adapter.display"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Vùng Xanh"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [WEB / "locale", WEB / "locale_of_libraries"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("VUNGXANH_TIME_ZONE", "Asia/Ho_Chi_Minh")
FORMAT_MODULE_PATH = ["vungxanh.web.config.formats"]

STATIC_URL = "static/"
STATICFILES_DIRS = [WEB / "static"]
STATIC_ROOT = HOME / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_SSL_REDIRECT = HTTPS
# The server itself speaks plain HTTP: the proxy before it says how it was asked.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # Cytoscape places its parts by style attributes.
        "style-src-attr": ["'unsafe-inline'"],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
