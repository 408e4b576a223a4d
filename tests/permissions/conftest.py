"""The cast, as in the tests of connect."""

from tests.connect.conftest import cast

__all__ = ["cast"]
