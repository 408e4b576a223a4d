"""A line for the log enters; the same line without the secret part of mail links leaves."""

import logging
import re

# A signed token has three parts; the places where links carry one are masked whatever stands there.
_TOKEN = re.compile(r"[\w-]{4,}(?::|%3A)[\w-]{4,}(?::|%3A)[\w-]{20,}", re.IGNORECASE)
_PLACE = re.compile(r"(/(?:sign-in|challenges/confirm|invitations|adopted)/)(?!sent/|demo/)[^/\s]+")
_CODE = re.compile(r"([?&](?:code|state)=)[^&\s]+")
_MASK = "…"


def mask_secrets(line: str) -> str:
    """Return the line with every token of a mail link replaced."""
    return _CODE.sub(rf"\g<1>{_MASK}", _PLACE.sub(rf"\g<1>{_MASK}", _TOKEN.sub(_MASK, line)))


class MaskSecrets(logging.Filter):
    """Whoever reads the log must not be able to sign in with what stands in it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = mask_secrets(record.getMessage()), ()
        return True
