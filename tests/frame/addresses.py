"""Addresses for the frame's tests: its own pages, the style page and a few of other apps."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from kring.frame import views


def a_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<p>page</p>")


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


urlpatterns = [
    path("", include("kring.frame.urls")),
    path("style/", include("kring.frame.styleguide.urls")),
    path("radar/", a_page, name="test-radar"),
    path("radar/map/", a_page, name="test-map"),
    path("broken/", broken),
    path("sign-in/", a_page, name="sign-in"),
]
handler400 = views.bad_request
handler403 = views.permission_denied
handler404 = views.page_not_found
handler500 = views.server_error
