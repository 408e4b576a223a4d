"""Which machine asks: behind a proxy the hop that the proxy saw, never what the visitor says."""

import pytest
from django.test import RequestFactory

from kring.parties.visitor import machine_of

ASKED = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "1.1.1.1, 203.0.113.7"}


@pytest.mark.parametrize(("behind", "machine"), [(True, "203.0.113.7"), (False, "10.0.0.1")])
def test_the_last_hop_counts_only_behind_a_proxy(settings, behind, machine) -> None:
    settings.KRING_BEHIND_HTTPS = behind
    assert machine_of(RequestFactory().get("/", **ASKED)) == machine


def test_a_proxy_that_says_nothing_is_the_machine_itself(settings) -> None:
    settings.KRING_BEHIND_HTTPS = True
    assert machine_of(RequestFactory().get("/", REMOTE_ADDR="10.0.0.1")) == "10.0.0.1"
