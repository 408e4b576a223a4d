"""Organisations as they stand in a list enter; pairs that may be one and the same leave, each with why.

1. Each is put under its plain name, its web host, its mail domain, its postcode, and its place with the
   beginning of each word of its name: only those that share such a key are compared.
2. A pair is suspected when the same or nearly the same name goes with a shared place, postcode, web host or
   mail domain; or when web host or mail domain are shared by parties of one kind with names that are alike.
3. The reasons are codes; the more weight they have together, the earlier the pair stands.

A name in two places, with nothing else shared, is a chain and no duplicate.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from kring.core.naming import ALIKE, likeness, plain_name

# Where anybody can have an address: it says nothing about who it is.
SHARED_DOMAINS = frozenset(
    {
        "gmail.com", "googlemail.com", "hotmail.com", "hotmail.nl", "outlook.com", "live.nl", "live.com",
        "icloud.com", "yahoo.com", "ziggo.nl", "kpnmail.nl", "planet.nl", "home.nl", "xs4all.nl", "hetnet.nl",
        "proton.me",
    }
)  # fmt: skip
SHARED_HOSTS = frozenset({"facebook.com", "linkedin.com", "instagram.com", "sites.google.com", "github.com"})
WEIGHTS = {
    "same_name": 4, "like_name": 2, "same_website": 3, "same_mail_domain": 2, "same_postcode": 2,
    "same_place": 1,
}  # fmt: skip
# Names of one kind of party on one web host: a department has a wholly different name.
SOMEWHAT_ALIKE = 0.6
REST_ALIKE = 0.75
BEGINNING = 4


@dataclass(frozen=True)
class Known:
    """What is compared of one organisation."""

    id: str
    name: str
    kind: str = ""
    place: str = ""
    postcode: str = ""
    website: str = ""
    mail: str = ""


@dataclass(frozen=True)
class Pair:
    """Two that may be the same (the smaller id first), and why."""

    one: str
    other: str
    reasons: tuple[str, ...]

    @property
    def weight(self) -> int:
        """How much speaks for it."""
        return sum(WEIGHTS[reason] for reason in self.reasons)


@dataclass(frozen=True)
class _Plain:
    id: str
    name: str
    kind: str
    place: str
    postcode: str
    host: str
    domain: str


def host_of(website: str) -> str:
    """Return the web host without "www.", or "" where many share it.

    >>> host_of("https://www.korst.nl/over-ons"), host_of("korst.nl"), host_of("https://linkedin.com/x")
    ('korst.nl', 'korst.nl', '')
    """
    text = website.strip().lower()
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    except ValueError:
        return ""
    host = host.removeprefix("www.")
    return "" if host in SHARED_HOSTS or "." not in host else host


def domain_of(mail: str) -> str:
    """Return the mail domain, or "" where anybody can have an address.

    >>> domain_of("info@korst.nl"), domain_of("korst@gmail.com")
    ('korst.nl', '')
    """
    domain = mail.rpartition("@")[2].strip().lower()
    return "" if domain in SHARED_DOMAINS else domain


def likely_same(parties: Iterable[Known]) -> list[Pair]:
    """Return the suspected pairs, the strongest first."""
    plain = [_plain(one) for one in parties]
    blocks: dict[tuple[str, str], list[_Plain]] = defaultdict(list)
    for one in plain:
        for key in _keys(one):
            blocks[key].append(one)
    found: dict[tuple[str, str], Pair] = {}
    for block in blocks.values():
        for position, one in enumerate(block):
            for other in block[position + 1 :]:
                first, second = sorted((one, other), key=lambda party: party.id)
                if (first.id, second.id) not in found and (reasons := _reasons(first, second)):
                    found[first.id, second.id] = Pair(first.id, second.id, reasons)
    return sorted(found.values(), key=lambda pair: (-pair.weight, pair.one, pair.other))


def _plain(one: Known) -> _Plain:
    return _Plain(
        id=one.id,
        name=plain_name(one.name),
        kind=one.kind,
        place=plain_name(one.place),
        postcode="".join(one.postcode.split()).upper(),
        host=host_of(one.website),
        domain=domain_of(one.mail),
    )


def _keys(one: _Plain) -> set[tuple[str, str]]:
    keys = {("name", one.name), ("host", one.host), ("domain", one.domain), ("postcode", one.postcode)}
    keys |= {("place", f"{one.place}:{word[:BEGINNING]}") for word in one.name.split() if one.place}
    return {(kind, value) for kind, value in keys if value}


def _rest_alike(one: str, other: str) -> bool:
    """Return whether the words that only one of the two names has are alike.

    >>> _rest_alike("bakkerij jansen", "bakkerij janssen"), _rest_alike("centrum reiger", "centrum merel")
    (True, False)
    """
    mine, theirs = one.split(), other.split()
    rest = " ".join(word for word in mine if word not in theirs)
    others = " ".join(word for word in theirs if word not in mine)
    return not rest or not others or likeness(rest, others) >= REST_ALIKE


def _reasons(one: _Plain, other: _Plain) -> tuple[str, ...]:
    close = likeness(one.name, other.name)
    shared = [
        code
        for code, mine, theirs in (
            ("same_website", one.host, other.host),
            ("same_mail_domain", one.domain, other.domain),
            ("same_postcode", one.postcode, other.postcode),
            ("same_place", one.place, other.place),
        )
        if mine and mine == theirs
    ]
    digital = {"same_website", "same_mail_domain"} & set(shared)
    if close == 1.0 and (shared or not (one.place and other.place)):
        return ("same_name", *shared)
    if close >= ALIKE and shared and _rest_alike(one.name, other.name):
        return ("like_name", *shared)
    if digital and one.kind == other.kind and close >= SOMEWHAT_ALIKE:
        return tuple(shared)
    return ()
