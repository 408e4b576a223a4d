"""WebAuthn: what a browser says about a passkey enters, a checked record leaves; and the questions to it.

The library (py_webauthn) checks origin, challenge, signature, user verification and counter.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

LONGEST_ANSWER = 20_000
_ID = re.compile(r"[A-Za-z0-9_-]{1,1364}")
# What a made-up answer makes parsers raise: of all of them the visitor reads the same sentence.
_WRONG = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError)


class WrongAnswer(Exception):
    """The browser's answer does not prove what it says."""


@dataclass(frozen=True)
class Place:
    """Where Kring runs as browsers see it: https://kring.example and kring.example."""

    origin: str
    rp_id: str


@dataclass(frozen=True)
class NewPasskey:
    """A checked new passkey."""

    credential_id: str
    public_key: bytes
    sign_count: int
    backed_up: bool


def ask_to_make(*, place: Place, handle: bytes, name: str, known: list[str]) -> tuple[dict[str, Any], str]:
    """Return the options for navigator.credentials.create, and the challenge to remember."""
    options = generate_registration_options(
        rp_id=place.rp_id,
        rp_name="Kring",
        user_id=handle,
        user_name=name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in known],
    )
    return json.loads(options_to_json(options)), bytes_to_base64url(options.challenge)


def ask_to_sign_in(*, place: Place) -> tuple[dict[str, Any], str]:
    """Return the options for navigator.credentials.get without any account in them, and the challenge."""
    options = generate_authentication_options(
        rp_id=place.rp_id, user_verification=UserVerificationRequirement.REQUIRED
    )
    return json.loads(options_to_json(options)), bytes_to_base64url(options.challenge)


def read_answer(text: str) -> dict[str, Any]:
    """Return the browser's answer; WrongAnswer when it is no object with the id of a passkey."""
    try:
        answer = json.loads(text) if len(text) <= LONGEST_ANSWER else None
    except (ValueError, RecursionError) as error:
        raise WrongAnswer from error
    if not isinstance(answer, dict) or not _ID.fullmatch(str(answer.get("id", ""))):
        raise WrongAnswer
    return answer


def check_new(*, answer: dict[str, Any], challenge: str, place: Place) -> NewPasskey:
    """Return the new passkey; WrongAnswer unless it was made here, for this challenge, by a verified user."""
    try:
        found = verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=place.rp_id,
            expected_origin=place.origin,
            require_user_verification=True,
        )
    except _WRONG as error:
        raise WrongAnswer from error
    return NewPasskey(
        bytes_to_base64url(found.credential_id),
        found.credential_public_key,
        found.sign_count,
        found.credential_backed_up,
    )


def check_use(
    *, answer: dict[str, Any], challenge: str, place: Place, public_key: bytes, sign_count: int, handle: bytes
) -> int:
    """Return the new counter; WrongAnswer unless the passkey's owner signed this challenge here and now."""
    try:
        response = answer["response"]
        said = response.get("userHandle")
        if said and base64url_to_bytes(said) != handle:
            raise WrongAnswer
        found = verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=place.rp_id,
            expected_origin=place.origin,
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    except _WRONG as error:
        raise WrongAnswer from error
    return found.new_sign_count
