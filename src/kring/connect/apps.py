"""Registers the connect domain with Django."""

from django.apps import AppConfig


class ConnectConfig(AppConfig):
    """The connect domain."""

    name = "kring.connect"
    label = "connect"

    def ready(self) -> None:
        """Let the jobs follow facts, an organisation's page show what connect knows, and say what is held."""
        from django.utils.translation import gettext_lazy as _

        from kring.connect import jobs  # noqa: F401
        from kring.connect.actions.forget_sender import call_rows, challenge_rows, forget_sender
        from kring.connect.web.party_parts import register_parts
        from kring.connect.web.words import EVENTS, STATES
        from kring.parties.queries.personal_data import Part, hold, name_codes

        register_parts()
        name_codes("verb", EVENTS)
        name_codes("state", STATES)
        hold(
            Part(
                "challenges",
                _("Your challenges"),
                challenge_rows,
                forget_sender,
                _("Challenges that you sent stay, without your name and address. Others work on them."),
            )
        )
        hold(
            Part(
                "calls",
                _("Calls that you noted"),
                call_rows,
                stays=_("Calls that you noted stay for the hub, without your name."),
            )
        )
