"""Placeholder to be replaced."""


class LinkIndex:
    def __init__(self, s): ...
    @classmethod
    def add_to(cls, s, c): ...
