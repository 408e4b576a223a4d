"""The environment, read once: variables enter, one typed record leaves; a wrong value stops the program."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

SERVED_AT = "served-at"


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
    oidc_providers: tuple[tuple[str, str, str, str], ...]


def _yes(values: Mapping[str, str], name: str) -> bool:
    value = values.get(name, "no").strip().lower()
    if value not in {"yes", "no", "1", "0", "true", "false", ""}:
        raise WrongEnvironment(name, f"say yes or no, not {value!r}")
    return value in {"yes", "1", "true"}


def _url(values: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str:
    value = values.get(name, "").strip()
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        found = parts.scheme, parts.hostname, parts.port
    except ValueError as error:
        raise WrongEnvironment(name, f"is no address: {error}") from error
    if found[0] not in schemes:
        raise WrongEnvironment(name, f"must begin with one of {', '.join(s + '://' for s in schemes)}")
    if not found[1] and not found[0].startswith("postgres"):
        raise WrongEnvironment(name, f"names no machine after {found[0]}://")
    return value


def _database_url(values: Mapping[str, str]) -> str:
    value = _url(values, "DATABASE_URL", ("postgres", "postgresql"))
    if value and not urlsplit(value).path.strip("/"):
        raise WrongEnvironment(
            "DATABASE_URL", "names no database: postgresql://USER:PASSWORD@HOST:PORT/DATABASE"
        )
    return value


def _hosts(values: Mapping[str, str]) -> tuple[str, ...]:
    given = values.get("KRING_HOSTS") or "localhost,127.0.0.1,[::1]"
    hosts = tuple(host.strip() for host in given.split(",") if host.strip())
    wrong = [host for host in hosts if "/" in host or " " in host]
    if wrong or not hosts:
        raise WrongEnvironment("KRING_HOSTS", f"name machines, as in kring.example,localhost, not {given!r}")
    return hosts


def _sender(values: Mapping[str, str]) -> str:
    value = values.get("KRING_MAIL_FROM") or "Kring <kring@localhost.invalid>"
    if "@" not in parseaddr(value)[1] or "\n" in value:
        raise WrongEnvironment("KRING_MAIL_FROM", f"write it as Kring <kring@organisation.nl>, not {value!r}")
    return value


def _provider(values: Mapping[str, str], before: str) -> tuple[str, str, str, str] | None:
    """Return issuer, client id, secret and name of one OpenID Connect provider; None without one."""
    issuer = _url(values, f"{before}ISSUER", ("http", "https"))
    client, secret, name = (
        values.get(f"{before}{part}", "").strip() for part in ("CLIENT_ID", "CLIENT_SECRET", "NAME")
    )
    if not issuer:
        for given, part in ((client, "CLIENT_ID"), (secret, "CLIENT_SECRET"), (name, "NAME")):
            if given:
                raise WrongEnvironment(f"{before}{part}", f"give {before}ISSUER too")
        return None
    parts = urlsplit(issuer)
    if parts.scheme == "http" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise WrongEnvironment(f"{before}ISSUER", "must begin with https:// (http:// only on this machine)")
    if parts.query or parts.fragment:
        raise WrongEnvironment(f"{before}ISSUER", "write it as the provider does, without ? or #")
    if not client:
        raise WrongEnvironment(f"{before}CLIENT_ID", "is missing: the provider gave it with the issuer")
    return issuer, client, secret, name or str(parts.hostname)


def _providers(values: Mapping[str, str]) -> tuple[tuple[str, str, str, str], ...]:
    """Return every provider: KRING_OIDC_ISSUER …, then KRING_OIDC_2_ISSUER … up to KRING_OIDC_9_ISSUER."""
    found: dict[str, tuple[str, str, str, str]] = {}
    for before in ("KRING_OIDC_", *(f"KRING_OIDC_{number}_" for number in range(2, 10))):
        one = _provider(values, before)
        if one is None:
            continue
        if one[0] in found:
            raise WrongEnvironment(f"{before}ISSUER", "is the issuer of another provider already")
        found[one[0]] = one
    return tuple(found.values())


def _secret_key(values: Mapping[str, str], folder: Path) -> str:
    """Return the key from the environment, else the one kept in the data folder (made once)."""
    given = values.get("KRING_SECRET_KEY", "")
    if given:
        if len(given) < 32:
            raise WrongEnvironment("KRING_SECRET_KEY", "use at least 32 characters that nobody can guess")
        return given
    path = folder / "secret.key"
    if not path.exists():
        # Written out of sight and linked into place: of two starts at once, one key stays and it is whole.
        unfinished = folder / f".secret.key.{os.getpid()}"
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(50))
            try:
                os.link(unfinished, path)
            except FileExistsError:
                pass
            except OSError:  # a file system without links
                unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    key = path.read_text(encoding="ascii", errors="replace").strip()
    if len(key) < 32:
        raise WrongEnvironment("KRING_DATA", f"{path} is damaged; put it back from a backup, or remove it")
    return key


def _served_at(folder: Path) -> str:
    """Return where this data folder was last served, so that links of the command line lead there."""
    path = folder / SERVED_AT
    try:
        said = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeError):
        return ""
    return said if said.startswith("http://") and urlsplit(said).hostname else ""


def read(values: Mapping[str, str]) -> Environment:
    """Read every variable; exits with the variable's name and a remedy when one is wrong."""
    folder = Path(values.get("KRING_DATA") or "data").expanduser().resolve()
    try:
        # Names and addresses of contacts are in it: other accounts of the machine have no business there.
        if not folder.exists():
            folder.mkdir(mode=0o700, parents=True)
        (folder / "static").mkdir(exist_ok=True)
        key = _secret_key(values, folder)
    except OSError as error:
        raise WrongEnvironment("KRING_DATA", f"cannot use {folder}: {error.strerror}") from error
    return Environment(
        data_folder=folder,
        database_url=_database_url(values),
        secret_key=key,
        debug=_yes(values, "KRING_DEBUG"),
        allowed_hosts=_hosts(values),
        base_url=(
            _url(values, "KRING_BASE_URL", ("http", "https")) or _served_at(folder) or "http://127.0.0.1:8000"
        ).rstrip("/"),
        smtp_url=_url(values, "KRING_SMTP_URL", ("smtp", "smtps", "smtp+starttls")),
        mail_from=_sender(values),
        behind_https=_yes(values, "KRING_BEHIND_HTTPS"),
        demo_roles=not _yes(values, "KRING_NO_DEMO_ROLES"),
        oidc_providers=_providers(values),
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
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
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
