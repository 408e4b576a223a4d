"""Codes of connect enter; words in the reader's language leave."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

STATES = {
    "draft": gettext_lazy("draft"),
    "unconfirmed": gettext_lazy("waits for the mail link"),
    "queued": gettext_lazy("waits for a broker"),
    "accepted": gettext_lazy("a broker works on it"),
    "proposed": gettext_lazy("a proposal is ready"),
    "parked": gettext_lazy("parked"),
    "declined": gettext_lazy("declined"),
    "in_community": gettext_lazy("taken up by a community"),
}
PHASES = {
    "signal": gettext_lazy("signal"),
    "articulate": gettext_lazy("exploring the question"),
    "form": gettext_lazy("forming"),
    "fund": gettext_lazy("funding"),
    "design": gettext_lazy("designing"),
    "run": gettext_lazy("working and learning"),
    "harvest": gettext_lazy("harvesting"),
    "assess": gettext_lazy("assessing"),
    "secure": gettext_lazy("securing"),
}
COMMUNITY_STATES = {
    "signal": gettext_lazy("signal"),
    "parked": gettext_lazy("parked"),
    "rejected": gettext_lazy("rejected"),
    "exploring": gettext_lazy("exploring"),
    "forming": gettext_lazy("forming"),
    "applying": gettext_lazy("applying for money"),
    "granted": gettext_lazy("granted"),
    "self-funded": gettext_lazy("pays for itself"),
    "ready": gettext_lazy("ready to start"),
    "active": gettext_lazy("active"),
    "paused": gettext_lazy("paused"),
    "harvesting": gettext_lazy("harvesting"),
    "assessing": gettext_lazy("assessing"),
    "sustained": gettext_lazy("sustained"),
    "scaled": gettext_lazy("scaled up"),
    "handed-over": gettext_lazy("handed over"),
    "closed": gettext_lazy("closed"),
}
GATES = {
    "problem_owner": gettext_lazy("The owner of the question is known"),
    "region": gettext_lazy("The region is known"),
    "area": gettext_lazy("The field is known"),
    "ai_topic": gettext_lazy("The AI topic is known"),
    "shared_question": gettext_lazy("All parties share the question"),
    "why_community": gettext_lazy("It is clear why a course is not enough"),
    "end_users_heard": gettext_lazy("End users were heard"),
    "three_sides": gettext_lazy("Practice, education and research take part"),
    "roles_filled": gettext_lazy("All roles are filled"),
    "ambition_agreed": gettext_lazy("The ambition is agreed"),
    "rules_pass": gettext_lazy("The rules of the fund are met"),
    "co_funding_closes": gettext_lazy("The own contribution is complete"),
    "learning_arrangement": gettext_lazy("The way of learning is worked out"),
    "baseline": gettext_lazy("The starting point is measured"),
    "privacy_check": gettext_lazy("Privacy was checked"),
    "work_result": gettext_lazy("There is a result of the work"),
    "reflection": gettext_lazy("The group looked back"),
    "decision": gettext_lazy("The group decided how to go on"),
    "result_translated": gettext_lazy("The result became a module or open material"),
    "tried_by_non_member": gettext_lazy("Somebody from outside tried it"),
    "indicators_complete": gettext_lazy("The figures are complete"),
    "story_per_claim": gettext_lazy("Each claim has its story"),
}
MOVE_REASONS = {"all_parties_agreed": gettext_lazy("All parties said yes.")}
SIDES = {
    "practice": gettext_lazy("practice"),
    "education": gettext_lazy("education"),
    "research": gettext_lazy("research"),
    "network": gettext_lazy("network"),
}
INVITATION_STATES = {
    "sent": gettext_lazy("not answered yet"),
    "accepted": gettext_lazy("said yes"),
    "declined": gettext_lazy("said no"),
    "expired": gettext_lazy("did not answer in time"),
    "withdrawn": gettext_lazy("invitation taken back"),
}
DATA_ANSWERS = {
    "yes": gettext_lazy("yes"),
    "some": gettext_lazy("a little"),
    "no": gettext_lazy("no"),
    "unknown": gettext_lazy("not known"),
}
EVENTS = {
    "challenge_posted": gettext_lazy("The challenge was described"),
    "challenge_link_sent_again": gettext_lazy("The link was mailed again"),
    "challenge_confirmed": gettext_lazy("The mail link was opened: the challenge is in the queue"),
    "challenge_accepted": gettext_lazy("A broker took it up"),
    "challenge_declined": gettext_lazy("A broker declined it, with a reason"),
    "challenge_parked": gettext_lazy("It was parked: nothing fitted"),
    "challenge_requeued": gettext_lazy("It was put back in the queue"),
    "skills_corrected": gettext_lazy("Skills were corrected by hand"),
    "community_proposed": gettext_lazy("A proposal was made"),
    "next_steps_forwarded": gettext_lazy("Next steps were sent by mail"),
    "parties_invited": gettext_lazy("The parties were invited"),
    "invitation_accepted": gettext_lazy("A party said yes"),
    "invitation_declined": gettext_lazy("A party said no"),
    "invitation_expired": gettext_lazy("An invitation expired"),
    "next_party_invited": gettext_lazy("The next party was asked"),
    "next_party_withdrawn": gettext_lazy("The invitation of the next party was taken back"),
    "places_held": gettext_lazy("A school holds places for it"),
    "places_released": gettext_lazy("A school released its places"),
    "share_link_renewed": gettext_lazy("A new share link was made"),
    "share_link_stopped": gettext_lazy("The share link was stopped"),
    "conversation_logged": gettext_lazy("A call was noted"),
    "conversation_corrected": gettext_lazy("Skills were corrected by hand"),
    "conversation_step_done": gettext_lazy("The next step was done"),
    "conversation_step_reopened": gettext_lazy("The next step was opened again"),
    "conversation_withdrawn": gettext_lazy("The note was taken back"),
    "offer_published": gettext_lazy("The offer was published"),
    "offer_changed": gettext_lazy("The offer was changed"),
    "offer_closed": gettext_lazy("The offer was closed"),
    "offer_reopened": gettext_lazy("The offer was opened again"),
    "offer_skills_corrected": gettext_lazy("Skills were corrected by hand"),
    "places_counted": gettext_lazy("Places were counted"),
    "community_formed": gettext_lazy("Everybody said yes: the community exists"),
    "community_moved": gettext_lazy("The community moved to another phase"),
}


def word(table: Mapping[str, object], code: str) -> str:
    """Return the word for a code; the code itself when it has none."""
    return str(table.get(code, code))


@dataclass(frozen=True)
class StoryLine:
    """One line of a story: the same thing several times in a row is one line."""

    at: datetime
    said: str
    times: int


def story_lines(events: Iterable[object]) -> list[StoryLine]:
    """Return facts as lines to read, oldest first."""
    lines = []
    for said, same in groupby(events, key=lambda e: event_word(e.verb, e.details)):  # type: ignore[attr-defined]
        rows = list(same)
        lines.append(StoryLine(rows[-1].at, said, len(rows)))  # type: ignore[attr-defined]
    return lines


def event_word(verb: str, details: Mapping[str, object]) -> str:
    """Return a fact as a sentence."""
    said = word(EVENTS, verb)
    if verb == "next_party_invited" and details.get("before"):
        day = date_format(date.fromisoformat(str(details["before"])), "j F")
        return _("A party did not answer before {day}: the next party was asked").format(day=day)
    if verb == "community_moved":
        target = word(COMMUNITY_STATES, str(details.get("to", "")))
        return _("The community moved on: {state}").format(state=target)
    return said
