"""Django's settings: the environment enters, one configuration leaves."""

import os
from pathlib import Path

from config import environment as _environment

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = _environment.read(os.environ)

KRING_DATA = ENVIRONMENT.data_folder
KRING_BASE_URL = ENVIRONMENT.base_url
KRING_BEHIND_HTTPS = ENVIRONMENT.behind_https
KRING_DEMO_ROLES = ENVIRONMENT.demo_roles
KRING_OIDC_PROVIDERS = ENVIRONMENT.oidc_providers
KRING_HAS_SMTP = bool(ENVIRONMENT.smtp_url)
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from
SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)

KRING_APPS = [
    "frame",
    "ledger",
    "files",
    "taxonomy",
    "parties",
    "notices",
    "sense",
    "connect",
    "site",
    "demo",
]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_cotton",
    "django_tasks",
    "django_tasks_db",
    *(f"kring.{name}" for name in KRING_APPS),
]
MIDDLEWARE = [
    "kring.frame.middleware.SecurityHeaders",
    "kring.frame.clean_query.CleanQuery",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kring.parties.web.sessions.KnownSessions",
    "kring.frame.body_limit.BodyLimit",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "kring.parties.hub_data.HubsOfThisRequest",
    "kring.frame.problem_pages.ProblemPages",
]
ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "kring.frame.context.frame",
                "kring.parties.web.context.parties",
            ],
        },
    }
]

DATABASES = {"default": _environment.database(ENVIRONMENT)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "parties.Person"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "sign-in"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.behind_https
SESSION_COOKIE_AGE = 14 * 24 * 3600
if ENVIRONMENT.behind_https:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [KRING_BASE_URL]

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"
LOCALE_PATHS: list[str] = []

STATIC_URL = "/static/"
STATIC_ROOT = KRING_DATA / "static"
WHITENOISE_MAX_AGE = 3600
CSRF_FAILURE_VIEW = "kring.frame.views.csrf_failure"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "kring.frame.finders.NpmFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "kring.frame.storage.HashedFiles"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
for _name, _value in _environment.mail(ENVIRONMENT).items():
    globals()[_name] = _value

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 2000}}
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"secrets": {"()": "kring.frame.masking.MaskSecrets"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "filters": ["secrets"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
