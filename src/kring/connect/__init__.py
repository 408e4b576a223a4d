"""Challenges, offers, proposals and invitations; the community and its phase."""
