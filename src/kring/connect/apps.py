"""Registers the connect domain with Django."""

from django.apps import AppConfig


class ConnectConfig(AppConfig):
    """The connect domain."""

    name = "kring.connect"
    label = "connect"

    def ready(self) -> None:
        """Let the jobs follow facts, and say what is held of a person."""
        from django.utils.translation import gettext_lazy as _

        from kring.connect import jobs  # noqa: F401
        from kring.connect.actions.forget_sender import challenge_rows, forget_sender
        from kring.parties.queries.personal_data import Part, hold

        hold(
            Part(
                "challenges",
                _("Your challenges"),
                challenge_rows,
                forget_sender,
                _("Challenges that you sent stay, without your name and address. Others work on them."),
            )
        )
