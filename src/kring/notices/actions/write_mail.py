"""A message enters; one row that waits to be sent leaves, in the caller's transaction."""

from kring.notices.models import Mail


def write_mail(*, key: str, to: str, subject: str, body: str, language: str = "nl") -> Mail:
    """Queue one mail; a second call with the same ``key`` changes nothing and returns the first."""
    mail, _ = Mail.objects.get_or_create(
        key=key, defaults={"to": to, "subject": " ".join(subject.split()), "body": body, "language": language}
    )
    return mail
