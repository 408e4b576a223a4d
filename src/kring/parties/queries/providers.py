"""Reads which organisations people may sign in through: the configured OpenID Connect providers."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class Provider:
    """One configured provider."""

    issuer: str
    client_id: str
    client_secret: str
    name: str


def providers() -> list[Provider]:
    """Return every configured provider, in the order of the configuration."""
    return [Provider(*one) for one in settings.KRING_OIDC_PROVIDERS]


def provider_of(issuer: str) -> Provider | None:
    """Return the provider with this issuer, if it is still configured."""
    return next((one for one in providers() if one.issuer == issuer), None)


def provider_name(issuer: str) -> str:
    """Return the name of a provider; its address where it is no longer configured."""
    found = provider_of(issuer)
    return found.name if found else issuer
