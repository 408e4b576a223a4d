"""Kring's own vocabulary of AI skills: a table that people edit and the SKOS file built from it."""
