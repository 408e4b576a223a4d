"""The environment, read once: variables enter, one typed record leaves; a wrong value stops the program."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit


class WrongEnvironment(SystemExit):
    """A variable has a value that Kring cannot use."""

    def __init__(self, variable: str, problem: str) -> None:
        super().__init__(f"{variable}: {problem}")


@dataclass(frozen=True)
class Environment:
    """Everything Kring takes from outside."""

    data_folder: Path
    database_url: str
    secret_key: str
    debug: bool
    allowed_hosts: tuple[str, ...]
    base_url: str
    smtp_url: str
    mail_from: str
    behind_https: bool
    demo_roles: bool


def _yes(values: Mapping[str, str], name: str) -> bool:
    value = values.get(name, "no").strip().lower()
    if value not in {"yes", "no", "1", "0", "true", "false", ""}:
        raise WrongEnvironment(name, f"say yes or no, not {value!r}")
    return value in {"yes", "1", "true"}


def _url(values: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str:
    value = values.get(name, "").strip()
    if value and urlsplit(value).scheme not in schemes:
        raise WrongEnvironment(name, f"must begin with one of {', '.join(s + '://' for s in schemes)}")
    return value


def _secret_key(values: Mapping[str, str], folder: Path) -> str:
    """Return the key from the environment, else the one kept in the data folder (made once)."""
    if values.get("KRING_SECRET_KEY"):
        return values["KRING_SECRET_KEY"]
    path = folder / "secret.key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text(encoding="ascii").strip()
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text(encoding="ascii").strip()


def read(values: Mapping[str, str]) -> Environment:
    """Read every variable; exits with the variable's name and a remedy when one is wrong."""
    folder = Path(values.get("KRING_DATA") or "data").expanduser().resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        key = _secret_key(values, folder)
    except OSError as error:
        raise WrongEnvironment("KRING_DATA", f"cannot use {folder}: {error.strerror}") from error
    hosts = values.get("KRING_HOSTS", "localhost,127.0.0.1,[::1]")
    return Environment(
        data_folder=folder,
        database_url=_url(values, "DATABASE_URL", ("postgres", "postgresql")),
        secret_key=key,
        debug=_yes(values, "KRING_DEBUG"),
        allowed_hosts=tuple(host.strip() for host in hosts.split(",") if host.strip()),
        base_url=(_url(values, "KRING_BASE_URL", ("http", "https")) or "http://127.0.0.1:8000").rstrip("/"),
        smtp_url=_url(values, "KRING_SMTP_URL", ("smtp", "smtps", "smtp+starttls")),
        mail_from=values.get("KRING_MAIL_FROM", "Kring <kring@localhost.invalid>"),
        behind_https=_yes(values, "KRING_BEHIND_HTTPS"),
        demo_roles=not _yes(values, "KRING_NO_DEMO_ROLES"),
    )


def database(environment: Environment) -> dict[str, object]:
    """Return Django's settings for the database: tuned SQLite, or PostgreSQL by DATABASE_URL."""
    if not environment.database_url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": environment.data_folder / "kring.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA cache_size=-32000;"
                    "PRAGMA temp_store=MEMORY;PRAGMA mmap_size=268435456;"
                ),
            },
        }
    parts = urlsplit(environment.database_url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def mail(environment: Environment) -> dict[str, object]:
    """Return Django's settings for outgoing mail; without an SMTP server mails go to the outbox page."""
    if not environment.smtp_url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = urlsplit(environment.smtp_url)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+starttls",
        "EMAIL_TIMEOUT": 20,
    }
