"""Proposals and next steps enter; the words of the mails about them leave, in the active language."""

from django.conf import settings
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kring.connect.models import Challenge, Forward, Invitation, Proposal, ProposalPart
from kring.connect.queries.chosen_step import chosen_step
from kring.connect.queries.shown_name import shown_offer, shown_part
from kring.connect.queries.why_not import why_not_again
from kring.files.actions.sign_link import sign_link
from kring.parties.queries import hub_contact
from kring.taxonomy.queries.concepts import names


def _parts(proposal: Proposal, reader: object) -> str:
    rows = []
    for part in proposal.taking_part.select_related(
        "organisation", "offer__organisation", "proposal__challenge__organisation"
    ):
        what = shown_offer(part.offer) if part.offer else _("brings the challenge")
        rows.append(f"- {shown_part(part, reader=reader)}: {what}")
    return "\n".join(rows)


def proposal_words(proposal: Proposal, *, reader: object = None) -> str:
    """Return a proposal in sentences: parties, start, hours, costs, skills.

    ``reader`` is the part of the party that reads it: everybody finds its own name.
    """
    language = (get_language() or "nl")[:2]
    lines = [_("With:"), _parts(proposal, reader), ""]
    if proposal.starts:
        lines.append(_("Start: {day}").format(day=date_format(proposal.starts, "j F Y")))
    hours = proposal.hours_per_week
    lines.append(
        _("Hours a week: {hours}").format(hours=_("not known") if hours is None else floatformat(hours))
    )
    lines.append(_costs(proposal))
    covered = ", ".join(names(proposal.skills_covered, language).values())
    if covered:
        lines.append(_("You work on: {skills}").format(skills=covered))
    return "\n".join(lines)


def _costs(proposal: Proposal) -> str:
    if proposal.euros is None:
        return _("Costs: not known")
    amount = f"{proposal.euros:,}".replace(",", ".")
    if proposal.euros_at_least:
        return _("Costs: at least € {euros}").format(euros=amount)
    return _("Costs: € {euros}").format(euros=amount)


def _contact(hub_codes: tuple[str, ...]) -> str:
    hub = hub_contact(hub_codes)
    if hub is None:
        return ""
    reach = " · ".join(part for part in (hub.phone, hub.email) if part)
    return f"\n\n{hub.name((get_language() or 'nl')[:2])} {reach}".rstrip()


def _on_kring(path: str) -> str:
    return f"{settings.KRING_BASE_URL}{path}"


def forward_body(forward: Forward) -> str:
    """Return the mail with next steps or a proposal."""
    challenge = forward.challenge
    blocks = [_("About your question:\n“{title}”").format(title=challenge.title)]
    if forward.message:
        blocks.append(forward.message)
    for number, step in enumerate(forward.steps, start=1):
        reasons = "\n".join(f"   - {reason}" for reason in step.get("reasons", []))
        meta = " · ".join(step.get("meta", []))
        blocks.append(f"{number}. {step['label']}: {step['title']}\n   {meta}\n{reasons}".rstrip())
        if step.get("href"):
            blocks[-1] += f"\n   {_on_kring(step['href'])}"
    if forward.proposal:
        blocks.append(proposal_words(forward.proposal))
    if challenge.state in {"draft", "unconfirmed"}:
        link = reverse("take-draft", args=[sign_link("draft", challenge.pk)])
        blocks.append(_("Choose a step, or change your question:\n{link}").format(link=_on_kring(link)))
    else:
        link = reverse("challenge", args=[challenge.pk])
        blocks.append(_("Look at it here:\n{link}").format(link=_on_kring(link)))
    return "\n\n".join(blocks) + _contact(challenge.hub_codes)


def _last_day(invitation: Invitation) -> str:
    """Return the day before which the answer is due, as the page says it: by the clock of the Netherlands."""
    return date_format(timezone.localtime(invitation.expires_at), "j F")


def invitation_body(invitation: Invitation, link: str) -> str:
    """Return the mail that invites one party."""
    challenge = invitation.proposal.challenge
    party = invitation.part.organisation
    name = party.name if party else challenge.organisation_name
    return "\n\n".join(
        [
            _("To {name}").format(name=name),
            _("A learning community can start on this question:\n“{title}”").format(title=challenge.title),
            proposal_words(invitation.proposal, reader=invitation.part_id),
            _("When all say yes, the parties learn each other's names."),
            _("Do you join? Answer here before {day}:\n{link}").format(day=_last_day(invitation), link=link),
        ]
    ) + _contact(challenge.hub_codes)


def missing_party_body(invitation: Invitation, *, new: Proposal | None, link: str) -> str:
    """Return the mail that tells a broker who is out, and what came instead."""
    proposal = invitation.proposal
    blocks = [
        _("About the question:\n“{title}”").format(title=proposal.challenge.title),
        "\n".join(_who_is_out(invitation)),
    ]
    if invitation.answer_reason:
        blocks.append(_("The reason:\n{reason}").format(reason=invitation.answer_reason))
    if new:
        blocks.append(_("Kring composed again without this party. Nobody was invited: you decide."))
        blocks.append(proposal_words(new))
    else:
        blocks.append(_("No other community is possible now:"))
        blocks.append("\n".join(f"- {line}" for line in why_not_again(proposal)))
    blocks.append(_("Look at it here:\n{link}").format(link=link))
    return "\n\n".join(blocks)


def _who_is_out(invitation: Invitation) -> list[str]:
    """A no closes a proposal at once; of silence there can be more than one."""
    if invitation.state == "declined":
        return [_capital(_("{name} said no.").format(name=shown_part(invitation.part)))]
    silent = invitation.proposal.invitations.filter(state="expired", part__out_at=None).order_by("pk")
    rows = silent.select_related("part__organisation", "part__proposal__challenge__organisation")
    return [_capital(_("{name} did not answer in time.").format(name=shown_part(one.part))) for one in rows]


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def next_party_body(invitation: Invitation, link: str) -> str:
    """Return the mail that tells a broker whom Kring asked next, why, and until when."""
    proposal, silent = invitation.proposal, invitation.part.stands_in_for
    blocks = [_("About the question:\n“{title}”").format(title=proposal.challenge.title)]
    if silent is not None:
        blocks.append(why_next(silent))
    blocks.append(
        _("Asked next: {name}. The answer is due before {day}.").format(
            name=shown_part(invitation.part), day=_last_day(invitation)
        )
    )
    said = _("The others keep their answers. You can take the invitation back:\n{link}")
    blocks.append(said.format(link=link))
    return "\n\n".join(blocks)


def why_next(silent: ProposalPart) -> str:
    """Return why the next party was asked: who did not answer, and before which day."""
    day = _last_day(silent.invitation)
    said = _("{name} did not answer before {day}.").format(name=shown_part(silent), day=day)
    return _capital(said)


def changed_party_body(invitation: Invitation, reader: Invitation) -> str:
    """Return the mail to a party that had said yes: with whom it would work now."""
    challenge = invitation.proposal.challenge
    return "\n\n".join(
        [
            _("You said yes to the learning community on this question:\n“{title}”").format(
                title=challenge.title
            ),
            _("One party did not answer. Your hub asked another one. This is the community now:"),
            proposal_words(invitation.proposal, reader=reader.part_id),
            _("Your yes stands. Do you see a problem? Then call your hub."),
        ]
    ) + _contact(challenge.hub_codes)


def challenge_waits_body(challenge: Challenge, link: str) -> str:
    """Return the mail that tells a broker what waits, and which next step its sender chose."""
    blocks = [f"“{challenge.title}”"]
    chosen = chosen_step(challenge)
    if chosen:
        what = f": {chosen.title}\n{_on_kring(chosen.path)}" if chosen.title else ""
        blocks.append(_("The sender chose: {choice}").format(choice=f"{chosen.said}{what}"))
    blocks.append(_("Look at it here:\n{link}").format(link=link))
    return "\n\n".join(blocks)
