"""Foreign keys point upstream only: a table never refers to one of a later stage."""

import tomllib

from django.apps import apps

from tests.promises.project import ROOT


def layers() -> dict[str, int]:
    """Each package's height in the first import contract: a low number is early in the flow."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    rows = reversed(contracts[0]["layers"])
    return {name.strip(): height for height, row in enumerate(rows) for name in row.split("|")}


def test_foreign_keys_point_upstream() -> None:
    height = layers()
    wrong = []
    for model in apps.get_models(include_auto_created=True):
        source = model._meta.app_config.name
        for field in model._meta.get_fields():
            target_model = field.related_model if field.is_relation and not field.auto_created else None
            target = target_model._meta.app_config.name if hasattr(target_model, "_meta") else None
            if (
                not (source.startswith("kring.") and target and target.startswith("kring."))
                or source == target
            ):
                continue
            if height[target] >= height[source]:
                wrong.append(f"{model.__name__}.{field.name} ({source}) points at {target}")
    assert not wrong, "\n".join(wrong)


def test_every_package_with_tables_has_its_place_in_the_flow() -> None:
    with_tables = {
        model._meta.app_config.name for model in apps.get_models() if model.__module__.startswith("kring.")
    }
    assert with_tables
    assert with_tables <= set(layers())
