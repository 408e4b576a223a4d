"""Writes a tiny standard in ESCO's official CSV layout: five skills, two occupations, their relations."""

import csv
import zipfile
from collections.abc import Iterable
from pathlib import Path

SKILL, JOB, GROUP = (
    "http://data.europa.eu/esco/skill/",
    "http://data.europa.eu/esco/occupation/",
    "http://data.europa.eu/esco/isced-f/",
)
SKILL_COLUMNS = (
    "conceptType", "conceptUri", "skillType", "reuseLevel", "preferredLabel", "altLabels", "hiddenLabels",
    "status", "modifiedDate", "scopeNote", "definition", "inScheme", "description",
)  # fmt: skip
JOB_COLUMNS = (
    "conceptType", "conceptUri", "iscoGroup", "preferredLabel", "altLabels", "hiddenLabels", "status",
    "modifiedDate", "regulatedProfessionNote", "scopeNote", "definition", "inScheme", "description", "code",
)  # fmt: skip
SCHEME = "http://data.europa.eu/esco/concept-scheme/skills"
# (slug, type, preferred, alternatives); hidden characters, doubled labels and double spaces are on purpose.
SKILLS = (
    ("bake", "skill/competence", "bake bread", "baking bread\nBake Bread\nbake\u00a0loaves\nbake  loaves"),
    ("oven", "knowledge", "types\u200b of oven", "ovens\n\nkinds of oven\n ovens "),
    ("taste", "skill/competence", "taste dough", ""),
    ("plan", "skill/competence", "plan shifts", "make a rota"),
    ("sell", "skill/competence", "sell cakes", "sell cake"),
)


def write_csv(path: Path, columns: Iterable[str], rows: Iterable[dict[str, str]]) -> Path:
    """Write one table with a header."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(columns), restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def skill_rows() -> list[dict[str, str]]:
    """Return the rows of skills_en.csv."""
    return [
        {
            "conceptType": "KnowledgeSkillCompetence", "conceptUri": SKILL + slug, "skillType": kind,
            "reuseLevel": "sector-specific", "preferredLabel": preferred, "altLabels": alternatives,
            "status": "released", "inScheme": SCHEME, "description": f"About: {preferred}.",
        }
        for slug, kind, preferred, alternatives in SKILLS
    ]  # fmt: skip


def job_rows() -> list[dict[str, str]]:
    """Return the rows of occupations_en.csv."""
    return [
        {
            "conceptType": "Occupation", "conceptUri": JOB + slug, "iscoGroup": "7512",
            "preferredLabel": label, "altLabels": other,
            "status": "released", "inScheme": SCHEME, "code": "7512.1",
        }
        for slug, label, other in (("baker", "baker", "bread maker"), ("seller", "cake seller", ""))
    ]  # fmt: skip


def write_folder(folder: Path) -> Path:
    """Write the whole standard as a folder with the official file names."""
    write_csv(folder / "skills_en.csv", SKILL_COLUMNS, skill_rows())
    write_csv(folder / "occupations_en.csv", JOB_COLUMNS, job_rows())
    relation = {"occupationUri": JOB + "baker", "relationType": "essential", "skillType": "skill/competence"}
    write_csv(
        folder / "occupationSkillRelations.csv",
        ("occupationUri", "relationType", "skillType", "skillUri"),
        [{**relation, "skillUri": SKILL + slug} for slug in ("bake", "taste")],
    )
    write_csv(
        folder / "skillSkillRelations.csv",
        ("originalSkillUri", "originalSkillType", "relationType", "relatedSkillType", "relatedSkillUri"),
        [{"originalSkillUri": SKILL + "bake", "relationType": "optional", "relatedSkillUri": SKILL + "oven"}],
    )
    write_csv(
        folder / "broaderRelationsSkillPillar.csv",
        ("conceptType", "conceptUri", "broaderType", "broaderUri"),
        [{"conceptUri": SKILL + "bake", "broaderUri": SKILL + "taste"}],
    )
    write_csv(
        folder / "conceptSchemes_en.csv",
        ("conceptType", "conceptSchemeUri", "preferredLabel"),
        [{"conceptType": "ConceptScheme", "conceptSchemeUri": SCHEME}],
    )
    return folder


def write_zip(folder: Path, target: Path) -> Path:
    """Pack a folder as the official download does."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.glob("*.csv")):
            archive.write(file, file.name)
    return target


def write_partial_dutch(path: Path) -> Path:
    """Write a table of a few columns: Dutch names by URI, one of them unknown."""
    rows = [("bake", "brood bakken"), ("plan", "diensten plannen"), ("gone", "verdwenen")]
    return write_csv(
        path,
        ("conceptType", "conceptUri", "preferredLabel"),
        [{"conceptUri": SKILL + slug, "preferredLabel": label} for slug, label in rows],
    )
