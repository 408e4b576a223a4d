"""Commands about mails: arguments enter, the mails that were not sent leave."""

import argparse

from kring.notices.queries import outbox


def add_commands(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add notices."""
    notices = subparsers.add_parser("notices", help="mails that were not sent")
    commands = notices.add_subparsers(title="commands", metavar="COMMAND", required=True)
    waiting = commands.add_parser("outbox", help="print the mails that were not sent, newest first")
    waiting.add_argument("--words", default="", help="words in address or subject")
    waiting.add_argument("--most", type=int, default=20, help="how many at most (20)")
    waiting.set_defaults(run=_outbox)


def _outbox(arguments: argparse.Namespace) -> int:
    for mail in outbox(everything=True, words=arguments.words)[: max(0, arguments.most)]:
        print(f"To: {mail.to}\nDate: {mail.created_at:%Y-%m-%d %H:%M}\nSubject: {mail.subject}\n")
        print(f"{mail.body.strip()}\n\n----")
    return 0
