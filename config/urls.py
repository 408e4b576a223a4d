"""Which path opens which page: each domain brings its own list."""

from importlib import import_module, util

from django.urls import URLPattern, URLResolver, include, path

from config.api import api

_WEB = ("frame", "taxonomy", "parties", "notices", "sense", "connect", "site")


def _pages() -> list[URLPattern | URLResolver]:
    found: list[URLPattern | URLResolver] = []
    for name in _WEB:
        for module in (f"kring.{name}.web.urls", f"kring.{name}.urls"):
            if util.find_spec(module.rsplit(".", 1)[0]) and util.find_spec(module):
                import_module(module)
                found.append(path("", include(module)))
    return found


urlpatterns = [*_pages(), path("api/v1/", api.urls)]

handler400 = "kring.frame.views.bad_request"
handler403 = "kring.frame.views.permission_denied"
handler404 = "kring.frame.views.page_not_found"
handler500 = "kring.frame.views.server_error"
