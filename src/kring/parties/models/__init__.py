"""The tables of organisations, hubs, people, membership and sign-in links; more of people beside."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone

from kring.core.regions import hubs_of
from kring.parties.models.merging import Merge as Merge
from kring.parties.models.merging import NotTheSame as NotTheSame
from kring.parties.rules import KEPT, ROLES, SIDE_OF_KIND, SIZE_CLASSES, is_sme, side_of


def _choices(codes: object) -> list[tuple[str, str]]:
    return [(code, code) for code in codes]  # type: ignore[attr-defined]


class Organisation(models.Model):
    """A party: a company, school, lab, public body, hub …"""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, choices=_choices(SIDE_OF_KIND))
    size_class = models.CharField(max_length=10, blank=True, choices=_choices(SIZE_CLASSES))
    place = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    corop = models.CharField(max_length=5, blank=True, db_index=True)
    area = models.CharField(max_length=20, blank=True)
    goals = models.TextField(blank=True)
    offers = models.TextField(blank=True, help_text="what the party can bring, in its own words")
    available_from = models.DateField(null=True, blank=True)
    available_until = models.DateField(null=True, blank=True)
    hours_per_week = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    website = models.URLField(blank=True)
    consent_to_be_shown = models.BooleanField(default=False)
    source = models.CharField(max_length=40, blank=True, help_text="import, form, demo")
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["kind", "corop"])]

    def __str__(self) -> str:
        return self.name

    @property
    def side(self) -> str:
        """The side of a community this party brings."""
        return side_of(self.kind)

    @property
    def sme(self) -> bool:
        """Whether it is a small or medium-sized firm."""
        return self.kind == "company" and is_sme(self.size_class)

    @property
    def owner_ids(self) -> tuple[str, ...]:
        """Who owns this record, for the permission table."""
        return (str(self.id),)

    @property
    def hub_codes(self) -> tuple[str, ...]:
        """The hubs that serve its region."""
        return hubs_of(self.corop)


class Hub(models.Model):
    """The contact point of one or more regions: its name comes from the region tables."""

    code = models.CharField(primary_key=True, max_length=30)
    name_nl = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.SET_NULL)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    areas = models.JSONField(
        null=True, blank=True, help_text="codes of the COROP areas it serves; null: as it came with Kring"
    )

    class Meta:
        ordering = ["name_nl"]

    def __str__(self) -> str:
        return self.name_nl

    def name(self, language: str) -> str:
        """The name in the reader's language."""
        return self.name_nl if language == "nl" else self.name_en

    @property
    def hub_codes(self) -> tuple[str, ...]:
        """Itself, for the permission table."""
        return (self.code,)


class PersonManager(BaseUserManager["Person"]):
    """Makes people from a mail address; nobody has a password."""

    def create_user(self, email: str, **fields: object) -> "Person":
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_unusable_password()
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody who signs in with a link sent to a mail address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=2, default="nl")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)
    last_visit_at = models.DateTimeField(null=True, blank=True)
    corop = models.CharField(max_length=5, blank=True, db_index=True, help_text="where they work or learn")

    objects = PersonManager()
    USERNAME_FIELD = "email"

    def __str__(self) -> str:
        return self.name or str(self.id)

    @property
    def owner_ids(self) -> tuple[str, ...]:
        """The person alone, for the permission table."""
        return (str(self.pk),)


class Membership(models.Model):
    """A role of a person, in an organisation or at a hub."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=_choices(ROLES))
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.CASCADE)
    hub = models.ForeignKey(Hub, null=True, blank=True, on_delete=models.CASCADE)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "organisation", "hub"], name="one_membership", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.person_id}"

    @property
    def owner_ids(self) -> tuple[str, ...]:
        """Whose role it is, for the permission table."""
        return (str(self.person_id),)


class RoleInvitation(models.Model):
    """A role that somebody is asked to take: nobody has a role before they say yes to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(db_index=True)
    role = models.CharField(max_length=20, choices=_choices(ROLES))
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.CASCADE)
    hub = models.ForeignKey(Hub, null=True, blank=True, on_delete=models.CASCADE)
    by = models.CharField(max_length=40, help_text="the id of who asked")
    at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["email", "role", "organisation", "hub"], name="asked_once", nulls_distinct=False
            )
        ]

    @property
    def owner_ids(self) -> tuple[str, ...]:
        """Who is asked, for the permission table: whoever signs in with this address."""
        return tuple(str(pk) for pk in Person.objects.filter(email=self.email).values_list("pk", flat=True))


class SignInLink(models.Model):
    """A request to sign in: its link is signed, works once and only for a while."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(db_index=True)
    language = models.CharField(max_length=2, default="nl")
    next_path = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    grants_role = models.CharField(
        max_length=20, blank=True, help_text="admin: the first administrator's link; else empty"
    )


class PartyImport(models.Model):
    """A spreadsheet on its way in: kept between the steps of the import page, and what undoes it after."""

    STATES = ("mapping", "done", "undone")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file_name = models.CharField(max_length=200)
    stored_as = models.CharField(max_length=80)
    column_map = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="mapping", help_text="mapping, done, undone")
    created_by = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=timezone.now)
    added = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    added_ids = models.JSONField(default=list)
    values_before = models.JSONField(default=dict, help_text="{organisation id: {field: [before, after]}}")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def can_be_undone(self) -> bool:
        """Whether what it changed is still known."""
        since = timezone.now() - KEPT["values_before_import"]
        return self.state == "done" and self.done_at is not None and self.done_at >= since

    @property
    def owner_ids(self) -> tuple[str, ...]:
        """Who started the import, for the permission table."""
        return (self.created_by,)


class Attempts(models.Model):
    """How often something was tried in a period; the key is a keyed hash, never an address."""

    key_hash = models.CharField(max_length=64, primary_key=True)
    since = models.DateTimeField(default=timezone.now)
    count = models.PositiveIntegerField(default=0)


# Below: these files name people by "parties.Person", so that they need nothing from this one.
from kring.parties.models.figures import SkillFigures  # noqa: E402
from kring.parties.models.passkeys import Passkey  # noqa: E402
from kring.parties.models.profiles import Consent, PersonSkill  # noqa: E402
from kring.parties.models.providers import ProviderAccount  # noqa: E402
from kring.parties.models.sessions import SignedIn  # noqa: E402
from kring.parties.models.tokens import Token  # noqa: E402

__all__ = [
    "Attempts", "Consent", "Hub", "Membership", "Organisation", "PartyImport", "Passkey", "Person",
    "PersonManager", "PersonSkill", "ProviderAccount", "SignInLink", "SignedIn",
    "SkillFigures", "Token",
]  # fmt: skip
