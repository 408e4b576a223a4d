"""Imports ESCO's official CSV files into an empty data folder and prints one JSON line with the times.

Run: python benchmarks/import_taxonomy.py PATH… (folder, zip or CSV files). Progress goes to standard error.
Set-up of the tables is not counted; compiling the vocabulary for the engine is, apart.
"""

import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]


def main(paths: list[Path]) -> int:
    """Import twice, compile once, print the figures."""
    if not paths:
        print("give the path of ESCO's CSV files", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        os.environ["KRING_DATA"] = folder
        os.environ.pop("DATABASE_URL", None)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        import django

        django.setup()
        from kring.cli.setting_up import set_up_tables
        from kring.taxonomy.actions.import_taxonomy import import_taxonomy
        from kring.taxonomy.models import Concept, Label
        from kring.taxonomy.queries.vocabularies import compiled_path

        set_up_tables()
        times = []
        for _ in range(2):
            started = time.monotonic()
            import_taxonomy(paths, by="benchmark")
            times.append(round(time.monotonic() - started, 2))
        started = time.monotonic()
        compiled_path("all")
        compiling = round(time.monotonic() - started, 2)
        skills = Concept.objects.filter(release__vocabulary="esco", kind="skill")
        figures = {
            "benchmark": "import_taxonomy",
            "seconds": times[0],
            "seconds_second_time": times[1],
            "seconds_to_compile_all": compiling,
            "skills": skills.values("uri").distinct().count(),
            "alternative_labels": Label.objects.filter(concept__in=skills, kind="alternative").count(),
            "largest_process_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        }
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main([Path(argument) for argument in sys.argv[1:]]))
