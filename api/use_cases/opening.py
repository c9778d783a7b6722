"""Open a scene and a plan together, and refuse what cannot be worked on before any work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any

from api.sealing import input_hash, scene_digest
from geodata.assemble import assemble
from geodata.demo_plan import demo_plan
from geodata.plans import check_against_scene, parse_plan, read_plan
from planner.catalogues.model import Catalogue
from planner.catalogues.reader import load
from planner.coverage.standing import settle
from planner.plan import Plan, PriceOverride
from planner.progress import Progress, silent
from planner.scene.model import Scene
from planner.scene.public_space import PublicSpace, public_space
from planner.study import MadeFrom

DEMO = "demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A plan on its scene, ready to be worked through.

    ``document`` is the plan file as it was read, unknown members included.
    """

    scene: Scene
    plan: Plan
    document: Mapping[str, Any]
    catalogue: Catalogue
    public: PublicSpace


def open_study(
    scene: str,
    plan: str,
    *,
    terrain: str | None = None,
    prices: tuple[PriceOverride, ...] = (),
    progress: Progress = silent,
) -> Opened:
    """Read a scene and a plan.

    Parameters
    ----------
    scene : str
        Path of a town file, or ``demo``.
    plan : str
        Path of a plan file, or ``demo``.
    terrain : str, optional
        Path of a raster of ground heights.
    prices : tuple of PriceOverride
        Quotes that win over the plan's own and the catalogue's.
    progress : Progress
        Told while the town is read.

    Raises
    ------
    VigieError
        With the code of what is wrong, and where.
    """
    progress("scene", 0.0)
    town = assemble(scene, terrain=terrain, progress=progress)
    document = demo_plan() if plan == DEMO else read_plan(Path(plan)).raw
    return settle_on(town, document, prices=prices)


def settle_on(
    town: Scene, document: Mapping[str, Any], *, prices: tuple[PriceOverride, ...] = ()
) -> Opened:
    """Parse a plan document on a scene already read, and put each camera where it can stand.

    Raises
    ------
    VigieError
        When the document is no plan, or does not belong to this town.
    """
    asked = parse_plan(document, town.crs)
    check_against_scene(asked, town)
    public = public_space(town)
    settled = settle(asked, town, public)
    overridden = {override.item for override in prices}
    kept = tuple(override for override in settled.prices if override.item not in overridden)
    plan = replace(settled, prices=kept + prices)
    return Opened(
        scene=town, plan=plan, document=document, catalogue=load(on=plan.date), public=public
    )


def made_from(opened: Opened) -> MadeFrom:
    """Give the fingerprint of everything a study is made from."""
    program = program_version()
    document = {**opened.document, "_prices": [repr(price) for price in opened.plan.prices]}
    return MadeFrom(
        input_hash=input_hash(
            document, scene_digest(opened.scene), opened.catalogue.sha256, program
        ),
        program=program,
        catalogue_date=opened.catalogue.date,
        scene=opened.scene.name,
    )


def program_version() -> str:
    """Give the program's name and version, as printed on every result."""
    return f"vigie {metadata.version('vigie')}"
