"""Addresses of the frame: theme, language, manifest, favicon; the style page only in DEBUG."""

from django.conf import settings
from django.urls import include, path
from django.views.i18n import set_language

from kring.frame import views

app_name = "frame"
urlpatterns = [
    path("frame/theme/", views.set_theme, name="theme"),
    path("frame/language/", set_language, name="language"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("favicon.ico", views.favicon, name="favicon"),
]
if settings.DEBUG or getattr(settings, "KRING_STYLEGUIDE", False):
    urlpatterns.append(path("frame/styleguide/", include("kring.frame.styleguide.urls")))
