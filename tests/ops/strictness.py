"""What a strict answer is: an answer enters; every header that it lacks and everything inline leaves."""

from html.parser import HTMLParser
from typing import Any

from kring.frame import middleware


class Inline(HTMLParser):
    """Collects whatever a strict policy would block."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        names = dict(attributes)
        self.found += [f"<{tag} {name}>" for name in names if name.startswith("on") or name == "style"]
        self.found += [f"<{tag} {n}={v}>" for n, v in names.items() if _runs(v or "")]
        self.found += [f"<{tag} {n}>" for n in names if n in ("srcdoc", "hx-on", "hx-vars")]
        self.found += [f"<{tag} {n}>" for n in names if n.startswith(("hx-on:", "hx-on-"))]
        if tag in ("style", "base", "object", "embed", "iframe"):
            self.found.append(f"<{tag}>")
        self._in_script = tag == "script" and "src" not in names and names.get("type") != "application/json"

    def handle_data(self, text: str) -> None:
        if self._in_script and text.strip():
            self.found.append(f"<script>{text[:60]}")


def _runs(value: str) -> bool:
    """Browsers pass over blanks and capitals in a scheme."""
    plain = "".join(value.split()).lower()
    return plain.startswith(("javascript:", "vbscript:", "data:text/html"))


def inline_of(html: str) -> list[str]:
    """Return whatever in a page a strict policy would block."""
    parser = Inline()
    parser.feed(html)
    return parser.found


def lacking(answer: Any) -> list[str]:
    """Return what is wrong with an answer: a header, something inline, a kind that a browser has to guess."""
    wrong = [
        f"header {name}: {answer.headers.get(name)}"
        for name, value in middleware.HEADERS.items()
        if answer.headers.get(name) != value
    ]
    kind = answer.headers.get("Content-Type", "")
    has_body = answer.streaming or answer.content
    if has_body and kind.startswith(("text/", "application/json")) and "charset=" not in kind:
        wrong += [f"no charset: {kind}"] if kind.startswith("text/") else []
    if has_body and not kind:
        wrong.append("no kind of content")
    if kind.startswith("text/html") and not answer.streaming:
        wrong += [f"inline {each}" for each in inline_of(answer.content.decode())]
    return wrong
