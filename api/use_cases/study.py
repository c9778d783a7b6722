"""Ask for everything: the Study, then its files (docs/reference: a study as files)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from api.render.geo import render_plan_gpkg, render_results
from api.render.map import render_map
from api.render.pdf import render_pdf
from api.render.sheet import render_sheet
from api.sealing import check_place, manifest, pretty_json, write_dossier
from api.study_views import study_view
from api.texts.reader import Texts
from api.use_cases.opening import Opened
from api.use_cases.sources import sources_of
from geodata.snapshot import snapshot_bytes
from planner.pipeline import draw_up
from planner.progress import Progress, silent
from planner.study import Study


def make_study(opened: Opened, *, progress: Progress = silent) -> Study:
    """Work a plan through on its scene.

    Raises
    ------
    VigieError
        When the plan names what the catalogue or the scene does not have.
    """
    sources = sources_of(opened)
    return draw_up(opened.plan, sources, progress=progress)


def make_files(
    study: Study,
    document: Mapping[str, Any],
    texts: Texts,
    *,
    anonymous: bool = False,
    progress: Progress = silent,
) -> dict[str, bytes]:
    """Render every file of a study, ``manifest.json`` last.

    Parameters
    ----------
    study : Study
        What was answered.
    document : Mapping
        The plan file as it was read.
    texts : Texts
        Language of the files.
    anonymous : bool
        Leave positions and names out of what is printed.
    progress : Progress
        Told each file.

    Returns
    -------
    dict of str to bytes
        File name to content, the names of contract 6.
    """
    files: dict[str, bytes] = {}
    progress("render_study", 0.0)
    files["study.json"] = pretty_json(study_view(study, document, texts))
    files["plan.geojson"] = pretty_json(dict(document))
    files["scene.gpkg"] = snapshot_bytes(study.scene, date=study.plan.date)
    progress("render_sheet", 0.2)
    files["depenses.xlsx"] = render_sheet(study, texts)
    progress("render_map", 0.3)
    files["carte.html"] = render_map(study, texts)
    progress("render_geo", 0.45)
    files["plan.gpkg"] = render_plan_gpkg(study, texts)
    files["resultats.geojson"] = render_results(study, texts)
    progress("render_pdf", 0.6)
    files["dossier.pdf"] = render_pdf(study, texts, anonymous=anonymous)
    files["manifest.json"] = manifest(study.made_from, files)
    return files


def write_study(files: Mapping[str, bytes], out: Path, *, zipped: bool = False) -> None:
    """Write the files of a study into a folder, all or nothing.

    Raises
    ------
    SourceError
        When the folder cannot be written or holds something else.
    """
    write_dossier(files, out, zip_path=_archive(out) if zipped else None)


def check_out(out: Path, *, zipped: bool = False) -> None:
    """Refuse a place where the files of a study cannot go, before any work.

    Raises
    ------
    SourceError
        Those of `check_place`.
    """
    check_place(out, zip_path=_archive(out) if zipped else None)


def _archive(out: Path) -> Path:
    """Give the place of the archive, beside the folder; ``.`` and ``..`` have a name too."""
    named = out if out.name not in {"", ".."} else out.resolve()
    return named.with_name(named.name + ".zip")
