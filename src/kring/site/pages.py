"""Every page that a person can open, with somebody who may see it: what is in the database decides which.

Links that sign in or confirm are listed for invented addresses only, so that the list gives nothing away.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from kring.connect.actions.confirm_challenge import confirm_token
from kring.connect.actions.share_adoption import share_token
from kring.connect.models import (
    Adoption,
    Challenge,
    Community,
    Conversation,
    Invitation,
    Offer,
    Proposal,
)
from kring.connect.queries.teaching import challenges_for, own_courses, week_code
from kring.core.regions import corop_areas_of
from kring.files.actions.sign_link import sign_link
from kring.notices.models import Mail
from kring.notices.queries import INVENTED
from kring.parties.models import Membership, Organisation, PartyImport, RoleInvitation, SignInLink
from kring.parties.queries.profiles import people_near
from kring.sense.models import Example, GapRelease, ImportReceipt, ImportRequest
from kring.sense.queries.behind import keys_behind
from kring.sense.queries.gaps import largest
from kring.sense.queries.lake_index import Cell
from kring.sense.queries.radar import usable_release, window_days
from kring.sense.web.figures import uris_of
from kring.sense.web.pictures import figure_href
from kring.taxonomy.queries.concepts import topic_by_skill

# Stands for whoever the command `kring people invite … --role admin` makes: the demo has no administrator.
ADMINISTRATOR = "administrator"
NOBODY = "zzzzzz"
COMMUNITY_STATES = ("exploring", "forming", "granted", "active", "paused", "harvesting", "closed")
CHALLENGE_STATES = ("queued", "accepted", "proposed", "parked", "declined", "in_community")
PROPOSAL_STATES = ("open", "inviting", "agreed", "declined", "expired", "replaced")
PUBLIC = (
    "home", "radar", "challenges", "new-challenge", "communities", "offers", "parties", "examples", "search",
    "sign-in", "sign-in-sent", "help-proposals", "help-figures", "help-privacy", "help-accessibility",
    "help-permissions", "help-contact", "help-api", "scan", "who-can", "capacity",
)  # fmt: skip
WORKING = ("queue", "load-data", "import-parties", "outbox", "calls", "log-call", "duplicates", "people")
ONES_OWN = (
    "account",
    "account-details",
    "colleagues",
    "invite-person",
    "own-skills",
    "own-consents",
    "new-token",
    "erase-account",
)
SEARCHED = ("challenges", "communities", "offers", "parties", "examples", "outbox", "search")


@dataclass(frozen=True)
class Page:
    """A page: its name, its address, who looks (nobody: a visitor), and what it answers."""

    name: str
    path: str
    role: str = ""
    status: int = 200


class Cast:
    """Who may look: the invented people of the demo country, else the administrator."""

    @cached_property
    def people(self) -> dict[str, Membership]:
        """The first person of each role; the owner is a member of a company."""
        rows = Membership.objects.filter(person__is_demo=True).select_related("person", "organisation")
        found: dict[str, Membership] = {}
        for row in rows.order_by("hub_id", "person__joined_at"):
            of_company = row.organisation is not None and row.organisation.kind == "company"
            name = "owner" if row.role == "member" and of_company else row.role
            found.setdefault(name, row)
        return found

    def __getitem__(self, role: str) -> str:
        row = self.people.get(role)
        return str(row.person_id) if row else ADMINISTRATOR

    @property
    def areas(self) -> list[str]:
        """The COROP areas of the broker's hub; none where there is no demo."""
        broker = self.people.get("broker")
        return list(corop_areas_of(f"hub:{broker.hub_id}")) if broker else []


def every_page() -> list[Page]:
    """Return all pages that exist with the data as it is."""
    cast = Cast()
    parts = (
        _fixed,
        _first_screens,
        _account,
        _posting,
        _challenges,
        _proposals,
        _communities,
        _parties,
        _offers_and_calls,
        _sense,
        _mails,
    )
    return [page for part in parts for page in part(cast)]


def _fixed(cast: Cast) -> Iterator[Page]:
    for name in PUBLIC:
        yield Page(name, reverse(name))
    for name in WORKING:
        yield Page(name, reverse(name), cast["broker"])
    for name in SEARCHED:
        role = cast["broker"] if name in WORKING else ""
        yield Page(f"{name}-nothing-found", f"{reverse(name)}?q={NOBODY}", role)
    yield Page("new-challenge-result", f"{reverse('new-challenge')}?kind=result")
    for words in ("chatbots", NOBODY):
        yield Page(f"who-can-{words}", f"{reverse('who-can')}?q={words}")
    yield Page("hubs", reverse("hubs"), ADMINISTRATOR)
    yield Page("new-hub", reverse("new-hub"), ADMINISTRATOR)
    yield Page("edit-hub", reverse("edit-hub", args=["noord"]), ADMINISTRATOR)
    yield Page("search-found", f"{reverse('search')}?q=onderhoud")
    yield Page("parties-broker", reverse("parties"), cast["broker"])
    yield Page("not-allowed", reverse("queue"), status=403)
    yield Page("not-found", "/no-such-page/", status=404)


def _first_screens(cast: Cast) -> Iterator[Page]:
    for role in sorted(cast.people):
        yield Page(f"home-{role}", reverse("home"), cast[role])
    yield Page("home-administrator", reverse("home"), ADMINISTRATOR)


def _account(cast: Cast) -> Iterator[Page]:
    for name in ONES_OWN:
        yield Page(name, reverse(name), cast["owner"])
        yield Page(f"{name}-broker", reverse(name), cast["broker"])
    yield Page("own-skills-found", f"{reverse('own-skills')}?q=onderhoud", cast["owner"])
    skill = next(iter(topic_by_skill()), "")
    if skill:
        yield Page("own-skill", f"{reverse('own-skill')}?skill={quote(skill)}", cast["owner"])
    row = cast.people.get("owner")
    if row:
        yield Page("own-role", reverse("own-role", args=[row.pk]), cast["owner"])
        asked = RoleInvitation.objects.filter(email=row.person.email).first()
        if asked:
            yield Page("role-asked", reverse("role-asked", args=[asked.pk]), cast["owner"])
        yield Page("own-profile", reverse("profile", args=[row.person_id]), cast["owner"])
        invite = f"{reverse('invite-person')}?organisation={row.organisation_id}"
        yield Page("party-hours", reverse("party-hours", args=[row.organisation_id]), cast["owner"])
        yield Page("party-own", reverse("party", args=[row.organisation_id]), cast["owner"])
        yield Page("skill-totals", reverse("skill-totals", args=[row.organisation_id]), cast["owner"])
        yield Page("invite-person-for-organisation", invite, cast["owner"])
        colleagues = f"{reverse('colleagues')}?organisation={row.organisation_id}"
        yield Page("colleagues-of-organisation", colleagues, cast["programme"])
        yield Page("end-role", reverse("end-role", args=[row.pk]), cast["programme"])
    near = people_near(frozenset({cast.people["broker"].hub_id or ""})) if "broker" in cast.people else None
    seen = near.first() if near is not None else None
    if seen:
        yield Page("profile", reverse("profile", args=[seen.pk]), cast["broker"])


def _posting(cast: Cast) -> Iterator[Page]:
    drafts = Challenge.objects.filter(state="draft").exclude(corop="").order_by("created_at")
    for person in ("owner", "broker"):
        draft = drafts.filter(owner=cast[person]).first() if person in cast.people else None
        if draft is None:
            continue
        steps = reverse("challenge-steps", args=[draft.pk])
        if person == "broker":
            yield Page("post-5-next-steps-broker", steps, cast[person])
            continue
        for number, step in enumerate(("question", "place", "area", "time"), start=1):
            yield Page(f"post-{number}-{step}", reverse(f"challenge-{step}", args=[draft.pk]), cast[person])
        place = reverse("challenge-place", args=[draft.pk])
        yield Page("post-1-question-clear", reverse("discard-draft", args=[draft.pk]), cast[person])
        yield Page("post-2-place-choose", f"{place}?choose=1", cast[person])
        yield Page("post-5-next-steps", steps, cast[person])
        yield Page("post-5-next-steps-correct", f"{steps}?correct=1", cast[person])
        yield Page("post-5-next-steps-find", f"{steps}?find=planning", cast[person])
        yield Page("post-6-send", f"{reverse('challenge-send', args=[draft.pk])}?chosen=form", cast[person])
    sent = Challenge.objects.filter(state="unconfirmed", contact_email__iendswith=INVENTED).first()
    if sent:
        if sent.owner_id:
            yield Page("post-7-sent", reverse("challenge-sent", args=[sent.pk]), str(sent.owner_id))
        yield Page("post-8-confirm", reverse("confirm-challenge", args=[confirm_token(sent)]))


def _of_broker(cast: Cast, rows: QuerySet[Challenge]) -> QuerySet[Challenge]:
    return rows.filter(corop__in=cast.areas) if cast.areas else rows


def _challenges(cast: Cast) -> Iterator[Page]:
    rows = _of_broker(cast, Challenge.objects.order_by("-created_at", "pk"))
    for state in CHALLENGE_STATES:
        one = rows.filter(state=state).first()
        if one is None:
            continue
        path = reverse("challenge", args=[one.pk])
        yield Page(f"challenge-{state}-broker", path, cast["broker"])
        if state in ("queued", "in_community"):
            yield Page(f"challenge-{state}", path)
        if state == "queued":
            yield Page("decline", reverse("decline-challenge", args=[one.pk]), cast["broker"])
        if state == "accepted":
            yield Page("candidates", reverse("compare-candidates", args=[one.pk]), cast["broker"])
    own = (
        Challenge.objects.filter(owner=cast["owner"]) if "owner" in cast.people else Challenge.objects.none()
    )
    mine = own.exclude(state__in=("draft", "unconfirmed")).order_by("pk").first()
    if mine:
        yield Page("challenge-own", reverse("challenge", args=[mine.pk]), cast["owner"])


def _proposals(cast: Cast) -> Iterator[Page]:
    for state in PROPOSAL_STATES:
        rows = Proposal.objects.filter(state=state, decision_reason="", reason_code="").order_by("created_at")
        one = rows.first()
        if one:
            yield Page(f"proposal-{state}", reverse("proposal", args=[one.pk]), cast["broker"])
    asked_next = Invitation.objects.filter(state="sent", part__stands_in_for__isnull=False).first()
    if asked_next:
        yield Page("proposal-next-asked", reverse("proposal", args=[asked_next.proposal_id]), cast["broker"])
    again = Proposal.objects.exclude(reason_code="").first()
    if again:
        yield Page("proposal-composed-again", reverse("proposal", args=[again.pk]), cast["broker"])
    changed = Proposal.objects.filter(state="open").exclude(decision_reason="").first()
    if changed:
        yield Page("proposal-changed", reverse("proposal", args=[changed.pk]), cast["broker"])
    invented = Invitation.objects.filter(email__iendswith=INVENTED).order_by("sent_at", "pk")
    for state in ("sent", "accepted", "declined", "expired"):
        asked = invented.filter(state=state)
        found = (asked.filter(proposal__state="inviting").first() or asked.first()) if asked else None
        if found:
            token = sign_link("invitation", found.pk)
            yield Page(f"invitation-{state}", reverse("invitation", args=[token]))


def _communities(cast: Cast) -> Iterator[Page]:
    for state in COMMUNITY_STATES:
        one = Community.objects.filter(state=state).order_by("is_demo", "pk").first()
        if one:
            yield Page(f"community-{state}", reverse("community", args=[one.pk]))
    own = Community.objects.filter(corop__in=cast.areas) if cast.areas else Community.objects.all()
    for state in ("forming", "active"):
        one = own.filter(state=state).order_by("is_demo", "pk").first()
        if one:
            yield Page(f"community-{state}-broker", reverse("community", args=[one.pk]), cast["broker"])


def _parties(cast: Cast) -> Iterator[Page]:
    one = Organisation.objects.filter(consent_to_be_shown=True).exclude(offers="").order_by("pk").first()
    if one:
        path = reverse("party", args=[one.pk])
        yield Page("party", path)
        yield Page("party-broker", path, cast["broker"])
        yield Page("party-auditor", path, cast["auditor"])
        yield Page("edit-party", reverse("edit-party", args=[one.pk]), cast["broker"])
    for state in PartyImport.STATES:
        imports = PartyImport.objects.filter(state=state, created_by=cast["broker"]).order_by("created_at")
        for number, record in enumerate(imports[:2], start=1):
            if state != "mapping":
                result = reverse("import-parties-result", args=[record.pk])
                yield Page(f"import-parties-4-{state}", result, cast["broker"])
                continue
            columns = reverse("import-parties-columns", args=[record.pk])
            yield Page(f"import-parties-2-columns-{number}", columns, cast["broker"])
            preview = reverse("import-parties-preview", args=[record.pk])
            yield Page(f"import-parties-3-preview-{number}", preview, cast["broker"])
    link = SignInLink.objects.filter(
        email__iendswith=INVENTED, used_at=None, grants_role="", expires_at__gt=timezone.now()
    ).first()
    if link:
        yield Page("sign-in-link", reverse("sign-in-link", args=[sign_link("sign-in", link.pk)]))
    yield Page("sign-in-link-wrong", reverse("sign-in-link", args=["wrong"]), status=403)


def _offers_and_calls(cast: Cast) -> Iterator[Page]:
    offers = Offer.objects.filter(open=True, organisation__consent_to_be_shown=True).order_by("pk")
    one = offers.filter(kind="student_places").first() or offers.first()
    if one:
        yield Page("offer", reverse("offer", args=[one.pk]))
    lecturer = cast.people.get("lecturer")
    own = Offer.objects.filter(organisation=lecturer.organisation).first() if lecturer else None
    if own:
        yield Page("offer-lecturer", reverse("offer", args=[own.pk]), cast["lecturer"])
        yield Page("edit-offer", reverse("edit-offer", args=[own.pk]), cast["lecturer"])
        yield Page("publish-offer", reverse("publish-offer", args=[own.organisation_id]), cast["lecturer"])
    yield from _teaching(cast, lecturer)
    call = Conversation.objects.filter(withdrawn_at__isnull=True).order_by("at").first()
    if call:
        yield Page("call", reverse("call", args=[call.pk]), cast["broker"])
    pair = list(Organisation.objects.order_by("name").values_list("pk", flat=True)[:2])
    if len(pair) > 1:
        yield Page("merge-parties", reverse("merge-parties", args=pair), cast["broker"])


def _teaching(cast: Cast, lecturer: Membership | None) -> Iterator[Page]:
    """The lecturer's courses, a challenge that fits, one that was adopted, and what its link shows."""
    yield Page("teaching", reverse("teaching"), cast["lecturer"])
    if lecturer is None or lecturer.organisation_id is None:
        return
    today = timezone.localdate()
    for course in own_courses([str(lecturer.organisation_id)]):
        fits = challenges_for(course, today=today)
        new = next((one for one in fits if one.held is None), None)
        if new is None:
            continue
        week = f"?week={week_code(new.weeks.start)}"
        yield Page("teaching-week", f"{reverse('teaching')}{week}&course={course.pk}", cast["lecturer"])
        path = reverse("teaching-preview", args=[course.pk, new.challenge.pk])
        yield Page("teaching-preview", f"{path}{week}", cast["lecturer"])
        break
    held = Adoption.objects.filter(offer__organisation=lecturer.organisation, released_at=None)
    for adoption in held.exclude(link_key="").order_by("at")[:1]:
        path = reverse("teaching-preview", args=[adoption.offer_id, adoption.challenge_id])
        yield Page("teaching-held", path, cast["lecturer"])
        yield Page("adopted", reverse("adopted", args=[share_token(adoption)]))


def _sense(cast: Cast) -> Iterator[Page]:
    for number, receipt in enumerate(ImportReceipt.objects.order_by("at")[:3], start=1):
        yield Page(f"receipt-{number}", reverse("receipt", args=[receipt.pk]), cast["broker"])
    for state in ("waiting", "running", "computing", "done", "failed"):
        asked = ImportRequest.objects.filter(state=state).first()
        if asked:
            yield Page(f"load-status-{state}", reverse("load-status", args=[asked.pk]), cast["broker"])
    example = Example.objects.order_by("pk").first()
    if example:
        yield Page("example", reverse("example", args=[example.pk]))
    release = usable_release()
    if release:
        yield from _radar(release, cast)


def _radar(release: GapRelease, cast: Cast) -> Iterator[Page]:
    areas = cast.areas or ["NL111"]
    yield Page("radar-broker", reverse("radar"), cast["broker"])
    broker = cast.people.get("broker")
    for name, code in (("hub", f"hub:{broker.hub_id}" if broker else "hub:noord"), ("corop", areas[0])):
        yield Page(f"radar-{name}", reverse("radar-region", args=[code]))
    yield Page("radar-not-sure", f"{reverse('radar-region', args=[areas[0]])}?area=culture&level=expert")
    found = largest(release, region="NL", n=1)
    figure = found[0].figure if found else None
    if figure is None:
        return
    yield Page("radar-skill", f"{reverse('radar')}?skill={quote(str(figure['skill']))}")
    path = figure_href(release.pk, figure)
    yield Page("figure", path)
    yield Page("figure-courses", f"{path}&show=courses")
    yield Page("figure-broker", path, cast["broker"])
    first, last = window_days(release.last_window)
    for kind in ("vacancy", "course"):
        keys = keys_behind(
            release,
            kind,
            uris=uris_of(str(figure["skill"])),
            cell=Cell((), str(figure["area"]), str(figure["level"]), first, last),
        )
        for key in keys[:1]:
            yield Page(f"document-{kind}", reverse("document", args=[kind, key]))


def _mails(cast: Cast) -> Iterator[Page]:
    mails = Mail.objects.filter(sent_at=None, to__iendswith=INVENTED).order_by("pk")
    kinds: set[str] = set()
    for mail in mails:
        kind = mail.key.partition(":")[0]
        if kind not in kinds:
            kinds.add(kind)
            yield Page(f"mail-{kind}", reverse("mail", args=[mail.pk]), cast["broker"])
