"""Follows facts about challenges and communities, and writes the mails that belong to them."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from kring.connect.actions.compose_again import compose_again
from kring.connect.actions.confirm_challenge import confirm_token
from kring.connect.actions.send_link_again import confirmation_key
from kring.connect.models import Challenge, Community, Forward, Invitation, Offer
from kring.connect.queries.mails import (
    challenge_waits_body,
    changed_party_body,
    forward_body,
    invitation_body,
    missing_party_body,
    next_party_body,
)
from kring.files.actions.sign_link import sign_link
from kring.ledger.jobs import on_fact
from kring.ledger.models import Fact
from kring.notices.actions.write_mail import write_mail
from kring.parties.models import Organisation
from kring.parties.queries import broker_addresses


def _address(name: str, *arguments: object) -> str:
    return f"{settings.KRING_BASE_URL}{reverse(name, args=arguments)}"


@on_fact("challenge_posted", "challenge_link_sent_again")
def mail_confirmation(fact: Fact) -> None:
    """Send the link that makes a challenge visible."""
    challenge = Challenge.objects.filter(pk=fact.object_id, is_demo=False).first()
    if challenge is None or not challenge.contact_email or challenge.state != "unconfirmed":
        return
    with translation.override(challenge.language):
        link = _address("confirm-challenge", confirm_token(challenge))
        write_mail(
            key=confirmation_key(challenge, fact),
            to=challenge.contact_email,
            subject=_("Confirm your challenge"),
            body=_(
                "You described this challenge:\n\n“{title}”\n\nOpen this link to send it to your hub:\n\n"
                "{link}\n\nThe link works for three days. Before that, nobody sees your challenge."
            ).format(title=challenge.title, link=link),
            language=challenge.language,
        )


@on_fact("challenge_confirmed")
def mail_brokers(fact: Fact) -> None:
    """Tell the brokers of the region that a challenge waits."""
    challenge = Challenge.objects.filter(pk=fact.object_id, is_demo=False).first()
    if challenge is None:
        return
    link = _address("challenge", challenge.pk)
    for to in broker_addresses(challenge.hub_codes):
        with translation.override("nl"):
            write_mail(
                key=f"queue:{challenge.pk}:{to}",
                to=to,
                subject=_("A challenge waits in your queue"),
                body=challenge_waits_body(challenge, link),
            )


@on_fact("challenge_declined")
def mail_decline(fact: Fact) -> None:
    """Tell the owner why a challenge was declined."""
    challenge = Challenge.objects.filter(pk=fact.object_id, is_demo=False, state="declined").first()
    if challenge is None or not challenge.contact_email:
        return
    with translation.override(challenge.language):
        write_mail(
            key=f"declined:{challenge.pk}:{fact.pk}",
            to=challenge.contact_email,
            subject=_("About your challenge"),
            body=_(
                "We cannot take up your challenge now:\n\n“{title}”\n\nThe reason:\n\n{reason}\n\n"
                "It still counts: your region sees that this question exists."
            ).format(title=challenge.title, reason=challenge.decline_reason),
            language=challenge.language,
        )


@on_fact("next_steps_forwarded")
def mail_forward(fact: Fact) -> None:
    """Mail the next steps or the proposal, as the broker saw them."""
    forward = Forward.objects.filter(pk=fact.details.get("forward")).select_related("challenge").first()
    if forward is None:
        return
    with translation.override(forward.language):
        write_mail(
            key=f"forward:{forward.pk}",
            to=forward.to,
            subject=_("Next steps for your challenge") if forward.steps else _("A proposal for you"),
            body=forward_body(forward),
            language=forward.language,
        )


@on_fact("parties_invited", "next_party_invited")
def mail_invitations(fact: Fact) -> None:
    """Send every party its invitation."""
    rows = Invitation.objects.filter(proposal_id=fact.details.get("proposal"), state="sent")
    for invitation in rows.select_related("proposal__challenge", "part__organisation"):
        language = invitation.proposal.challenge.language
        with translation.override(language):
            link = _address("invitation", sign_link("invitation", invitation.pk))
            write_mail(
                key=f"invitation:{invitation.pk}",
                to=invitation.email,
                subject=_("An invitation for a learning community"),
                body=invitation_body(invitation, link),
                language=language,
            )


@on_fact("invitation_declined", "invitation_expired")
def follow_missing_party(fact: Fact) -> None:
    """Compose again without the party that is out; tell the brokers, and those who had said yes."""
    found = Invitation.objects.filter(pk=fact.details.get("invitation"))
    invitation = found.select_related("proposal__challenge", "part__organisation").first()
    if invitation is None or fact.details.get("next"):
        return
    challenge = invitation.proposal.challenge
    new = compose_again(invitation=invitation, now=timezone.now())
    page = _address("proposal", new.pk) if new else _address("challenge", challenge.pk)
    with translation.override("nl"):
        for to in _brokers_of(challenge):
            write_mail(
                key=f"missing:{invitation.proposal_id}:{to}",
                to=to,
                subject=_("A party does not take part"),
                body=missing_party_body(invitation, new=new, link=page),
            )
    with translation.override(challenge.language):
        for other in _who_said_yes(invitation):
            write_mail(
                key=f"waiting:{invitation.proposal_id}:{other.pk}",
                to=other.email,
                subject=_("The learning community does not start yet"),
                body=_(
                    "You said yes to the learning community on this question:\n\n“{title}”\n\n"
                    "Not every party can take part. Your hub looks for another party. "
                    "You get a new invitation then. Your earlier yes binds you to nothing."
                ).format(title=challenge.title),
                language=challenge.language,
            )


@on_fact("next_party_invited")
def tell_of_next_party(fact: Fact) -> None:
    """Tell the brokers whom Kring asked next and why, and those who had said yes that a party changed."""
    rows = Invitation.objects.select_related(
        "proposal__challenge", "part__organisation", "part__stands_in_for__organisation"
    )
    invitation = rows.filter(pk=fact.details.get("invitation")).first()
    if invitation is None:
        return
    challenge = invitation.proposal.challenge
    page = _address("proposal", invitation.proposal_id)
    with translation.override("nl"):
        for to in _brokers_of(challenge):
            write_mail(
                key=f"next:{invitation.pk}:{to}",
                to=to,
                subject=_("Kring asked the next party"),
                body=next_party_body(invitation, page),
            )
    with translation.override(challenge.language):
        for other in _who_said_yes(invitation):
            write_mail(
                key=f"changed:{invitation.pk}:{other.pk}",
                to=other.email,
                subject=_("Another party is asked for the learning community"),
                body=changed_party_body(invitation, other),
                language=challenge.language,
            )


@on_fact("next_party_withdrawn")
def mail_withdrawal(fact: Fact) -> None:
    """Tell the party that was asked next that it need not answer."""
    rows = Invitation.objects.filter(pk=fact.details.get("invitation"), state="withdrawn")
    invitation = rows.select_related("proposal__challenge").first()
    if invitation is None or not invitation.email:
        return
    challenge = invitation.proposal.challenge
    with translation.override(challenge.language):
        write_mail(
            key=f"withdrawn:{invitation.pk}",
            to=invitation.email,
            subject=_("You need not answer the invitation"),
            body=_(
                "You were invited for a learning community on this question:\n\n“{title}”\n\n"
                "The hub took the invitation back. You need not do anything."
            ).format(title=challenge.title),
            language=challenge.language,
        )


def _brokers_of(challenge: Challenge) -> list[str]:
    return [challenge.broker.email] if challenge.broker else list(broker_addresses(challenge.hub_codes))


def _who_said_yes(invitation: Invitation) -> list[Invitation]:
    answers = invitation.proposal.invitations.filter(state="accepted", part__out_at=None)
    return list(answers.exclude(email="").select_related("part", "proposal__challenge"))


@on_fact("community_formed")
def mail_members(fact: Fact) -> None:
    """Tell every member that the community exists."""
    community = Community.objects.filter(pk=fact.object_id, is_demo=False).first()
    if community is None:
        return
    link = _address("community", community.pk)
    members = list(community.members.select_related("organisation"))
    with translation.override("nl"):
        for member in members:
            to = member.organisation.contact_email
            if to:
                write_mail(
                    key=f"formed:{community.pk}:{member.organisation_id}",
                    to=to,
                    subject=_("Everybody said yes: the community exists"),
                    body=_("“{title}”\n\nYou work with:\n\n{members}\n\nIts page:\n\n{link}").format(
                        title=community.title,
                        members="\n".join(f"- {one.organisation.name}" for one in members if one != member),
                        link=link,
                    ),
                )


@on_fact("organisation_imported", "organisation_changed", "organisation_merged", "organisation_merge_undone")
def publish_stated_offer(fact: Fact) -> None:
    """Keep what a party wants to reach, and turn what it offers into an offer to compose with."""
    from kring.connect.actions.keep_stated_goal import keep_stated_goal
    from kring.connect.actions.publish_stated_offer import publish_stated_offer as publish

    lost = fact.details.get("lost")
    for party in Organisation.objects.filter(pk__in=[fact.object_id, *([lost] if lost else [])]):
        keep_stated_goal(organisation=party)
        if not Offer.objects.filter(organisation=party, source="demo").exists():
            publish(organisation=party)
