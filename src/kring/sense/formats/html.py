"""HTML, or text with entities, enters; plain text with line breaks leaves."""

import html
import re

_BREAK = re.compile(
    r"<\s*/?\s*(?:br|p|div|li|ul|ol|h[1-6]|tr|table|section|article|header|footer|blockquote|pre|hr|dd|dt|dl)"
    r"(?:\s[^<>]*)?/?\s*>",
    re.IGNORECASE,
)
_SILENT = re.compile(
    r"<(script|style|head|template)\b[^>]*>.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.I | re.S
)
_TAG = re.compile(
    r"</?(?:a|abbr|address|area|aside|audio|b|big|body|button|caption|center|cite|code|col|colgroup|del|details|dfn|em"
    r"|figcaption|figure|font|form|html|i|iframe|img|input|ins|kbd|label|legend|link|main|map|mark|meta|nav|object|o:p"
    r"|option|picture|q|s|samp|select|small|source|span|strike|strong|sub|summary|sup|svg|tbody|td|textarea|tfoot"
    r"|th|thead|time|title|tt|u|var|video|wbr)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_MAILTO = re.compile(r"""<a\s[^<>]*href\s*=\s*["']?mailto:([^"'\s<>?]+)[^<>]*>([^<]*)""", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\f\v\u00a0\u200b\ufeff]+")
_BLANK_LINES = re.compile(r" ?\n(?: ?\n)+ ?")
_MOST_ENCODINGS = 3


def _with_address(link: re.Match[str]) -> str:
    address, words = link.groups()
    return f" {words} " if address in words else f" {words} ({address}) "


def _without_tags(text: str) -> str:
    text = _SILENT.sub(" ", text)
    text = _MAILTO.sub(_with_address, text)
    # Only known elements are tags: "<ORGANIZATION>", "List<int>" and "a < b" are text.
    return _TAG.sub("", _BREAK.sub("\n", text))


def text_of(source: str) -> str:
    """Return the plain text of ``source``: tags gone, entities decoded (also when encoded twice).

    >>> text_of("<p>R&amp;amp;D &lt;b&gt;lab&lt;/b&gt;</p><ul><li>Python</li><li>C&nbsp;#</li></ul>")
    'R&D lab\\nPython\\nC #'
    """
    text = source.replace("\r\n", "\n").replace("\r", "\n")
    for _ in range(_MOST_ENCODINGS):
        before = text
        if "<" in text:
            text = _without_tags(text)
        if "&" in text:
            text = html.unescape(text)
        if text == before:
            break
    text = _SPACES.sub(" ", text)
    return _BLANK_LINES.sub("\n", text).replace(" \n", "\n").replace("\n ", "\n").strip()
