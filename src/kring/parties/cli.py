"""Commands about organisations and people: arguments enter, lists and files leave."""

import argparse
import sys
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from kring.core.problems import NotFound, Problem, UnableTo
from kring.core.regions import corop_areas_of
from kring.files.actions.keep_upload import check_file
from kring.files.actions.sign_link import sign_link
from kring.parties.actions.end_role import end_role
from kring.parties.actions.import_parties import import_parties
from kring.parties.actions.invite_people import invite_people
from kring.parties.actions.invite_person import invite_person
from kring.parties.actions.undo_party_import import undo_party_import
from kring.parties.formats.party_json import PARTY_ENDINGS, read_party_file
from kring.parties.formats.party_sheet import as_csv, as_json, as_xlsx, template_csv, template_xlsx
from kring.parties.formats.party_words import HEADERS, column_map, plain
from kring.parties.formats.table_file import Table
from kring.parties.models import Membership, PartyImport
from kring.parties.queries import directory
from kring.parties.rules import ROLES, SIDE_OF_KIND, SYSTEM


def add_commands(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add parties and people."""
    parties = subparsers.add_parser("parties", help="organisations: import, list, export")
    commands = parties.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_import(commands)
    listing = commands.add_parser("list", help="print organisations")
    listing.add_argument("--region", default="", help="a COROP, province or hub:CODE")
    listing.add_argument("--kind", default="", choices=["", *SIDE_OF_KIND], help="type of organisation")
    listing.add_argument("--words", default="", help="words in name, place or offer")
    listing.set_defaults(run=_list)
    export = commands.add_parser(
        "export", help="write organisations to a CSV, XLSX or JSON file that import reads"
    )
    export.add_argument("file", type=Path)
    export.add_argument("--language", choices=["nl", "en"], default="nl", help="of the headers (nl)")
    export.set_defaults(run=_export)
    template = commands.add_parser("template", help="write an empty CSV or XLSX file to fill in")
    template.add_argument("file", type=Path)
    template.add_argument("--language", choices=["nl", "en"], default="nl", help="of the headers (nl)")
    template.set_defaults(run=_template)
    undo = commands.add_parser("undo", help="take the last import back, as far as nothing uses it yet")
    undo.set_defaults(run=_undo)
    people = subparsers.add_parser("people", help="people and their roles")
    commands = people.add_subparsers(title="commands", metavar="COMMAND", required=True)
    invite = commands.add_parser("invite", help="ask somebody to take a role, with a link to sign in")
    invite.add_argument("address", nargs="?", default="", help="mail address")
    invite.add_argument("--from", dest="file", type=Path, help="a text file with one mail address a line")
    invite.add_argument("--role", required=True, choices=ROLES)
    invite.add_argument("--hub", default="", help="code of the hub where a broker works")
    invite.add_argument("--language", choices=["nl", "en"], default="nl", help="of the mail (nl)")
    invite.set_defaults(run=_invite)
    people_list = commands.add_parser("list", help="print who has which role, and where")
    people_list.add_argument("--role", default="", choices=["", *ROLES])
    people_list.set_defaults(run=_list_people)
    remove = commands.add_parser("remove", help="take a role away from somebody, at once")
    remove.add_argument("address", help="mail address")
    remove.add_argument("--role", required=True, choices=ROLES)
    remove.add_argument("--hub", default="", help="only at this hub")
    remove.add_argument("--organisation", default="", metavar="ID", help="only in this organisation")
    remove.set_defaults(run=_remove)


def _add_import(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    importing = commands.add_parser(
        "import", help="add and change organisations from CSV, XLSX or JSON (ROR, OOAPI v5)"
    )
    importing.add_argument("file", type=Path)
    importing.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="FIELD=COLUMN",
        help=f"which column holds which field, where its header does not tell; fields: {', '.join(HEADERS)}",
    )
    importing.add_argument(
        "--load-good-rows", action="store_true", help="leave rows with a problem out (else nothing is kept)"
    )
    importing.set_defaults(run=_import)


def _columns(table: Table, mapped: list[str]) -> dict[str, int]:
    columns = column_map(table.headers)
    by_header = {plain(header): position for position, header in reversed(list(enumerate(table.headers)))}
    problems = []
    for pair in mapped:
        field, equals, header = pair.partition("=")
        if not equals:
            problems.append(
                Problem(
                    "bad_map", "--map {pair} is not FIELD=COLUMN.", "Write it as goals=Ambitie.",
                    params={"pair": pair},
                )
            )  # fmt: skip
        elif field.strip() not in HEADERS:
            problems.append(
                Problem(
                    "unknown_field", "There is no field {field}.", "Use one of {known}.",
                    params={"field": field, "known": ", ".join(HEADERS)},
                )
            )  # fmt: skip
        elif plain(header) not in by_header:
            problems.append(
                Problem(
                    "no_such_column", "The file has no column {column}.", "Use one of {known}.",
                    file=table.file, params={"column": header, "known": ", ".join(table.headers)},
                )
            )  # fmt: skip
        else:
            columns[field.strip()] = by_header[plain(header)]
    if problems:
        raise UnableTo(*problems)
    return columns


def _import(arguments: argparse.Namespace) -> int:
    check_file(arguments.file, endings=PARTY_ENDINGS)
    table = read_party_file(arguments.file, name=str(arguments.file))
    columns = _columns(table, arguments.map)
    unread = [header for position, header in enumerate(table.headers) if position not in columns.values()]
    if unread:
        print(
            f"Columns that are not read: {', '.join(unread)}. If one holds a field: --map FIELD=COLUMN",
            file=sys.stderr,
        )
    done = import_parties(
        actor=SYSTEM,
        table=table,
        columns=columns,
        load_good_rows=arguments.load_good_rows,
        now=timezone.now(),
    )
    print(
        f"{done.added} added, {done.updated} changed, {done.unchanged} unchanged, {done.left_out} left out",
    )
    return 0


def _list(arguments: argparse.Namespace) -> int:
    if arguments.region and not corop_areas_of(arguments.region):
        raise NotFound(
            Problem(
                "no_region", "There is no region {code}.", "Give one like NL112, NL11, NL or hub:noord.",
                params={"code": arguments.region},
            )
        )  # fmt: skip
    rows = directory(region=arguments.region, kind=arguments.kind, words=arguments.words, everyone=True)
    for party in rows.order_by("name", "pk").iterator(chunk_size=1_000):
        shown = "shown" if party.consent_to_be_shown else "hidden"
        print("\t".join((str(party.pk), party.name, party.kind, party.place, party.corop, party.area, shown)))
    return 0


def _check_ending(file: Path, *endings: str) -> None:
    """Refuse a name that promises another kind of file than would be written."""
    if file.suffix.lower() not in endings:
        known = ", ".join(endings)
        raise UnableTo(
            Problem(
                "wrong_ending", "Kring cannot write this kind of file.", "Let the name end in {known}.",
                file=str(file), params={"known": known},
            )
        )  # fmt: skip


def _export(arguments: argparse.Namespace) -> int:
    _check_ending(arguments.file, ".csv", ".xlsx", ".json")
    rows = directory(everyone=True).order_by("name", "pk")
    if arguments.file.suffix.lower() == ".xlsx":
        arguments.file.write_bytes(as_xlsx(rows, language=arguments.language))
    elif arguments.file.suffix.lower() == ".json":
        arguments.file.write_text("".join(as_json(rows)), "utf-8")
    else:
        arguments.file.write_text("".join(as_csv(rows, language=arguments.language)), "utf-8", newline="")
    print(f"{arguments.file}: {rows.count()} organisations", file=sys.stderr)
    return 0


def _template(arguments: argparse.Namespace) -> int:
    _check_ending(arguments.file, ".csv", ".xlsx")
    if arguments.file.suffix.lower() == ".xlsx":
        arguments.file.write_bytes(template_xlsx(arguments.language))
    else:
        arguments.file.write_text(template_csv(arguments.language), "utf-8", newline="")
    return 0


def _undo(arguments: argparse.Namespace) -> int:
    did = Q(added__gt=0) | Q(updated__gt=0)
    last = PartyImport.objects.filter(did, state="done").order_by("-done_at").first()
    if last is None:
        raise NotFound(Problem("nothing_to_undo", "There is no import to undo."))
    removed, kept = undo_party_import(actor=SYSTEM, record=last, now=timezone.now())
    print(f"{removed} removed, {kept} kept because something uses them")
    return 0


def _invite(arguments: argparse.Namespace) -> int:
    if bool(arguments.address) == bool(arguments.file):
        raise UnableTo(Problem("no_address", "Give one mail address, or a file with --from."))
    if arguments.file:
        return _invite_all(arguments)
    link = invite_person(
        actor=SYSTEM,
        email=arguments.address,
        role=arguments.role,
        hub=arguments.hub,
        language=arguments.language,
        now=timezone.now(),
    )
    if settings.KRING_HAS_SMTP:
        print(f"A mail with a link goes to {link.email}.", file=sys.stderr)
    else:
        print(f"{settings.KRING_BASE_URL}/sign-in/{sign_link('sign-in', link.pk)}/")
    return 0


def _roles(role: str) -> QuerySet[Membership]:
    """Return roles at a place, and those in Kring as a whole; to be a member of Kring is none."""
    rows = Membership.objects.exclude(role="member", organisation=None)
    rows = rows.select_related("person", "organisation")
    rows = rows.filter(role=role) if role else rows
    return rows.order_by("person__email", "role", "hub", "organisation__name", "pk")


def _list_people(arguments: argparse.Namespace) -> int:
    for row in _roles(arguments.role).iterator(chunk_size=1_000):
        at = row.organisation
        where = (str(at.pk), at.name) if at else (row.hub_id or "", "")
        print("\t".join((row.person.email, row.role, *where)))
    return 0


def _remove(arguments: argparse.Namespace) -> int:
    rows = _roles(arguments.role).filter(person__email=arguments.address.strip().lower())
    if arguments.hub:
        rows = rows.filter(hub=arguments.hub)
    found = [row for row in rows if arguments.organisation in ("", str(row.organisation_id))]
    if not found:
        raise NotFound(Problem("no_role", "There is no such role.", "See them all: kring people list"))
    for row in found:
        end_role(actor=SYSTEM, membership_id=row.pk)
    print(f"{len(found)} taken away")
    return 0


def _invite_all(arguments: argparse.Namespace) -> int:
    check_file(arguments.file, endings={".txt", ".csv"})
    try:
        lines = arguments.file.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise UnableTo(
            Problem("wrong_encoding", "This file is no text.", "Save it as UTF-8.", file=str(arguments.file))
        ) from error
    invited, known = invite_people(
        actor=SYSTEM,
        lines=lines,
        file=str(arguments.file),
        role=arguments.role,
        hub=arguments.hub,
        language=arguments.language,
        now=timezone.now(),
    )
    print(f"{invited} invited, {known} were before")
    return 0
