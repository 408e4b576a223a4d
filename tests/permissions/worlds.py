"""Two worlds of the same things: one in the cast's region and the cast's own, one elsewhere and of others."""

import uuid
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from kring.connect.actions.confirm_challenge import confirm_token
from kring.connect.actions.share_adoption import share_token
from kring.connect.models import (
    Adoption,
    Challenge,
    Community,
    CommunityMember,
    Conversation,
    Invitation,
    Offer,
    Proposal,
    ProposalPart,
    Scan,
)
from kring.files.actions.sign_link import sign_link
from kring.notices.models import Mail
from kring.parties.models import Membership, Organisation, PartyImport, Person, RoleInvitation, SignInLink
from kring.parties.models.merging import Merge
from kring.parties.models.passkeys import Passkey
from kring.parties.models.profiles import PersonSkill
from kring.parties.models.providers import ProviderAccount
from kring.parties.models.sessions import SignedIn
from kring.parties.models.tokens import Token
from kring.sense.models import Example, ImportReceipt, ImportRequest
from tests.cast import NOW, Cast, days

SKILL = "urn:kring:ai-skill:predictive-maintenance"
QUESTION = "Wij willen storingen aan pompen voorspellen."


@dataclass(frozen=True)
class World:
    """The things of one world, by the word that the table of routes uses; and what stands in the address."""

    name: str
    things: dict[str, Any]
    ids: dict[str, object]


def our_world(cast: Cast) -> World:
    """What is in Drenthe, of the bakery and of Saar."""
    return _world("ours", cast.bakery, cast.school, cast.saar, cast.noor, "NL131")


def their_world(cast: Cast) -> World:
    """What is in Twente, of a firm that does not want to be shown and of somebody who works there."""
    firm, school = (
        Organisation.objects.create(
            name=name, kind=kind, place="Enschede", corop="NL213", contact_email=f"{kind}@ver.invalid"
        )
        for name, kind in (("Pompenmakerij Ver", "company"), ("College Ver", "mbo"))
    )
    wim = Person.objects.create_user("wim@ver.invalid", name="Wim")
    Membership.objects.create(person=wim, role="member", organisation=firm)
    marja = Person.objects.create_user("marja@ver.invalid", name="Marja")
    Membership.objects.create(person=marja, role="broker", hub_id="oost")
    return _world("theirs", firm, school, wim, marja, "NL213")


def _world(
    name: str, firm: Organisation, school: Organisation, person: Person, broker: Person, corop: str
) -> World:
    about = {"text": QUESTION, "title": QUESTION, "corop": corop, "area": "industry"}
    draft = Challenge.objects.create(**about, owner=person, hours_per_week=4)
    unconfirmed = Challenge.objects.create(
        **about, owner=person, state="unconfirmed", contact_email=person.email
    )
    challenge = Challenge.objects.create(
        **about, owner=person, organisation=firm, state="queued", confirmed_at=NOW, contact_email=person.email
    )
    asked = Challenge.objects.create(**about, organisation=firm, state="proposed", confirmed_at=NOW)
    proposal = Proposal.objects.create(challenge=asked)
    inviting = Proposal.objects.create(challenge=asked, state="inviting")
    part = ProposalPart.objects.create(proposal=inviting, organisation=school, side="education")
    invitation = Invitation.objects.create(
        proposal=inviting, part=part, email=school.contact_email, sent_at=NOW, expires_at=NOW + days(400)
    )
    course = Offer.objects.create(
        organisation=school, kind="course", title="Cursus pompen", side="education", corop=corop, weeks=8,
        units_per_week=10, skills_learned=[SKILL],
    )  # fmt: skip
    adoption = Adoption.objects.create(
        offer=course, challenge=asked, units=2, starts=NOW.date(), weeks=4, link_key="key"
    )
    link = SignInLink.objects.create(email=f"{name}@kring.invalid", expires_at=NOW + days(400))
    example = Example.objects.create(source="test", source_id=name, title="Pompen in de gaten")
    loaded = PartyImport.objects.create(
        file_name="a.csv", stored_as="gone", state="done", created_by=str(broker.pk)
    )
    asked_role = RoleInvitation.objects.create(
        email=person.email, role="lecturer", organisation=school, by="system", expires_at=NOW + days(400)
    )
    hub = broker.memberships.get(role="broker").hub_id
    community = Community.objects.create(title="Pompen", corop=corop, state="forming")
    CommunityMember.objects.create(community=community, organisation=firm, side="practice")
    things = {
        "draft": draft,
        "challenge": challenge,
        "proposal": proposal,
        "community": community,
        "party": firm,
        "offer": Offer.objects.create(
            organisation=firm, kind="tool", title="Pompenmodel", side="practice", corop=corop
        ),
        "course": course,
        "adoption": adoption,
        "invitation": invitation,
        "call": Conversation.objects.create(
            organisation=firm, broker=broker, note=QUESTION, corop=corop, hub=hub
        ),
        "scan": Scan.objects.create(text=QUESTION, corop=corop, hours_per_week=4),
        "merge": Merge.objects.create(kept=firm, lost_id=uuid.uuid4(), by="system"),
        "mail": Mail.objects.create(
            key=f"matrix:{name}", to=f"{name}@kring.nl", subject="Een mail", body="…"
        ),
        "person": person,
        "role-asked": asked_role,
        "membership": person.memberships.exclude(organisation=None).get(),
        "person-skill": PersonSkill.objects.create(person=person, uri=SKILL, level="user", source="own"),
        "session": SignedIn.objects.create(person=person, means="link"),
        "passkey": Passkey.objects.create(
            person=person, credential_id=name, public_key=b"x", name="Telefoon"
        ),
        "provider-account": ProviderAccount.objects.create(
            person=person, issuer="https://x.invalid", subject=name
        ),
        "token": Token.objects.create(
            person=person, name="Onze site", key_hash=name, expires_at=NOW + days(400)
        ),
        "party-import": loaded,
        "request": ImportRequest.objects.create(
            kind="vacancies", file_name="a", stored_as="a", by="x", state="failed"
        ),
        "receipt": ImportReceipt.objects.create(id=uuid.uuid4(), kind="vacancies"),
        "example": example,
        "region": SimpleNamespace(),
        "hub": SimpleNamespace(),
        "sign-in-link": link,
        "draft-link": draft,
        "challenge-link": unconfirmed,
        "invitation-link": invitation,
        "adoption-link": adoption,
    }
    ids = {
        "region": corop,
        "code": hub,
        "release_id": "forged",
        "format": "csv",
        "ending": "csv",
        "kind": "vacancy",
        "key": "0" * 16,
        "other_id": school.pk,
        **{
            f"{word.replace('-', '_')}_id": thing.pk for word, thing in things.items() if hasattr(thing, "pk")
        },
        "skill_id": things["person-skill"].pk,
        "account_id": things["provider-account"].pk,
        "import_id": loaded.pk,
        "asked_id": asked_role.pk,
    }
    tokens = {
        "sign-in-link": sign_link("sign-in", link.pk),
        "draft-link": sign_link("draft", draft.pk),
        "challenge-link": confirm_token(unconfirmed),
        "invitation-link": sign_link("invitation", invitation.pk),
        "adoption-link": share_token(adoption),
    }
    return World(name, things, {**ids, **tokens})
