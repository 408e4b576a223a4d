"""Endpoints of challenges, offers, proposals and communities: reading, posting, and a broker's work."""

from ninja import Router

from kring.connect.api import brokering, posting, reading

router = Router()
for part in (reading, posting, brokering):
    router.add_router("", part.router)
