"""Follows facts and writes the mails that belong to them."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from kring.files.actions.sign_link import sign_link
from kring.ledger.jobs import on_fact
from kring.ledger.models import Fact
from kring.notices.actions.write_mail import write_mail
from kring.parties.models import SignInLink


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
