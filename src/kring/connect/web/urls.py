"""Paths of the pages of connect."""

from django.urls import path

from kring.connect.web import brokering, browsing, posting

urlpatterns = [
    path("challenges/", browsing.challenges, name="challenges"),
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
    path("challenges/<uuid:challenge_id>/", brokering.challenge, name="challenge"),
    path("challenges/<uuid:challenge_id>/accept/", brokering.accept, name="accept-challenge"),
    path("challenges/<uuid:challenge_id>/requeue/", brokering.requeue, name="requeue-challenge"),
    path("challenges/<uuid:challenge_id>/decline/", brokering.decline, name="decline-challenge"),
    path("challenges/<uuid:challenge_id>/forward/", brokering.forward_steps, name="forward-steps"),
    path("challenges/<uuid:challenge_id>/candidates/", brokering.compare, name="compare-candidates"),
    path("challenges/<uuid:challenge_id>/propose/", brokering.propose, name="propose-community"),
    path("proposals/<uuid:proposal_id>/", brokering.proposal, name="proposal"),
    path("proposals/<uuid:proposal_id>/change/", brokering.change, name="change-proposal"),
    path("proposals/<uuid:proposal_id>/forward/", brokering.forward_proposal, name="forward-proposal"),
    path("proposals/<uuid:proposal_id>/invite/", brokering.invite, name="invite-parties"),
    path("invitations/<str:token>/", brokering.invitation, name="invitation"),
    path("queue/", brokering.queue, name="queue"),
    path("communities/", browsing.community_list, name="communities"),
    path("communities/<uuid:community_id>/", browsing.community, name="community"),
    path("communities/<uuid:community_id>/move/", browsing.move, name="move-community"),
    path("offers/", browsing.offer_list, name="offers"),
]
