"""Follows the fact that somebody asked for an import, and carries it out."""

from datetime import date

from kring.ledger.jobs import on_fact
from kring.ledger.models import Fact
from kring.parties.models import Person
from kring.parties.queries import actor_of
from kring.sense.models import ImportRequest
from kring.sense.models.request import BUSY


@on_fact("import_requested")
def import_what_was_uploaded(fact: Fact) -> None:
    """Carry out the import once; a second call for the same fact finds it done, or somebody at it.

    A task whose worker was killed comes here again: its import goes on where the process left it.
    """
    # Brings the engines with it: every command and every worker loads this module, few carry out an import.
    from kring.sense.actions.carry_out_import import carry_out_import
    from kring.sense.models.lake import somebody_imports

    request = ImportRequest.objects.filter(pk=fact.object_id, state__in=BUSY).first()
    if request is None or (request.state != "waiting" and somebody_imports()):
        return
    person = Person.objects.filter(pk=request.by).first()
    carry_out_import(request=request, actor=actor_of(person), today=date.today())
