"""Registers the notices domain with Django."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The notices domain."""

    name = "kring.notices"
    label = "notices"

    def ready(self) -> None:
        """Let the jobs follow facts, and say what is held of a person."""
        from django.utils.translation import gettext_lazy as _

        from kring.notices import jobs  # noqa: F401
        from kring.notices.actions.forget_mails import forget_mails, mail_rows
        from kring.parties.queries.personal_data import Part, hold

        hold(Part("mails", _("Mails to you"), mail_rows, forget_mails))
