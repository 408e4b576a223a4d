"""Organisations, hubs, people, membership, consent, sign-in and permissions."""
