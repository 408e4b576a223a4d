"""Browser assets: an npm package's file enters, the address under which it is served leaves.

Nothing from npm is committed. Fonts and htmx are served straight from ``frontend/node_modules``; all style
sheets, ours and those parts of Designsystemet that we use, leave as one file.
"""

import hashlib
import os
import re
import tempfile
from functools import cache
from pathlib import Path

from kring.core.problems import Problem, UnableTo

REMEDY = "Run `npm ci` in the folder frontend."
STYLES = Path(__file__).parent / "static" / "frame"
FIGTREE = "@fontsource-variable/figtree/files/figtree"
SERIF = "@fontsource-variable/source-serif-4/files/source-serif-4"

# npm path → static path
FILES: dict[str, str] = {
    f"{FIGTREE}-latin-wght-normal.woff2": "frame/fonts/figtree-latin.woff2",
    f"{FIGTREE}-latin-ext-wght-normal.woff2": "frame/fonts/figtree-latin-ext.woff2",
    f"{SERIF}-latin-wght-normal.woff2": "frame/fonts/source-serif-latin.woff2",
    f"{SERIF}-latin-ext-wght-normal.woff2": "frame/fonts/source-serif-latin-ext.woff2",
    "htmx.org/dist/htmx.min.js": "frame/htmx.js",
}

BUNDLE = "frame/kring.css"
DESIGNSYSTEMET = "@digdir/designsystemet-css/dist/src"
DESIGNSYSTEMET_PARTS = (
    "base", "button", "card", "field", "fieldset", "label", "input", "validation-message",
    "alert", "tag", "error-summary", "skip-link",
)  # fmt: skip
OUR_PARTS = (
    "tokens", "theme", "fonts", "elements", "base", "layout", "header", "controls", "components", "tables",
    "figures", "maps", "print",
)  # fmt: skip


def _missing(message: str, remedy: str) -> UnableTo:
    return UnableTo(Problem(code="assets-missing", message=message, remedy=remedy))


@cache
def node_modules() -> Path:
    """Return the folder with the installed npm packages (KRING_NODE_MODULES, else the project's own)."""
    given = os.environ.get("KRING_NODE_MODULES")
    return Path(given) if given else Path(__file__).parents[3] / "frontend" / "node_modules"


def npm_file(path: str) -> Path:
    """Return an installed npm file; say how to install it when it is not there."""
    found = node_modules() / path
    if not found.is_file():
        raise _missing(f"The browser asset {path} is not installed under {node_modules()}.", REMEDY)
    return found


def _bundle_sources() -> list[tuple[str, str]]:
    theirs = [("ds-components", f"{DESIGNSYSTEMET}/{part}.css") for part in DESIGNSYSTEMET_PARTS]
    theirs[0] = ("ds-base", theirs[0][1])
    return theirs


def missing_files() -> list[str]:
    """Return the npm paths that are served but not installed."""
    wanted = [*FILES, *(path for _, path in _bundle_sources())]
    return [path for path in wanted if not (node_modules() / path).is_file()]


def remedy(missing: list[str]) -> str:
    """Return one sentence that says what is missing and the command that mends it."""
    return f"Missing under {node_modules()}: {', '.join(missing[:3])}. {REMEDY}"


def stylesheet() -> str:
    """Return the whole style sheet: Designsystemet's parts in layers below, ours on top."""
    parts = ["@layer ds-base,elements,ds-components;"]
    for layer, path in _bundle_sources():
        parts.append(f"@layer {layer}{{{npm_file(path).read_text(encoding='utf-8')}}}")
    for part in OUR_PARTS:
        text = (STYLES / f"{part}.css").read_text(encoding="utf-8")
        # Bare elements stand below Designsystemet's classes, everything else of ours above them.
        parts.append(f"@layer elements{{{text}}}" if part == "elements" else text)
    return _squeezed("\n".join(parts))


def bundle_file() -> Path:
    """Return the style sheet as a file, written once per content (a derived file, safe to delete)."""
    text = stylesheet()
    name = hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
    for folder in (node_modules() / ".kring", Path(tempfile.gettempdir()) / f"kring-assets-{os.getuid()}"):
        target = folder / name / BUNDLE
        if target.is_file() or _written(target, text):
            return target
    raise _missing(f"Cannot write {BUNDLE}.", f"Make {node_modules()} or the temporary folder writable.")


def _written(target: Path, text: str) -> bool:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        half_done = target.with_suffix(f".{os.getpid()}")
        half_done.write_text(text, encoding="utf-8")
        half_done.replace(target)
    except OSError:
        return False
    return True


def _squeezed(css: str) -> str:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s*\n\s*", "\n", css)
    return re.sub(r"(?<=[{};,])\n", "", css)
