"""`kring taxonomy`, `kring skills` and `kring market shapes`: arguments enter, results leave on stdout."""

import argparse
import dataclasses
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO, TypeAlias
from weakref import WeakKeyDictionary

from kring.core.problems import NotFound, Problem, UnableTo
from kring.core.progress import Progress
from kring.core.whole_file import whole_file
from kring.engines.skills import Concept, Vocabulary, extract_lines, link_lines

Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_commands(subparsers: Subparsers) -> None:
    """Add the commands of standards, skills and map shapes."""
    _add_taxonomy(subparsers)
    _add_skills(subparsers)
    _add_market(subparsers)


# The branches that later stages add commands to, by the tree they stand in.
_branches: "WeakKeyDictionary[Subparsers, Subparsers]" = WeakKeyDictionary()


def skills_branch(subparsers: Subparsers) -> Subparsers:
    """Return the commands of ``kring skills``, for a later stage to add its own."""
    return _branches[subparsers]


def _branch(subparsers: Subparsers, name: str, text: str) -> Subparsers:
    parser = subparsers.add_parser(name, help=text)
    return parser.add_subparsers(title="commands", metavar="COMMAND", required=True)


def _add_taxonomy(subparsers: Subparsers) -> None:
    commands = _branch(subparsers, "taxonomy", "skills standards: load them, look into them")
    load = commands.add_parser("import", help="load ESCO from its official CSV files")
    load.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="folder, zip or CSV file")
    load.add_argument("--release", default="", help="such as 1.2.0; by default from the file's name")
    load.add_argument("--language", default="", help="such as nl; by default from the file's name")
    load.set_defaults(run=_import)
    listed = commands.add_parser("list", help="the loaded releases with their counts")
    listed.set_defaults(run=_list)
    shown = commands.add_parser("show", help="one concept with its labels and links")
    shown.add_argument("uri", metavar="URI")
    shown.add_argument("--language", default="nl", help="of the names of linked concepts (nl)")
    shown.set_defaults(run=_show)
    search = commands.add_parser("search", help="concepts by name; a spelling mistake is forgiven")
    search.add_argument("words", nargs="+", metavar="WORDS")
    search.add_argument("--language", default="nl", help="of the names that are shown (nl)")
    search.set_defaults(run=_search)
    compared = commands.add_parser("diff", help="what changed between two loaded releases")
    compared.add_argument("vocabulary", metavar="VOCABULARY", help="such as esco or kring-ai")
    compared.add_argument("old", metavar="OLD", help="a release, such as 1.1.1")
    compared.add_argument("new", metavar="NEW", help="a later release")
    compared.add_argument("--language", default="en", help="of the names that are compared (en)")
    compared.set_defaults(run=_diff)


def _add_skills(subparsers: Subparsers) -> None:
    commands = _branch(subparsers, "skills", "find skills in texts; what people said of what was found")
    _branches[subparsers] = commands
    for name, text in (("extract", "the skills a text names"), ("link", "the nearest concepts to a phrase")):
        command = commands.add_parser(name, help=f"{text}; JSON Lines in and out")
        command.add_argument(
            "--in", dest="source", metavar="FILE", help="JSON Lines, or Parquet to extract (standard input)"
        )
        command.add_argument(
            "--out", dest="target", metavar="FILE", help="JSON Lines, or Parquet (standard output)"
        )
        command.add_argument(
            "--vocabulary",
            default="all",
            metavar="NAME",
            help="esco, esco-occupations, kring-ai, all, or a SKOS file (all)",
        )
        command.add_argument(
            "--mode",
            choices=("fast", "full"),
            default="full",
            help="fast leaves the linker out; to link there is one way only (full)",
        )
        if name == "extract":
            command.add_argument(
                "--levels", action="store_true", help="tell the level of each mention too, and by which words"
            )
            command.add_argument(
                "--processes", type=int, default=0, help="for Parquet in and out; 0 is one for each core (0)"
            )
        if name == "link":
            command.add_argument("--k", type=int, default=10, help="how many concepts (10)")
            command.add_argument(
                "--rerank",
                action="store_true",
                help="let a larger model look again at the first concepts; needs a package, says which",
            )
        command.set_defaults(run=_extract if name == "extract" else _link)


def _add_market(subparsers: Subparsers) -> None:
    market = _branch(subparsers, "market", "regions on the map")
    commands = _branch(market, "shapes", "outlines of regions for the map")
    load = commands.add_parser("import", help="load outlines from GeoJSON or TopoJSON")
    load.add_argument("file", type=Path, metavar="FILE")
    load.add_argument("--attribution", default="", help="the line that the licence of the outlines asks for")
    load.set_defaults(run=_import_shapes)


def print_table(rows: Iterable[Sequence[object]]) -> None:
    """Print rows with aligned columns; the first row is the head."""
    written = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[at]) for row in written) for at in range(len(written[0]))]
    for row in written:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _import(arguments: argparse.Namespace) -> int:
    from kring.taxonomy.actions.import_taxonomy import import_taxonomy

    counts = import_taxonomy(
        arguments.paths, by="cli", release=arguments.release, language=arguments.language
    )
    head = ("vocabulary", "release", "concepts", "labels", "relations", "already there", "unknown URIs")
    rows = [
        (c.vocabulary, c.release, c.concepts, c.labels, c.relations, c.already_known, c.unknown_uris)
        for c in counts
    ]
    print_table([head, *rows])
    for table in (name for count in counts for name in count.ignored_tables):
        print(f"{table}: holds nothing that Kring uses", file=sys.stderr)
    return 0


def _list(arguments: argparse.Namespace) -> int:
    from kring.taxonomy.queries.search import release_rows

    rows = [(r.vocabulary, r.version, r.concepts, r.labels, " ".join(r.languages)) for r in release_rows()]
    print_table([("vocabulary", "release", "concepts", "labels", "languages"), *rows])
    return 0


def _show(arguments: argparse.Namespace) -> int:
    from kring.taxonomy.queries.search import concept_card

    card = concept_card(arguments.uri, language=arguments.language)
    if card is None:
        raise NotFound(
            Problem(
                "no_concept",
                "There is no concept {uri}.",
                "Look for it: kring taxonomy search WORDS",
                params={"uri": arguments.uri},
            )
        )
    print_table(
        [
            ("uri", "", card.uri),
            ("release", "", card.release),
            ("kind", "", card.kind),
            *([("topic", "", card.topic)] if card.topic else []),
            *card.labels,
            *((kind, "", f"{name} <{target}>") for kind, target, name in card.links),
        ]
    )
    return 0


def _search(arguments: argparse.Namespace) -> int:
    from kring.taxonomy.queries.search import search_concepts

    found = search_concepts(" ".join(arguments.words), language=arguments.language)
    if found:
        print_table([("name", "kind", "uri"), *((name, kind, uri) for uri, name, kind in found)])
    else:
        print("No concept has these words in a label, or a name like them.", file=sys.stderr)
    return 0


def _diff(arguments: argparse.Namespace) -> int:
    from kring.taxonomy.queries.compare import CHANGES, compare_releases

    changes = compare_releases(
        arguments.vocabulary, arguments.old, arguments.new, language=arguments.language
    )
    if changes:
        head = ("change", "before", "after", "uri")
        print_table([head, *((one.kind, one.before, one.after, one.uri) for one in changes)])
    counts = {kind: sum(one.kind == kind for one in changes) for kind in CHANGES}
    print(", ".join(f"{count} {kind}" for kind, count in counts.items()), file=sys.stderr)
    return 0


def _import_shapes(arguments: argparse.Namespace) -> int:
    from kring.taxonomy.actions.import_shapes import import_shapes

    done = import_shapes(arguments.file, by="cli", attribution=arguments.attribution)
    print_table([("level", "shapes"), *done.levels.items()])
    if done.others:
        print(f"{done.others} features are no region that Kring knows.", file=sys.stderr)
    if not done.attribution:
        print("No attribution is known: add --attribution where the licence asks for one.", file=sys.stderr)
    return 0


def _is_file(name: str) -> bool:
    from kring.taxonomy.queries.vocabularies import KINDS

    return name not in KINDS and bool(Path(name).suffix or "/" in name)


def _vocabulary_path(name: str) -> Path:
    from kring.taxonomy.formats.skos import read_concepts
    from kring.taxonomy.queries.vocabularies import compiled_from, compiled_path

    return compiled_from(Path(name), read_concepts) if _is_file(name) else compiled_path(name)


def _concepts(name: str) -> list[Concept]:
    from kring.taxonomy.formats.skos import read_concepts
    from kring.taxonomy.queries.vocabularies import engine_concepts

    return read_concepts(Path(name)) if _is_file(name) else engine_concepts(name)


def _vocabulary(name: str) -> Vocabulary:
    from kring.taxonomy.queries.vocabularies import loaded

    return loaded(_vocabulary_path(name))


def _extract(arguments: argparse.Namespace) -> int:
    if str(arguments.source or "").endswith(".parquet"):
        return _extract_table(arguments)
    vocabulary = _vocabulary(arguments.vocabulary)
    return _convert(
        arguments, lambda lines: extract_lines(lines, vocabulary, arguments.mode, levels=arguments.levels)
    )


def _extract_table(arguments: argparse.Namespace) -> int:
    from kring.engines.skills.parquet import extract_parquet

    if not str(arguments.target or "").endswith(".parquet"):
        raise UnableTo(
            Problem("no_target", "A Parquet file has to go to a Parquet file.", "Add --out FILE.parquet")
        )
    counts = extract_parquet(
        Path(arguments.source),
        Path(arguments.target),
        _vocabulary_path(arguments.vocabulary),
        mode=arguments.mode,
        processes=arguments.processes,
    )
    print(f"{counts.texts} texts, {counts.mentions} mentions", file=sys.stderr)
    return 0


def _link(arguments: argparse.Namespace) -> int:
    from kring.taxonomy.queries.reranking import reranker

    name = arguments.vocabulary
    vocabulary = _vocabulary(name)
    rerank = reranker(_vocabulary_path(name), lambda: _concepts(name)) if arguments.rerank else None
    return _convert(arguments, lambda lines: link_lines(lines, vocabulary, arguments.k, rerank=rerank))


def _convert(arguments: argparse.Namespace, work: Callable[[Iterable[str]], Iterator[str]]) -> int:
    with _source(arguments.source) as lines, _target(arguments.target) as out, Progress("Texts") as progress:
        try:
            for line in work(lines):
                out.write(line + "\n")
                if not out.isatty():
                    progress.advance()
        except UnableTo as error:
            file = arguments.source or "standard input"
            raise UnableTo(*(dataclasses.replace(p, file=p.file or file) for p in error.problems)) from error
    return 0


@contextmanager
def _source(path: str | None) -> Iterator[Iterator[str]]:
    if path is None:
        yield _decoded(sys.stdin.buffer)
        return
    with Path(path).open("rb") as handle:
        yield _decoded(handle)


def _decoded(lines: Iterable[bytes]) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise UnableTo(
                Problem("not_utf8", "This line is not UTF-8 text.", "Save the file as UTF-8.", line=number)
            ) from error


@contextmanager
def _target(path: str | None) -> Iterator[TextIO]:
    """Write to standard output, or to a file that appears only when it is complete."""
    if path is None:
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        yield sys.stdout
        return
    with whole_file(Path(path)) as handle:
        yield handle
