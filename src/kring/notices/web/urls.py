"""Paths of the pages of notices."""

from django.urls import path

from kring.notices.web import views

urlpatterns = [
    path("outbox/", views.outbox_page, name="outbox"),
    path("outbox/<int:mail_id>/", views.mail, name="mail"),
]
