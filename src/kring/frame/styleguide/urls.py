"""Address of the style page; included only in DEBUG or when KRING_STYLEGUIDE is set."""

from django.urls import path

from kring.frame.styleguide import views

urlpatterns = [path("", views.styleguide, name="styleguide")]
