"""What a link may do and to which object enters; a token that nobody can forge leaves, and the way back."""

from datetime import timedelta

from django.core import signing

from kring.core.problems import NotAllowed, Problem


def sign_link(purpose: str, object_id: object) -> str:
    """Return a token for a link that serves one purpose for one object."""
    return signing.dumps(str(object_id), salt=f"kring.link.{purpose}")


def read_link(purpose: str, token: str, *, lasts: timedelta) -> str:
    """Return the id of the object; NotAllowed when the token is forged, for another purpose, or too old."""
    try:
        return str(signing.loads(token, salt=f"kring.link.{purpose}", max_age=lasts))
    except signing.SignatureExpired as error:
        raise NotAllowed(Problem("link_expired", "This link has expired.", "Ask for a new one.")) from error
    except signing.BadSignature as error:
        raise NotAllowed(
            Problem("link_wrong", "This link does not work.", "Use the whole link from the mail.")
        ) from error
