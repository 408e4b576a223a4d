"""The demo country enters; drafts, proposals, imports and links leave, so that every page can be opened.

All of it goes through the same actions as for people, in the name of the invented broker and owner.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from kring.connect.actions.answer_invitation import answer_invitation
from kring.connect.actions.change_draft import change_draft
from kring.connect.actions.change_proposal import change_proposal
from kring.connect.actions.decide_challenge import accept_challenge, decline_challenge
from kring.connect.actions.describe_challenge import describe_challenge
from kring.connect.actions.expire_invitations import expire_invitations
from kring.connect.actions.hold_places import hold_places
from kring.connect.actions.invite_parties import invite_parties
from kring.connect.actions.log_conversation import log_conversation
from kring.connect.actions.post_challenge import post_challenge
from kring.connect.actions.propose_community import propose_community
from kring.connect.actions.set_hour_budget import set_hour_budget
from kring.connect.jobs import mail_confirmation
from kring.connect.models import Adoption, Challenge, Invitation, Proposal
from kring.connect.queries.candidates import compared
from kring.connect.queries.teaching import challenges_for, own_courses, places_free
from kring.connect.rules import invitation_term
from kring.core.problems import UnableTo
from kring.core.progress import Progress
from kring.files.actions.sign_link import sign_link
from kring.ledger.models import Fact
from kring.parties.actions.import_parties import import_parties
from kring.parties.actions.invite_person import invite_person
from kring.parties.actions.note_skill import note_skill
from kring.parties.actions.request_sign_in import request_sign_in
from kring.parties.actions.set_consent import set_consent
from kring.parties.actions.undo_party_import import undo_party_import
from kring.parties.formats.party_sheet import template_csv
from kring.parties.models import Organisation, PartyImport
from kring.parties.queries import actor_of
from kring.parties.rules import Actor
from kring.parties.web.importing import start_import, table_of
from kring.sense.actions.request_import import request_import
from kring.site.pages import Cast
from kring.taxonomy.queries.concepts import topic_by_skill

TEXT = (
    "Wij onderhouden pompen bij boeren en tuinders. De planning van onze monteurs gaat met de hand. "
    "We willen storingen voorspellen en de planning met AI maken."
)
REASON = "Deze partij heeft dit half jaar geen tijd. Dat zei zij aan de telefoon."
MOST_TRIED = 12


def make_pages(*, now: datetime) -> None:
    """Make what is missing; a second time adds nothing to what is there already."""
    cast = Cast()
    people = {name: actor_of(row.person) for name, row in cast.people.items()}
    owner, broker = people.get("owner"), people.get("broker")
    if (
        owner is None
        or broker is None
        or Challenge.objects.filter(state="draft", owner=cast["owner"]).exists()
    ):
        return
    tasks = (
        lambda: _drafts(owner, broker, cast.areas, now),
        lambda: _brokering(broker, cast.areas, now),
        lambda: _call(broker, cast.areas, now),
        lambda: _imports_of_parties(broker, now),
        lambda: _imports_of_data(broker),
        lambda: _teaching(people.get("lecturer"), now),
        lambda: _hours(owner, now),
        lambda: _profiles(list(people.values()), now),
        lambda: invite_person(
            actor=broker,
            email=cast.people["owner"].person.email,
            role="broker",
            hub=str(cast.people["broker"].hub_id),
            now=now,
        ),
        lambda: request_sign_in(
            email="iemand@zonnestroom.invalid", machine="", language="nl", next_path="/", now=now
        ),
    )
    with Progress("Pages", total=len(tasks)) as progress:
        for task in tasks:
            task()
            progress.advance()


def _draft(actor: Actor, *, place: str = "Emmen", corop: str = "NL132") -> Challenge:
    draft = describe_challenge(actor=actor, text=TEXT, language="nl")
    change_draft(actor=actor, challenge=draft, place=place, corop=corop)
    change_draft(actor=actor, challenge=draft, area="industry", hours_per_week=4, has_data="some")
    return draft


def _call(broker: Actor, areas: list[str], now: datetime) -> None:
    """A call that the broker noted, with a next step that is open."""
    party = Organisation.objects.filter(corop__in=areas, kind="company").order_by("name").first()
    if party:
        log_conversation(
            actor=broker,
            party=party,
            note="Willen met AI storingen aan pompen voorspellen. Weten nog niet hoe.",
            next_step="Voorbeeld van een ander bedrijf sturen",
            due=(now + timedelta(days=3)).date(),
            language="nl",
            now=now,
        )


def _drafts(owner: Actor, broker: Actor, areas: list[str], now: datetime) -> None:
    """A draft of an owner, one of a broker for a caller, and one that waits for its mail link."""
    near = Challenge.objects.filter(corop__in=areas).order_by("pk").first()
    if near:
        _draft(broker, place=near.place, corop=near.corop)
    _draft(owner)
    posted = _draft(owner)
    post_challenge(
        actor=owner,
        challenge=posted,
        email="eigenaar@zonnestroom.invalid",
        organisation_name="Zonnestroom Duinbeemd",
        chosen_step="form",
        chosen_reference="",
        machine="",
        now=now,
    )
    fact = Fact.objects.filter(verb="challenge_posted", object_id=str(posted.pk)).last()
    if fact:
        mail_confirmation(fact)


def _brokering(broker: Actor, areas: list[str], now: datetime) -> None:
    """A declined challenge, and a proposal in each state that one can have."""
    queued = list(Challenge.objects.filter(state="queued", corop__in=areas).order_by("pk")[:MOST_TRIED])
    if len(queued) > 1:
        reason = "Deze vraag gaat over een boekhouding, niet over AI. De boekhouder helpt u verder."
        decline_challenge(actor=broker, challenge=queued.pop(), reason=reason, now=now)
    found = _proposed(broker, queued[1:], now)
    for make in (_left_open, _changed, _waiting, _agreed, _refused, _expired, _next_asked):
        proposal = next(found, None)
        if proposal is not None:
            make(broker, proposal, now)


def _proposed(broker: Actor, challenges: list[Challenge], now: datetime) -> Iterator[Proposal]:
    for challenge in challenges:
        candidates = compared(challenge, today=now.date(), n=1).candidates
        if not candidates:
            continue
        accept_challenge(actor=broker, challenge=challenge, now=now)
        yield propose_community(
            actor=broker, challenge=challenge, candidate=candidates[0].community, gap_to_best=0.0, now=now
        )


def _left_open(broker: Actor, proposal: Proposal, now: datetime) -> None:
    """It waits for the broker as it is."""


def _changed(broker: Actor, proposal: Proposal, now: datetime) -> None:
    partner = proposal.parts.exclude(role="owner").order_by("pk").last()
    if partner is None:
        return
    left_out = [str(partner.organisation_id)]
    try:
        change_proposal(actor=broker, proposal=proposal, leave_out=left_out, add=[], reason=REASON, now=now)
    except UnableTo:
        return  # nobody can take its place: the proposal stays as it was


def _answer(invitation: Invitation, *, accept: bool, now: datetime, reason: str = "") -> None:
    token = sign_link("invitation", invitation.pk)
    answer_invitation(token=token, accept=accept, reason=reason, now=now)


def _waiting(broker: Actor, proposal: Proposal, now: datetime) -> None:
    first, *_ = invite_parties(actor=broker, proposal=proposal, now=now)
    _answer(first, accept=True, now=now)


def _agreed(broker: Actor, proposal: Proposal, now: datetime) -> None:
    for invitation in invite_parties(actor=broker, proposal=proposal, now=now):
        _answer(invitation, accept=True, now=now)


def _refused(broker: Actor, proposal: Proposal, now: datetime) -> None:
    first, *others = invite_parties(actor=broker, proposal=proposal, now=now)
    _answer(first, accept=True, now=now)
    _answer(others[0] if others else first, accept=False, now=now, reason="Onze groep is al vol.")


def _expired(broker: Actor, proposal: Proposal, now: datetime) -> None:
    invite_parties(
        actor=broker, proposal=proposal, now=now - timedelta(days=invitation_term(now.date()).days + 1)
    )
    expire_invitations(now=now)


def _next_asked(broker: Actor, proposal: Proposal, now: datetime) -> None:
    """One party stays silent: the next in line is asked."""
    then = now - timedelta(days=invitation_term(now.date()).days + 1)
    *others, silent = invite_parties(actor=broker, proposal=proposal, now=then)
    for one in others:
        _answer(one, accept=True, now=then)
    expire_invitations(now=now)


def _teaching(lecturer: Actor | None, now: datetime) -> None:
    """The lecturer holds places of a course for a challenge that fits, unless the demo did already."""
    if lecturer is None or Adoption.objects.filter(offer__organisation__in=lecturer.organisations).exists():
        return
    for course in own_courses(lecturer.organisations):
        for fit in challenges_for(course, today=now.date()):
            if places_free(course, fit.weeks, fit.challenge):
                hold_places(actor=lecturer, offer=course, challenge=fit.challenge, units=1, now=now)
                return


def _hours(owner: Actor, now: datetime) -> None:
    """The owner's firm says what it can spend."""
    party = Organisation.objects.filter(pk__in=owner.organisations).order_by("name").first()
    if party:
        set_hour_budget(actor=owner, organisation=party, hours=60, euros=2_000, now=now)


def _profiles(people: list[Actor], now: datetime) -> None:
    """Two skills of each, and all of them let brokers see them."""
    for one in people:
        for uri, level, goal in zip(topic_by_skill(), ("user", ""), ("expert", "user"), strict=False):
            note_skill(actor=one, uri=uri, level=level, goal=goal, now=now)
        set_consent(actor=one, purpose="brokers", agreed=True, now=now)


def _sheet(rows: list[str]) -> bytes:
    header = template_csv("nl").splitlines()[0]
    return "\n".join([header, *rows, ""]).encode()


def _row(header: list[str], **values: str) -> str:
    return ";".join(values.get(name.lower(), "") for name in header)


def _rows() -> tuple[list[str], list[str]]:
    """Return rows that can be loaded (two new, one known), and rows with problems."""
    header = template_csv("nl").splitlines()[0].lstrip("\ufeff").split(";")
    known = Organisation.objects.filter(consent_to_be_shown=True).order_by("name").first()
    good = [
        _row(header, naam="Kasteelbouw Oosterhof", soort="bedrijf", plaats="Assen"),
        _row(header, naam="Dronewerk Kloosterveen", soort="bedrijf", plaats="Emmen"),
    ]
    if known:
        good.append(
            _row(header, naam=known.name, soort="bedrijf", plaats=known.place, doelen="Slimmer plannen")
        )
    bad = [
        _row(header, naam="Waterbouw Zuidland", soort="bedrijf", plaats="Nergenshuizen"),
        _row(header, naam="", soort="school", plaats="Assen"),
        _row(header, naam="Metaal Noordhorn", soort="bedrijf", plaats="Assen", **{"e-mail": "geen adres"}),
    ]
    return good, bad


def _imports_of_parties(broker: Actor, now: datetime) -> None:
    """Imports of organisations: one to look at, one with problems, one loaded, one taken back."""
    good, bad = _rows()
    for name, rows in (("organisaties.csv", good), ("organisaties met fouten.csv", [*good, *bad])):
        start_import(SimpleUploadedFile(name, _sheet(rows)), broker.person_id)
    _loaded(broker, "lijst van het overleg.csv", good[:1], now)
    undo_party_import(actor=broker, record=_loaded(broker, "verkeerde lijst.csv", good[1:2], now), now=now)


def _loaded(broker: Actor, name: str, rows: list[str], now: datetime) -> PartyImport:
    record = start_import(SimpleUploadedFile(name, _sheet(rows)), broker.person_id)
    return import_parties(
        actor=broker, table=table_of(record), columns=record.column_map, now=now, record=record
    )


def _imports_of_data(broker: Actor) -> None:
    """A file of examples of which one has no title, and a file that ends in the middle."""
    examples = (
        "titel;omschrijving\nStoringen voorspellen;Een model voorspelt storingen aan pompen.\n;Zonder titel\n"
    )
    broken = '[{"@type": "JobPosting", "title": "Data-analist", "description": "Modellen'
    for kind, name, text in (
        ("examples", "voorbeelden.csv", examples),
        ("vacancies", "vacatures.json", broken),
    ):
        upload = SimpleUploadedFile(name, text.encode())
        request_import(kind=kind, upload=upload, source="", column_map={}, actor=broker)
