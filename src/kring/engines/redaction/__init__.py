"""A text enters; the same text without person names, mail addresses and phone numbers leaves.

1. Mail addresses are found, plain and disguised ("jan (at) bedrijf punt nl").
2. Phone numbers are found: ten Dutch digits, international numbers, short numbers beside a phone word;
   dates, times, amounts and thousands are left alone.
3. Words that begin with a capital letter are looked up in the project's lists of given names, surnames,
   protected words (tools, methods, brands) and common words; unknown words are marked unknown.
4. Each capitalised chain ("J.P. van der Berg") is weighed with its context: a title or contact phrase
   before it, an address or role after it, an institution or street that only bears the name.
5. Steps 1–4 are repeated on the result until nothing more is found, so a second run changes nothing.
6. Each span is replaced by a neutral mark in the language of the text; everything else stays as it was.

>>> redact("Kennis van Kafka? Bel Sanne de Vries: 06-12345678.", "nl").text
'Kennis van Kafka? Bel [naam]: [telefoon].'
"""

from kring.engines.redaction.results import Redacted, Removed
from kring.engines.redaction.spans import redact

__all__ = ["Redacted", "Removed", "redact"]
