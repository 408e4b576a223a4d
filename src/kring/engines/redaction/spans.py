"""A text enters; all spans to remove are found, merged and replaced, until nothing more is found."""

from kring.engines.redaction.addresses import mail_spans
from kring.engines.redaction.names import name_spans
from kring.engines.redaction.parameters import MARKS, MOST_PASSES
from kring.engines.redaction.phones import phone_spans
from kring.engines.redaction.results import Kind, Redacted, Removed
from kring.engines.redaction.signs import signs

_ORDER: dict[Kind, int] = {"mail": 0, "phone": 1, "name": 2}


def _merged(spans: list[Removed]) -> list[Removed]:
    """Join spans that overlap; the joined span has the kind of the strongest sign."""
    merged: list[Removed] = []
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        if merged and span.start < merged[-1].end:
            last = merged[-1]
            kind = min(last.kind, span.kind, key=_ORDER.__getitem__)
            merged[-1] = Removed(kind, last.start, max(last.end, span.end))
        else:
            merged.append(span)
    return merged


def _found(text: str) -> list[Removed]:
    """Return what one pass finds in ``text``, merged and in order."""
    spans = [Removed("mail", start, end) for start, end in mail_spans(text)]
    spans += [Removed("phone", start, end) for start, end in phone_spans(text)]
    addresses = [(span.start, span.end) for span in _merged(spans)]
    spans += [Removed("name", start, end) for start, end in name_spans(text, addresses)]
    return _merged(spans) if spans else spans


def _marked(text: str, removed: list[Removed], marks: dict[Kind, str]) -> str:
    pieces, at = [], 0
    for span in removed:
        pieces += [text[at : span.start], marks[span.kind]]
        at = span.end
    return "".join((*pieces, text[at:]))


def _in_original(span: Removed, removed: list[Removed], marks: dict[Kind, str]) -> Removed:
    """Translate a span of the marked text to the original; a mark that it touches is taken whole."""
    start, end, shift = span.start, span.end, 0
    new_start = new_end = None
    for earlier in removed:
        at = earlier.start - shift
        after = at + len(marks[earlier.kind])
        if new_start is None and start < after:
            new_start = earlier.start if start >= at else start + shift
        if new_end is None and end <= after:
            new_end = earlier.end if end > at else end + shift
        shift += earlier.end - earlier.start - len(marks[earlier.kind])
    return Removed(
        span.kind,
        start + shift if new_start is None else new_start,
        end + shift if new_end is None else new_end,
    )


def language_of(text: str) -> str:
    """Return "nl" or "en": the language whose small words occur more often."""
    words = text.lower().split()
    dutch, english = signs("dutch_words"), signs("english_words")
    in_dutch = sum(word in dutch for word in words)
    return "nl" if in_dutch >= sum(word in english for word in words) else "en"


def redact(text: str, language: str | None = None) -> Redacted:
    """Replace person names, mail addresses and phone numbers by neutral marks.

    ``language`` ("nl", "en") chooses the marks; without it the text's small words decide. Offsets in the
    result are code points of ``text``. Never raises on any string.

    >>> redact("Ask Julia Bergman about Julia.", "en").text
    'Ask [name] about Julia.'
    """
    removed = _found(text)
    if not removed:
        return Redacted(text, ())
    marks = MARKS.get(language or language_of(text), MARKS["en"])
    marked = _marked(text, removed, marks)
    for _ in range(MOST_PASSES):
        more = _found(marked)
        if not more:
            break
        removed = _merged(removed + [_in_original(span, removed, marks) for span in more])
        marked = _marked(text, removed, marks)
    return Redacted(marked, tuple(removed))
