"""A server process that just started enters; one whose first visitor need not wait leaves."""

from threading import Thread

from django.db import connections
from django.db.utils import DatabaseError

from kring.connect.queries.recognise import recognise
from kring.core.problems import UnableTo
from kring.frame.charts import warm_up as warm_up_charts

# Any question will do: it loads the vocabulary and the engines that the first real one would wait for.
_QUESTION = "Wij willen storingen aan machines voorspellen en de planning van monteurs verbeteren."


def _warm_up() -> None:
    try:
        recognise(_QUESTION, language="nl")
        warm_up_charts()
        import kring.connect.queries.candidates  # noqa: F401  (brings the solver)
    except (UnableTo, DatabaseError):
        # Nothing to warm up yet, or a database that is still starting: the first visitor waits a little.
        return
    finally:
        connections.close_all()


def warm_up() -> None:
    """Load in the background what the first visitor would wait for."""
    Thread(target=_warm_up, name="warm-up", daemon=True).start()
