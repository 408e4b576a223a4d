"""Paths of the pages of connect."""

from django.urls import path

from kring.connect.web import posting

urlpatterns = [
    path("challenges/new/", posting.question, name="new-challenge"),
    path("challenges/draft/<uuid:draft_id>/question/", posting.question, name="challenge-question"),
    path("challenges/draft/<uuid:draft_id>/place/", posting.where, name="challenge-place"),
    path("challenges/draft/<uuid:draft_id>/area/", posting.area, name="challenge-area"),
    path("challenges/draft/<uuid:draft_id>/time/", posting.time_and_data, name="challenge-time"),
    path("challenges/draft/<uuid:draft_id>/next-steps/", posting.next_steps, name="challenge-steps"),
    path("challenges/draft/<uuid:draft_id>/correct/", posting.correct, name="challenge-correct"),
    path("challenges/draft/<uuid:draft_id>/send/", posting.send, name="challenge-send"),
    path("challenges/draft/<uuid:draft_id>/sent/", posting.sent, name="challenge-sent"),
    path("challenges/confirm/<str:token>/", posting.confirm, name="confirm-challenge"),
]
