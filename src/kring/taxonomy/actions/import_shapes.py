"""A file with outlines enters; the shapes of its regions leave, replacing earlier ones of those regions."""

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from kring.ledger.actions.record_fact import record_fact
from kring.taxonomy.formats.shapes import read_shapes
from kring.taxonomy.models import RegionShape


@dataclass(frozen=True)
class ShapesImported:
    """How many outlines of each level are kept, how many features were no region, and whom to name."""

    levels: dict[str, int]
    others: int
    attribution: str


def import_shapes(path: Path, *, by: str, attribution: str = "") -> ShapesImported:
    """Keep the outlines of a GeoJSON or TopoJSON file; twice is once."""
    read = read_shapes(path)
    named = (attribution or read.attribution)[:200]
    levels: dict[str, int] = {}
    with transaction.atomic():
        for shape in read.shapes:
            levels[shape.level] = levels.get(shape.level, 0) + 1
            RegionShape.objects.update_or_create(
                code=shape.code,
                defaults={
                    "level": shape.level,
                    "name": shape.name,
                    "geometry": shape.geometry,
                    "attribution": named,
                    "imported_at": timezone.now(),
                },
            )
        record_fact(
            "shapes_imported",
            object_kind="shapes",
            object_id=path.name[:40],
            actor=by,
            details={"levels": levels},
        )
    return ShapesImported(levels, read.others, named)
