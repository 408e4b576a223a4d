"""Reads challenges, offers, proposals and communities, and gathers what the engines need."""
