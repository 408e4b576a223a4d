"""Text enters; a mail address that mail can be sent to leaves, or a problem with a remedy."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from kring.core.problems import Problem, UnableTo
from kring.parties.rules import can_receive_mail

WRONG_ADDRESS = Problem("wrong_address", "This is no mail address.", "Write it as name@organisation.nl.")


def check_address(text: str) -> str:
    """Return the address in small letters; UnableTo when no mail server could take it."""
    address = text.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise UnableTo(WRONG_ADDRESS) from error
    if not can_receive_mail(address):
        raise UnableTo(WRONG_ADDRESS)
    return address
