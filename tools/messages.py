"""Message catalogues: templates, Python files and .po files enter; .mo files or a list of gaps leave.

A bare machine has no gettext, so that Babel compiles and Django's own template reader extracts.
"""

import argparse
import ast
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "kring"
DUTCH = Path("locale/nl/LC_MESSAGES/django.po")

# name of the call → (has a context, has a plural)
CALLS = {
    "_": (False, False),
    "gettext": (False, False),
    "gettext_lazy": (False, False),
    "gettext_noop": (False, False),
    "ngettext": (False, True),
    "ngettext_lazy": (False, True),
    "pgettext": (True, False),
    "pgettext_lazy": (True, False),
    "npgettext": (True, True),
    "npgettext_lazy": (True, True),
}
STRING = r"""(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
CALL_IN_TEMPLATE = re.compile(
    rf"(?<![A-Za-z0-9])(_|gettext|ngettext|pgettext|npgettext)\(u?({STRING})(?:,\s*u?({STRING}))?(?:,\s*u?({STRING}))?"
)
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")


@dataclass(frozen=True, order=True)
class Message:
    """One text to translate, as gettext keys it."""

    text: str
    context: str = ""
    plural: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return (self.context, self.text)


@dataclass(frozen=True)
class Use:
    """A message and the place that uses it."""

    message: Message
    file: Path
    line: int

    def __str__(self) -> str:
        return f"{self.file.relative_to(ROOT)}:{self.line}"


def catalogues() -> list[Path]:
    return sorted(SOURCE.glob("*/locale/*/LC_MESSAGES/django.po"))


def compile_catalogues() -> int:
    """Write each catalogue's .mo beside it, in one move, so that a reader never sees half a file."""
    from babel.messages import mofile, pofile

    for path in catalogues():
        with path.open("rb") as stream:
            catalog = pofile.read_po(stream)
        half = path.with_suffix(".mo.new")
        with half.open("wb") as stream:
            mofile.write_mo(stream, catalog)
        half.replace(path.with_suffix(".mo"))
    return 0


# ---- what the sources use ---------------------------------------------------------------------------


def message_of(name: str, strings: list[str]) -> Message | None:
    has_context, has_plural = CALLS[name]
    wanted = 1 + has_context + has_plural
    if len(strings) < wanted:
        return None
    context = strings[0] if has_context else ""
    rest = strings[1:] if has_context else strings
    return Message(rest[0], context, rest[1] if has_plural else "")


# Sentences that pages translate when they show them: which arguments of the call hold words.
SAID_LATER = {
    "Problem": (1, 2), "_Wrong": (1, 2), "_refuse": (1, 2), "_problem": (1, 2), "_wrong": (1,),
    "Permission": (1,),
}  # fmt: skip
# Names that hold such words before a call takes them; a table of reasons holds one in each value.
HELD_IN = ("message", "remedy", "REASONS")
SAID_LATER_KEYWORDS = ("message", "remedy", "label")
# The parts of the program whose problems people see on pages; commands speak English.
WITH_PAGES = ("frame", "files", "parties", "notices", "sense", "connect", "site")


def said_later(path: Path, node: ast.Call, name: str) -> Iterator[Use]:
    """The message and remedy of a Problem, the label of a Permission; both halves of "a if b else c"."""
    if name not in SAID_LATER or path.relative_to(SOURCE).parts[0] not in WITH_PAGES or path.name == "cli.py":
        return
    held = [node.args[place] for place in SAID_LATER[name] if place < len(node.args)]
    held += [keyword.value for keyword in node.keywords if keyword.arg in SAID_LATER_KEYWORDS]
    for value in held:
        for one in (value.body, value.orelse) if isinstance(value, ast.IfExp) else (value,):
            if isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value:
                yield Use(Message(one.value), path, one.lineno)


def said_from_name(path: Path, node: ast.Assign) -> Iterator[Use]:
    """The words in ``message = …``, ``remedy = …`` and ``REASONS = {…}``, with both halves of a choice."""
    if path.relative_to(SOURCE).parts[0] not in WITH_PAGES or path.name == "cli.py":
        return
    if not any(isinstance(target, ast.Name) and target.id in HELD_IN for target in node.targets):
        return
    value = node.value
    held = value.values if isinstance(value, ast.Dict) else [value]
    held = [
        half for one in held for half in ((one.body, one.orelse) if isinstance(one, ast.IfExp) else (one,))
    ]
    for one in held:
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value:
            yield Use(Message(one.value), path, one.lineno)


def used_in_permissions() -> Iterator[Use]:
    """Who may do what: the help page shows the first line of each condition of the table."""
    sys.path.insert(0, str(ROOT / "src"))
    from kring.parties.permissions import PERMISSIONS

    for row in PERMISSIONS.values():
        said = (row.who.__doc__ or "").split("\n")[0]
        if said:
            yield Use(Message(said), SOURCE / "parties" / "permissions.py", 1)


def used_in_python(path: Path) -> Iterator[Use]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Assign) and path.is_relative_to(SOURCE):
            yield from said_from_name(path, node)
        if not isinstance(node, ast.Call):
            continue
        if path.is_relative_to(SOURCE):
            yield from said_later(path, node, getattr(node.func, "id", getattr(node.func, "attr", "")))
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name not in CALLS:
            continue
        strings = []
        for argument in node.args[: 1 + sum(CALLS[name])]:
            if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
                break
            strings.append(argument.value)
        message = message_of(name, strings)
        if message:
            yield Use(message, path, node.lineno)


def used_in_template(path: Path) -> Iterator[Use]:
    from django.utils.translation.template import templatize

    readable = templatize(path.read_text("utf-8"), origin=str(path))
    for found in CALL_IN_TEMPLATE.finditer(readable):
        name, *quoted = found.groups()
        strings = [ast.literal_eval(text) for text in quoted if text is not None]
        message = message_of(name, strings)
        if message:
            yield Use(message, path, readable.count("\n", 0, found.start()) + 1)


def used() -> list[Use]:
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=False)
    uses: list[Use] = list(used_in_permissions())
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            uses.extend(used_in_python(path))
    for suffix in ("*.html", "*.txt"):
        for path in sorted(SOURCE.rglob(suffix)):
            if "templates" in path.parts:
                uses.extend(used_in_template(path))
    return [use for use in uses if use.message.text.strip()]


# ---- what the catalogues say ------------------------------------------------------------------------


def key_of(entry: object) -> tuple[str, str]:
    text = entry.id[0] if isinstance(entry.id, tuple | list) else entry.id  # type: ignore[attr-defined]
    return (entry.context or "", text)  # type: ignore[attr-defined]


def translated(entry: object) -> bool:
    strings = entry.string if isinstance(entry.string, tuple | list) else [entry.string]  # type: ignore[attr-defined]
    return bool(strings) and all(strings) and not entry.fuzzy  # type: ignore[attr-defined]


def dutch_entries() -> list[tuple[Path, object]]:
    from babel.messages import pofile

    entries = []
    for path in sorted(SOURCE.glob(f"*/{DUTCH}")):
        with path.open("rb") as stream:
            entries += [(path, entry) for entry in pofile.read_po(stream, locale="nl") if entry.id]
    return entries


def django_knows() -> set[tuple[str, str]]:
    """Django's own messages, which a catalogue may word anew."""
    import django
    from babel.messages import mofile

    keys = set()
    for path in Path(django.__file__).parent.glob("**/locale/nl/LC_MESSAGES/django.mo"):
        with path.open("rb") as stream:
            keys |= {key_of(entry) for entry in mofile.read_mo(stream) if entry.id}
    return keys


def placeholders(text: str) -> set[str]:
    return {"".join(found) for found in PLACEHOLDER.findall(text)}


def missing() -> list[Use]:
    """The first use of each message that no catalogue has in Dutch."""
    known = {key_of(entry) for _, entry in dutch_entries() if translated(entry)}
    first: dict[tuple[str, str], Use] = {}
    for use in used():
        if use.message.key not in known:
            first.setdefault(use.message.key, use)
    return list(first.values())


def leftover() -> list[tuple[Path, str]]:
    """Catalogue entries that nothing uses."""
    wanted = {use.message.key for use in used()} | django_knows()
    return [(path, key_of(entry)[1]) for path, entry in dutch_entries() if key_of(entry) not in wanted]


def broken() -> list[tuple[Path, str]]:
    """Dutch texts whose placeholders differ from the English ones."""
    wrong = []
    for path, entry in dutch_entries():
        if not translated(entry):
            continue
        ids = entry.id if isinstance(entry.id, tuple) else (entry.id,)
        strings = entry.string if isinstance(entry.string, tuple | list) else (entry.string,)
        allowed = set().union(*(placeholders(text) for text in ids))
        needed = placeholders(ids[-1])
        for string in strings:
            have = placeholders(string)
            if have - allowed or (len(strings) == 1 and needed - have):
                wrong.append((path, ids[0]))
                break
    return wrong


def check() -> int:
    count = 0
    for use in missing():
        count += 1
        print(f"no Dutch: {use}: {use.message.text!r}")
    for path, text in leftover():
        count += 1
        print(f"used nowhere: {path.relative_to(ROOT)}: {text!r}")
    for path, text in broken():
        count += 1
        print(f"other placeholders: {path.relative_to(ROOT)}: {text!r}")
    print(f"{count} to mend" if count else "every message has its Dutch", file=sys.stderr)
    return 1 if count else 0


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    lines = escaped.split("\n")
    if len(lines) == 1:
        return f'"{escaped}"'
    return "\n".join(['""'] + [f'"{line}\\n"' for line in lines[:-1]] + [f'"{lines[-1]}"'])


HEADER = """msgid ""
msgstr ""
"Language: nl\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"""


def add() -> int:
    """Append what is missing, with an empty translation, to the package that uses it first."""
    there = {key_of(entry) for _, entry in dutch_entries()}
    for use in missing():
        if use.message.key in there:
            continue
        path = SOURCE / use.file.relative_to(SOURCE).parts[0] / DUTCH
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_text(HEADER, "utf-8")
        lines = ["", f"#: {use.file.relative_to(SOURCE)}"]
        if use.message.context:
            lines.append(f"msgctxt {quoted(use.message.context)}")
        if "%(" in use.message.text:
            lines.append("#, python-format") if not use.message.context else lines.insert(
                2, "#, python-format"
            )
        lines.append(f"msgid {quoted(use.message.text)}")
        if use.message.plural:
            lines += [f"msgid_plural {quoted(use.message.plural)}", 'msgstr[0] ""', 'msgstr[1] ""']
        else:
            lines.append('msgstr ""')
        with path.open("a", encoding="utf-8") as stream:
            stream.write("\n".join(lines) + "\n")
        print(f"{path.relative_to(ROOT)}: {use.message.text!r}")
    return 0


def main() -> int:
    os.chdir(ROOT)
    parser = argparse.ArgumentParser(description="Kring's message catalogues.")
    parser.add_argument(
        "what",
        choices=["compile", "check", "add"],
        help="compile: .po to .mo; check: list gaps; add: append missing messages to be filled in",
    )
    return {"compile": compile_catalogues, "check": check, "add": add}[parser.parse_args().what]()


if __name__ == "__main__":
    sys.exit(main())
