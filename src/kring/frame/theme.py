"""The visitor's theme: a cookie enters, "light", "dark" or "" (follow the system) leaves."""

from django.http import HttpRequest, HttpResponse

COOKIE = "kring_theme"
THEMES = ("light", "dark")
A_YEAR_IN_SECONDS = 365 * 24 * 3600


def chosen_theme(request: HttpRequest) -> str:
    """Return the chosen theme, or "" when the page follows the system."""
    given = request.COOKIES.get(COOKIE, "")
    return given if given in THEMES else ""


def remember_theme(response: HttpResponse, theme: str, *, secure: bool) -> None:
    """Store the choice for a year, or forget it when the visitor follows the system."""
    if theme in THEMES:
        response.set_cookie(
            COOKIE, theme, max_age=A_YEAR_IN_SECONDS, samesite="Lax", httponly=True, secure=secure
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
