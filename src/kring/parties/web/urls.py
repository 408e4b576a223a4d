"""Paths of the pages of parties."""

from django.urls import path

from kring.parties.web import views

urlpatterns = [
    path("sign-in/", views.ask_link, name="sign-in"),
    path("sign-in/sent/", views.link_sent, name="sign-in-sent"),
    path("sign-in/<str:token>/", views.use_link, name="sign-in-link"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("demo-role/", views.demo_role, name="step-into-demo-role"),
]
