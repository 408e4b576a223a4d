"""Append-only facts: who, what, when and why of every step, with ids only and no personal content."""
