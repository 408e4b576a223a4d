"""Reads standards: concepts, names, compiled vocabularies."""
