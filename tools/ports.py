"""A port on loopback that nothing listens on leaves."""

import random
import socket

# Below the range from which the machine takes outgoing ports: a client that polls a port inside that range
# can be given the very same port for its own end, and then talks to itself.
FIRST, LAST = 20_000, 32_000


def free_port() -> int:
    """Return a free port; OSError when a hundred tries found none."""
    for _ in range(100):
        port = random.SystemRandom().randint(FIRST, LAST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("no free port found")
