"""Follows facts and writes the mails that belong to them."""

from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from kring.core.regions import hubs_of
from kring.files.actions.sign_link import sign_link
from kring.ledger.jobs import on_fact
from kring.ledger.models import Fact
from kring.notices.actions.write_mail import write_mail
from kring.parties.models import Person, PersonSkill, SignInLink
from kring.parties.queries import name_of
from kring.parties.queries.profiles import agreed, people_near
from kring.parties.queries.providers import provider_name
from kring.parties.queries.task_words import task_words


@on_fact("sign_in_requested")
def mail_sign_in_link(fact: Fact) -> None:
    """Send the one-time link."""
    link = SignInLink.objects.filter(pk=fact.object_id).first()
    if link is None:
        return
    with translation.override(link.language):
        address = f"{settings.KRING_BASE_URL}/sign-in/{sign_link('sign-in', link.pk)}/"
        write_mail(
            key=f"sign-in:{link.pk}",
            to=link.email,
            subject=_("Your link to sign in to Kring"),
            body=_(
                "Open this link to sign in:\n\n{address}\n\n"
                "It works once, for one hour. Did you not ask for it? Then do nothing."
            ).format(address=address),
            language=link.language,
        )


@on_fact("provider_joined")
def mail_new_provider(fact: Fact) -> None:
    """Tell the person, so that an account that somebody else joined does not stay unseen."""
    _warn(
        fact,
        lambda: _("Another way to sign in was added to your account"),
        lambda: _(
            "One can now sign in to Kring as you through {name}. Was that not you? "
            "Then part it from your account, and sign out the devices that you do not know:\n\n{address}"
        ),
        name=provider_name(str(fact.details.get("issuer", ""))),
    )


def _warn(fact: Fact, subject: Callable[[], str], body: Callable[[], str], **words: str) -> None:
    """Mail the person whom a fact is about what happened to the account, with the page where it is undone."""
    person = Person.objects.filter(pk=fact.object_id, is_active=True, is_demo=False).first()
    if person is None:
        return
    address = f"{settings.KRING_BASE_URL}{reverse('account')}"
    with translation.override(person.language):
        write_mail(
            key=f"{fact.verb.replace('_', '-')}:{fact.pk}",
            to=person.email,
            subject=subject(),
            body=body().format(address=address, **words),
            language=person.language,
        )


@on_fact("person_invited")
def mail_invitation(fact: Fact) -> None:
    """Send an invited person the link, and say for what and by whom."""
    link = SignInLink.objects.filter(pk=fact.details.get("link")).first()
    if link is None:
        return
    with translation.override(link.language):
        base = settings.KRING_BASE_URL
        write_mail(
            key=f"sign-in:{link.pk}",
            to=link.email,
            subject=_("You are invited to Kring"),
            body=_(
                "{by} invites you to Kring, as {role}.\n\nOpen this link to sign in:\n\n{address}\n\n"
                "It works once, for one day. After that you ask for a new link yourself: {sign_in}\n\n"
                "Is this not for you? Then do nothing, or say no on the page that opens."
            ).format(
                by=name_of(fact.actor) or _("Kring"),
                role=task_words(fact.details),
                address=f"{base}/sign-in/{sign_link('sign-in', link.pk)}/",
                sign_in=f"{base}{reverse('sign-in')}",
            ),
            language=link.language,
        )


@on_fact("role_ended")
def mail_role_ended(fact: Fact) -> None:
    """Tell the person whose role was taken away, and by whom."""
    person = Person.objects.filter(pk=fact.object_id, is_active=True, is_demo=False).first()
    if person is None:
        return
    with translation.override(person.language):
        write_mail(
            key=f"role-ended:{fact.pk}",
            to=person.email,
            subject=_("You no longer have a role in Kring"),
            body=_(
                "{by} ended your role: {role}.\n\nYour account and your own data stay yours:\n\n{address}\n\n"
                "Is this a mistake? Then ask your colleague or your hub to invite you again."
            ).format(
                by=name_of(fact.actor) or _("Kring"),
                role=task_words(fact.details),
                address=f"{settings.KRING_BASE_URL}{reverse('account')}",
            ),
            language=person.language,
        )


@on_fact("passkey_added")
def mail_new_passkey(fact: Fact) -> None:
    """Tell the person, so that a passkey that somebody else added does not stay unseen."""
    _warn(
        fact,
        lambda: _("A passkey was added to your account"),
        lambda: _(
            "With it one signs in to Kring as you. Did you not add it? Then remove it, and sign out the "
            "devices that you do not know:\n\n{address}"
        ),
    )


@on_fact("token_made")
def mail_new_token(fact: Fact) -> None:
    """Tell the person, so that a token that somebody else made does not stay unseen."""
    _warn(
        fact,
        lambda: _("A program can act for you in Kring"),
        lambda: _(
            "A token was made on your account page. With it a program acts as you. "
            "Was that not you? Then end it there, and sign out the devices that you do not "
            "know:\n\n{address}"
        ),
    )


@on_fact("profile_viewed")
def mail_who_looked(fact: Fact) -> None:
    """Tell a person who asked for it that a broker looked: at most one mail a day for each broker."""
    person = Person.objects.filter(pk=fact.object_id, is_active=True, is_demo=False).first()
    if person is None or not agreed(person.pk, "mail_views"):
        return
    with translation.override(person.language):
        base = settings.KRING_BASE_URL
        write_mail(
            key=f"looked:{person.pk}:{fact.actor}:{fact.at:%Y-%m-%d}",
            to=person.email,
            subject=_("A broker looked at your profile"),
            body=_(
                "{name} opened your profile in Kring. You see everybody who looked here:\n\n{address}\n\n"
                "No more mails about this? Switch them off: {stop}"
            ).format(
                name=name_of(fact.actor) or _("A broker"),
                address=f"{base}{reverse('account')}",
                stop=f"{base}{reverse('own-consents')}",
            ),
            language=person.language,
        )


@on_fact("challenge_confirmed")
def mail_challenge_for_goals(fact: Fact) -> None:
    """Tell people of the region who asked for it about a challenge that needs what they want to learn."""
    near = frozenset(hubs_of(fact.region))
    if not fact.skills or not near:
        return
    goals = PersonSkill.objects.filter(uri__in=fact.skills).exclude(goal="").values("person_id")
    wanted = people_near(near, purpose="mail_challenges").filter(pk__in=goals, is_demo=False)
    for person in wanted.exclude(pk=fact.actor or None):
        with translation.override(person.language):
            base = settings.KRING_BASE_URL
            write_mail(
                key=f"goal:{person.pk}:{fact.object_id}",
                to=person.email,
                subject=_("A challenge that fits your learning goals"),
                body=_(
                    "In your region somebody asks for what you want to learn:\n\n{address}\n\n"
                    "No more mails about this? Switch them off: {stop}"
                ).format(
                    address=f"{base}/challenges/{fact.object_id}/", stop=f"{base}{reverse('own-consents')}"
                ),
                language=person.language,
            )


@on_fact("account_will_end")
def mail_account_will_end(fact: Fact) -> None:
    """Tell somebody who has not come for long that the account is erased in a month."""
    person = Person.objects.filter(pk=fact.object_id, is_demo=False).first()
    if person is None:
        return
    with translation.override(person.language):
        write_mail(
            key=f"will-end:{fact.pk}",
            to=person.email,
            subject=_("Your account at Kring ends in a month"),
            body=_(
                "You have not used Kring for two years. In a month we erase your account. "
                "Do you want to keep it? Then sign in once:\n\n{address}"
            ).format(address=f"{settings.KRING_BASE_URL}{reverse('sign-in')}"),
            language=person.language,
        )
