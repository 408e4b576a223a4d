"""Follows the fact that somebody asked for an import, and carries it out."""

from datetime import date

from kring.ledger.jobs import on_fact
from kring.ledger.models import Fact
from kring.parties.models import Person
from kring.parties.queries import actor_of
from kring.sense.models import ImportRequest


@on_fact("import_requested")
def import_what_was_uploaded(fact: Fact) -> None:
    """Carry out the import once; a second call for the same fact finds it no longer waiting."""
    # Brings the engines with it: every command and every worker loads this module, few carry out an import.
    from kring.sense.actions.carry_out_import import carry_out_import

    request = ImportRequest.objects.filter(pk=fact.object_id, state="waiting").first()
    if request is None:
        return
    person = Person.objects.filter(pk=request.by).first()
    carry_out_import(request=request, actor=actor_of(person), today=date.today())
