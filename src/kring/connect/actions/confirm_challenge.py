"""The token from the mail enters; a challenge that others can see, and that waits in the queue, leaves."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from kring.connect import rules
from kring.connect.models import Challenge
from kring.core.naming import plain_name
from kring.core.problems import NotAllowed, NotFound, Problem
from kring.core.sameness import SHARED_DOMAINS
from kring.files.actions.sign_link import read_link, sign_link
from kring.ledger.actions.record_fact import record_fact
from kring.parties.actions.sign_in import person_with
from kring.parties.models import Membership, Organisation, Person
from kring.parties.permissions import require
from kring.parties.queries import organisation_named
from kring.parties.rules import ANYBODY
from kring.sense.queries.gaps import cited_gap


def confirm_token(challenge: Challenge) -> str:
    """Return the token of the mail link: for this challenge, and for the address that it is sent to."""
    return sign_link("challenge", f"{challenge.pk}~{_proof(challenge)}")


def _proof(challenge: Challenge) -> str:
    """An address can be mended before the link is opened: then the link that went to the old one is void."""
    return salted_hmac("kring.link.challenge", challenge.contact_email.lower()).hexdigest()[:16]


def challenge_of_token(token: str, *, lasts: timedelta = timedelta(days=rules.CONFIRM_DAYS)) -> Challenge:
    """Return the challenge that a mail link belongs to."""
    challenge_id, _, proof = read_link("challenge", token, lasts=lasts).partition("~")
    challenge = Challenge.objects.filter(pk=challenge_id).first()
    if challenge is None:
        raise NotFound(Problem("challenge_gone", "This challenge is no longer there.", "Post it again."))
    if challenge.state == "unconfirmed" and proof != _proof(challenge):
        raise NotAllowed(
            Problem("other_address", "This link went to another address.", "Use the link of the newest mail.")
        )
    return challenge


def link_is_old(token: str) -> bool:
    """Return whether the link worked once, and does no more."""
    try:
        read_link("challenge", token, lasts=timedelta(days=rules.CONFIRM_DAYS))
    except NotAllowed as error:
        return error.problems[0].code == "link_expired"
    return False


def confirm_challenge(*, token: str, now: datetime) -> Challenge:
    """Make the challenge visible and put it in the queue; a second click changes nothing.

    The gap that it addresses is written down with date and source; where no figure is sure, so is that.
    """
    challenge = challenge_of_token(token)
    require(ANYBODY, "confirm_challenge", challenge)
    if challenge.state != "unconfirmed":
        return challenge
    gap = cited_gap(challenge.skill_uris, corop=challenge.corop, area=challenge.area)
    with transaction.atomic():
        # The row is the lock: two clicks at once must not make two owners or two organisations.
        if Challenge.objects.select_for_update().get(pk=challenge.pk).state != "unconfirmed":
            challenge.refresh_from_db()
            return challenge
        owner = person_with(challenge.contact_email, language=challenge.language)
        party = _organisation(challenge, owner)
        taken = Challenge.objects.filter(pk=challenge.pk, state="unconfirmed").update(
            state="queued",
            confirmed_at=now,
            owner=owner,
            organisation=party,
            gap_cited=gap or {"waiver": "no_reliable_figure"},
        )
        if taken:
            record_fact(
                "challenge_confirmed",
                object_kind="challenge",
                object_id=challenge.pk,
                actor=owner.pk,
                region=challenge.corop,
                area=challenge.area,
                skills=challenge.skill_uris,
                details={"gap": "cited" if gap else "waived", "chosen": challenge.chosen_step},
            )
    challenge.refresh_from_db()
    return challenge


def _speaks_for(party: Organisation, address: str) -> bool:
    """Whoever writes down a known name gets no say for that party: the address must be one of its own."""
    if Membership.objects.filter(organisation=party, person__email=address).exists():
        return True
    if not party.contact_email:
        return False
    domain = address.rpartition("@")[2].lower()
    same_domain = party.contact_email.lower().rpartition("@")[2] == domain
    return party.contact_email.lower() == address.lower() or (same_domain and domain not in SHARED_DOMAINS)


def _organisation(challenge: Challenge, owner: Person) -> Organisation | None:
    """Return the party behind the challenge: the known one of that name and place, else a new one.

    None for a known name whose address is not that party's: the name stays with the challenge alone.
    Who brings a new one, or is the contact of the known one, gets a say in it: their link proves the address.
    """
    if challenge.organisation_id or not challenge.organisation_name:
        return challenge.organisation
    known = _own_one(challenge, owner) or organisation_named(challenge.organisation_name, challenge.place)
    if known:
        if known.contact_email.lower() == challenge.contact_email.lower():
            _give_a_say(owner, known)
        return known if _speaks_for(known, challenge.contact_email) else None
    party = Organisation.objects.create(
        name=challenge.organisation_name,
        kind=challenge.organisation_kind or "company",
        place=challenge.place,
        postcode=challenge.postcode,
        corop=challenge.corop,
        area=challenge.area,
        contact_email=challenge.contact_email,
        consent_to_be_shown=challenge.name_may_be_shown,
        source="challenge",
    )
    record_fact(
        "organisation_added",
        object_kind="organisation",
        object_id=party.pk,
        actor=owner.pk,
        reason="challenge",
        region=party.corop,
        area=party.area,
        details={"challenge": str(challenge.pk)},
    )
    _give_a_say(owner, party)
    return party


def _own_one(challenge: Challenge, owner: Person) -> Organisation | None:
    """Return the one of the owner's own organisations that is called so, whatever place they wrote."""
    called = plain_name(challenge.organisation_name)
    own = Organisation.objects.filter(membership__person=owner).distinct().order_by("created_at", "pk")
    same = [one for one in own if called and plain_name(one.name) == called]
    return next((one for one in same if one.place == challenge.place), same[0] if same else None)


def _give_a_say(owner: Person, party: Organisation) -> None:
    row, made = Membership.objects.get_or_create(person=owner, role="member", organisation=party, hub=None)
    if made:
        record_fact(
            "role_granted",
            object_kind="person",
            object_id=owner.pk,
            actor=owner.pk,
            details={"role": row.role, "organisation": str(party.pk), "hub": ""},
        )
