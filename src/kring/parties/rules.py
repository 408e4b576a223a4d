"""What kinds of parties and roles exist, and which side of a community each kind brings."""

from dataclasses import dataclass
from datetime import timedelta

PRACTICE, EDUCATION, RESEARCH, NETWORK = "practice", "education", "research", "network"

SIDE_OF_KIND: dict[str, str] = {
    "company": PRACTICE,
    "public-body": PRACTICE,
    "sector-body": NETWORK,
    "hub": NETWORK,
    "programme-office": NETWORK,
    "mbo": EDUCATION,
    "hbo": EDUCATION,
    "wo": EDUCATION,
    "teacher-team": EDUCATION,
    "sme-training-centre": EDUCATION,
    "innovation-lab": RESEARCH,
    "field-lab": RESEARCH,
    "centre-of-expertise": RESEARCH,
    "centre-for-innovative-craftsmanship": RESEARCH,
    "research-group": RESEARCH,
}
SIZE_CLASSES = ("micro", "small", "medium", "large")
SME_CLASSES = frozenset({"micro", "small", "medium"})
ROLES = ("member", "lecturer", "facilitator", "broker", "programme", "auditor", "admin")
# The roles that somebody has in an organisation; the others are at a hub or in Kring as a whole.
ROLES_IN_ORGANISATION = ("member", "lecturer", "facilitator")

# So long a role can be accepted after somebody was asked.
ROLE_OPEN_DAYS = 30

# How long what holds an address or names a person is kept, once it has done its work.
KEPT: dict[str, timedelta] = {
    "sign_in_link": timedelta(days=7),  # after it expired
    "attempts": timedelta(days=2),  # after they were counted; no limit looks back further than a day
    "party_import": timedelta(days=1),  # that was never loaded
    "values_before_import": timedelta(days=30),  # so long an import can be undone
    "session": timedelta(days=14),  # after it was last used; so long its cookie lasts
    "unused_account": timedelta(days=730),  # since the last visit; a month before, a mail says so
    "withdrawn_consent": timedelta(days=730),  # as proof of what was agreed
    "mail_body": timedelta(days=30),  # after it was sent or given up
    "token": timedelta(days=30),  # after it ended, so that its person still sees which program stopped
    "merge": timedelta(days=30),  # so long two organisations that were merged can be taken apart again
    "conversation_note": timedelta(days=730),  # the words of a broker's note, after the conversation
    "scan_text": timedelta(days=365),  # the words of a scan, after it was answered
}

# For how many days a token may work, and how much one may ask.
TOKEN_DAYS = (30, 90, 365)
MOST_TOKENS = 20
TOKEN_CALLS, TOKEN_CALLS_WITHIN = 1_000, timedelta(minutes=10)
WRONG_TOKENS, WRONG_TOKENS_WITHIN = 30, timedelta(minutes=10)


@dataclass(frozen=True)
class Actor:
    """Who acts: a person with roles, or nobody signed in (``person_id`` is empty)."""

    person_id: str = ""
    roles: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()
    hubs: frozenset[str] = frozenset()
    email: str = ""

    @property
    def signed_in(self) -> bool:
        """True when a person is known."""
        return bool(self.person_id)


ANYBODY = Actor()
SYSTEM = Actor(person_id="system", roles=frozenset({"admin"}))


def can_receive_mail(address: str) -> bool:
    """Return whether the part after the @ can be written as mail servers write it (at most 63 per label)."""
    name, at, domain = address.rpartition("@")
    if not (name and at) or len(address) > 254:
        return False
    try:
        return bool(domain.encode("idna"))
    except UnicodeError:
        return False


def side_of(kind: str) -> str:
    """Return the side of a community that an organisation of this kind brings."""
    return SIDE_OF_KIND.get(kind, PRACTICE)


def is_sme(size_class: str) -> bool:
    """Return whether the size class counts as a small or medium-sized firm."""
    return size_class in SME_CLASSES
