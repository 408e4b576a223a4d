"""Arguments enter; the result goes to standard output, everything else to standard error."""

import argparse
import errno
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module, util

_REMEDIES = {
    errno.ENOENT: "Check the path.",
    errno.ENOTDIR: "Check the path.",
    errno.EISDIR: "Name a file in it.",
    errno.EACCES: "Use a file that you may open, or change its rights.",
    errno.EROFS: "Choose another folder.",
    errno.ENOSPC: "Make room, then try again.",
}
DOMAINS = ("taxonomy", "parties", "sense", "connect", "notices", "site", "demo", "cli.operations")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kring", description="Kring: find the skills gap of a region and form communities that close it."
    )
    parser.add_argument("--data", metavar="DIR", help="data folder (default: KRING_DATA, else ./data)")
    parser.add_argument("--traceback", action="store_true", help="show where an unexpected error arose")
    return parser


def _data_folder(arguments: Sequence[str]) -> str | None:
    for position, argument in enumerate(arguments):
        if argument == "--data" and position + 1 < len(arguments):
            return arguments[position + 1]
        if argument.startswith("--data="):
            return argument.removeprefix("--data=")
    return None


def _set_up(arguments: Sequence[str]) -> None:
    folder = _data_folder(arguments)
    if folder:
        os.environ["KRING_DATA"] = folder
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()


def build_parser() -> argparse.ArgumentParser:
    """Return the whole command tree; each domain adds its own branch."""
    parser = _parser()
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for domain in DOMAINS:
        name = f"kring.{domain}" if domain.startswith("cli.") else f"kring.{domain}.cli"
        if util.find_spec(name) is not None:
            import_module(name).add_commands(subparsers)
    _describe(subparsers)
    return parser


def _describe(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Give each command that says nothing about itself the sentence of the list that it stands in."""
    said = {listed.dest: listed.help or "" for listed in commands._choices_actions}
    for name, command in commands.choices.items():
        help_of = said.get(name, "")
        command.description = command.description or help_of[:1].upper() + help_of[1:] + "."
        for action in command._actions:
            if isinstance(action, argparse._SubParsersAction):
                _describe(action)


def _say(problem: object) -> None:
    print(f"kring: {problem}", file=sys.stderr)


def _about_database(error: str) -> str:
    if "full" in error or "disk I/O" in error or "No space" in error:
        return (
            f"the disk is full or cannot be written; nothing was kept ({error}). Make room, then try again."
        )
    if "locked" in error:
        return "another program keeps the database busy. Try again when it is done."
    return (
        f"the database cannot be used: {error}. Check DATABASE_URL, or put a backup back: kring restore FILE."
    )


def _run(command: Callable[[argparse.Namespace], int], arguments: argparse.Namespace) -> int:
    from django.db.utils import DatabaseError

    from kring.core.problems import UnableTo
    from kring.core.regions import ask_which_hubs

    try:
        if not getattr(arguments, "sets_up_itself", False):
            from kring.cli.setting_up import set_up_tables

            set_up_tables()
            ask_which_hubs()
        return command(arguments)
    except UnableTo as error:
        for problem in error.problems:
            _say(problem)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except KeyboardInterrupt:
        _say("stopped; nothing was left half done")
        return 130
    except OSError as error:
        if arguments.traceback:
            raise
        remedy = _REMEDIES.get(error.errno or 0, "")
        _say(f"{error.filename or 'the system'}: {error.strerror or error}. {remedy}".rstrip())
    except DatabaseError as error:
        if arguments.traceback:
            raise
        _say(_about_database(str(error).strip()))
    finally:
        ask_which_hubs(False)
    return 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _set_up(given)
    parsed = build_parser().parse_args(given)
    return _run(parsed.run, parsed)


if __name__ == "__main__":
    sys.exit(main())
