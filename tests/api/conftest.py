"""The cast and a challenge in the queue, as in the tests of connect."""

from tests.connect.conftest import cast, queued

__all__ = ["cast", "queued"]
