"""The API: each domain brings its router; one instance leaves, served under /api/v1/."""

from importlib import import_module, util

from kring.frame.api import Described, answer_problems
from kring.parties.visitor import caller

_DOMAINS = ("taxonomy", "parties", "sense", "connect")


def make_api() -> Described:
    """Return the API with every domain's endpoints."""
    api = Described(
        title="Kring",
        version="1",
        description="The open platform for learning communities around AI.",
        urls_namespace="api",
        docs_url=None,  # the page /help/api/ is the documentation: it needs no script from elsewhere
        auth=caller,
    )
    answer_problems(api)
    for name in _DOMAINS:
        module = f"kring.{name}.api"
        if util.find_spec(module):
            api.add_router("", import_module(module).router, tags=[name])
    return api


api = make_api()
