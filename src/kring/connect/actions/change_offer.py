"""A change of an offer enters: other words, other skills, closed or open again; the offer leaves changed."""

from django.db import transaction

from kring.connect.actions.publish_offer import Said, check, put_skills, record_offer, skills_in, tell
from kring.connect.models import Offer
from kring.connect.rules import LEARNING_KINDS, MOST_SKILLS
from kring.core.problems import Problem, UnableTo
from kring.parties.permissions import require
from kring.parties.rules import Actor
from kring.taxonomy.queries.concepts import topic_by_skill

FIELDS = (
    "kind", "title", "description", "outcomes", "starts", "ends", "weeks", "repeats", "units_per_week",
    "group_min", "group_max", "hours_per_week", "euros", "area",
)  # fmt: skip


def change_offer(*, actor: Actor, offer: Offer, said: Said, language: str) -> list[str]:
    """Save what differs; return the fields. New words bring new skills; corrections by hand stay."""
    require(actor, "change_offer", offer)
    check(said)
    _refuse_stated(offer)
    with transaction.atomic():
        one = Offer.objects.select_for_update().get(pk=offer.pk)
        before = {name: getattr(one, name) for name in FIELDS}
        shown_before, skills = set(skills_in(one, language=language)), one.skill_uris
        tell(one, said, language=language)
        shown_now = skills_in(one, language=language)
        kept = [uri for uri in skills if uri in shown_now or uri not in shown_before]
        new = [uri for uri in shown_now if uri not in shown_before and uri not in kept]
        if one.kind != before["kind"]:
            put_skills(one, [*kept, *new])
        else:
            _keep_only(one, kept, new)
        fields = sorted(name for name in FIELDS if getattr(one, name) != before[name])
        if fields:
            one.save()
            record_offer("offer_changed", one, actor, fields=fields)
    offer.refresh_from_db()
    return fields


def close_offer(*, actor: Actor, offer: Offer) -> None:
    """Take an offer out of every list and composition; communities that use it go on."""
    require(actor, "change_offer", offer)
    _open(actor, offer, False)


def reopen_offer(*, actor: Actor, offer: Offer) -> None:
    """Undo: offer it again."""
    require(actor, "change_offer", offer)
    _open(actor, offer, True)


def _open(actor: Actor, offer: Offer, state: bool) -> None:
    with transaction.atomic():
        if Offer.objects.filter(pk=offer.pk, open=not state).update(open=state):
            record_offer("offer_reopened" if state else "offer_closed", offer, actor)
    offer.refresh_from_db()


def correct_offer(*, actor: Actor, offer: Offer, remove: str = "", add: str = "") -> None:
    """Remove or add one skill; only what changes something becomes a fact."""
    require(actor, "change_offer", offer)
    _refuse_stated(offer)
    if add and add not in topic_by_skill():
        raise UnableTo(Problem("unknown_skill", "This skill is not known.", "Choose one from the list."))
    with transaction.atomic():
        one = Offer.objects.select_for_update().get(pk=offer.pk)
        before = one.skill_uris
        skills = [uri for uri in before if uri != remove]
        if add and add not in skills:
            skills.append(add)
        if add and len(skills) > MOST_SKILLS:
            raise UnableTo(
                Problem(
                    "too_many_skills", "There are {most} skills already.", "Remove one first.",
                    params={"most": MOST_SKILLS},
                )
            )  # fmt: skip
        if skills != before:
            _keep(one, remove, add)
            one.save(update_fields=["skills_brought", "skills_learned"])
            record_offer("offer_skills_corrected", one, actor)
    offer.refresh_from_db()


def _keep_only(offer: Offer, kept: list[str], new: list[str]) -> None:
    brought = [uri for uri in offer.skills_brought if uri in kept]
    learned = [uri for uri in offer.skills_learned if uri in kept]
    (learned if offer.kind in LEARNING_KINDS else brought).extend(new)
    offer.skills_brought, offer.skills_learned = brought, learned


def _keep(offer: Offer, remove: str, add: str) -> None:
    """Take one skill out on either side; a new one stands on the side where the kind has them."""
    brought = [uri for uri in offer.skills_brought if uri != remove]
    learned = [uri for uri in offer.skills_learned if uri != remove]
    if add and add not in (*brought, *learned):
        (learned if offer.kind in LEARNING_KINDS else brought).append(add)
    offer.skills_brought, offer.skills_learned = brought, learned


def _refuse_stated(offer: Offer) -> None:
    """The offer that follows from a party's own words is changed with those words, not beside them."""
    if offer.source == "stated":
        raise UnableTo(
            Problem(
                "stated_offer",
                "This offer follows from the organisation's own words.",
                "Change what the organisation offers, or publish a new offer.",
            )
        )
