"""A server process that just started enters; one whose first visitor need not wait leaves."""

from threading import Thread

from django.db import connections
from django.db.utils import DatabaseError
from django.urls import get_resolver

from kring.connect.queries.recognise import recognise
from kring.core.problems import UnableTo
from kring.frame.charts import warm_up as warm_up_charts
from kring.sense.queries.gaps import figures_of, newest_figures, newest_release
from kring.sense.queries.lake_index import read_indexes

# Any question will do: it loads the vocabulary and the engines that the first real one would wait for.
_QUESTION = "Wij willen storingen aan machines voorspellen en de planning van monteurs verbeteren."


def _warm_up() -> None:
    try:
        recognise(_QUESTION, language="nl")
        warm_up_charts()
        read_indexes()
        release = newest_release()
        if release is not None and figures_of(release).exists():
            newest_figures(release)
    except (UnableTo, DatabaseError):
        # Nothing to warm up yet, or a database that is still starting: the first visitor waits a little.
        return
    finally:
        connections.close_all()


def warm_up() -> None:
    """Load the pages' modules at once, and in the background what the first visitor would wait for.

    Modules are loaded before the thread starts: two threads that import the same packages at once can
    each see a half-made one.
    """
    import altair  # noqa: F401

    import kring.connect.queries.candidates  # noqa: F401

    get_resolver().url_patterns  # noqa: B018  (reading it loads every page's module)
    Thread(target=_warm_up, name="warm-up", daemon=True).start()
