"""A toy study with a PTZ camera and a plate camera, its coverage measured for good."""

from __future__ import annotations

from dataclasses import replace

from studies import toy_study
from toy_town import Names

from planner.catalogues.reader import load
from planner.coverage.gaps.every import gaps_of
from planner.coverage.measure import measure
from planner.equipment.recording_rules import recordings_of
from planner.plan import Camera, Preset
from planner.study import Study

PRESETS = (
    Preset(name="Mairie", bearing_deg=85.0, tilt_deg=12.0, hfov_deg=55.0, home=True),
    Preset(name="Vers le moulin", bearing_deg=265.0, tilt_deg=6.0, hfov_deg=20.0),
)


def apart_study(
    *,
    names: Names | None = None,
    presets: tuple[Preset, ...] = PRESETS,
    plate_tilt_deg: float = 6.0,
) -> Study:
    """Make the toy study of three cameras: C01 turns, C02 is there for plates, C03 is fixed.

    Parameters
    ----------
    names : Names, optional
        Free texts; the street is where the plates are.
    presets : tuple of Preset
        Of C01.
    plate_tilt_deg : float
        Of C02; steep, it reads nothing.
    """
    study = toy_study(3, names=names)
    turning, plates, fixed = study.plan.cameras
    cameras = (
        replace(turning, optics=None, model="ptz-4mp", mission="observe", presets=presets),
        _for_plates(plates, plate_tilt_deg),
        replace(fixed, optics=None, model="panoramic-12mp", mission="observe", tilt_deg=0.0),
    )
    plan = replace(study.plan, cameras=cameras)
    catalogue = load(on=plan.date)
    coverage = measure(study.scene, plan, catalogue)
    gaps = gaps_of(study.scene, plan, catalogue, coverage)
    recordings = recordings_of(cameras, study.equipment.streams, catalogue)
    return replace(study, plan=plan, coverage=coverage, gaps=gaps, recordings=recordings)


def _for_plates(camera: Camera, tilt_deg: float) -> Camera:
    return replace(
        camera, optics=None, model="plate-2mp", hfov_deg=17.0, height_m=4.5, tilt_deg=tilt_deg,
        mission="plate",
    )  # fmt: skip
