"""What several parts of the dossier need to know of a study, worked out once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import shapely
from shapely import Point

from planner.catalogues.model import Catalogue, Label, Level, Standard
from planner.coverage.model import CameraCoverage
from planner.coverage.reasons.model import ZoneMissing
from planner.dossier.ledger import Ledger, write_up
from planner.dossier.model import Content, Fingerprint, Own, Sector, State, Translated, say
from planner.dossier.sectors import cut_into_sectors
from planner.estimate.model import Line
from planner.funding.model import PlannedAid
from planner.plan import Camera
from planner.scene.model import Scene
from planner.study import Study

_NEAR_M = 60.0  # a street farther than this does not name a place


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A study with what is drawn from it for the dossier.

    Attributes
    ----------
    study : Study
    catalogue : Catalogue
        Names of models, levels and schemes.
    anonymous : bool
        Whether positions are left out.
    sectors : tuple of Sector
        One per detail plan.
    seen : Mapping of str to CameraCoverage
        By camera.
    places : Mapping of str to Content
        Where each camera stands, in words.
    ledger : Ledger
        The bill in whole euros.
    missing : tuple of ZoneMissing
        What each zone misses and why, in the order of the coverage's.
    """

    study: Study
    catalogue: Catalogue
    anonymous: bool
    sectors: tuple[Sector, ...]
    seen: Mapping[str, CameraCoverage]
    places: Mapping[str, Content]
    ledger: Ledger
    missing: tuple[ZoneMissing, ...]

    @property
    def cameras(self) -> tuple[Camera, ...]:
        """Cameras of the plan."""
        return self.study.plan.cameras

    @property
    def standard(self) -> Standard:
        """The scale of densities that was used."""
        return self.catalogue.standards[self.study.coverage.standard]

    @property
    def translated(self) -> bool:
        """Whether the French names of the levels are the tool's own, the norm not being read."""
        return self.standard.status == "hypothesis"

    def level_name(self, level: Level) -> Label | Translated:
        """Name a level, with its English name beside a translation of ours."""
        return Translated(label=level.label) if self.translated else level.label

    def level(self, name: str) -> Level:
        """Give a level of the standard."""
        return next(level for level in self.standard.levels if level.name == name)

    def scheme_label(self, scheme: str) -> Content:
        """Give the name of a scheme, its id when the catalogue does not know it."""
        known = self.catalogue.schemes.get(scheme)
        return (known.label,) if known is not None else (Own(text=scheme),)

    def funder(self, scheme: str) -> Content:
        """Give who stands behind a scheme, its id when the catalogue does not know it."""
        known = self.catalogue.schemes.get(scheme)
        return (Own(text=scheme if known is None else known.funder),)

    def model_label(self, camera: Camera) -> Content:
        """Give the name of a camera's model; optics of the plan win over the model."""
        model = self.catalogue.cameras.get(camera.model)
        if model is None or camera.optics is not None:
            return (say("camera.own_optics"),)
        return (model.label,)

    def title(self) -> Content:
        """Give the project's title."""
        title = self.study.plan.title
        return (Own(text=title),) if title else (say("untitled"),)

    @property
    def aid_cents(self) -> int:
        """Aids of the financing plan together, cents."""
        return sum(amount_of(aid) for aid in self.study.funding.plan.aids)

    @property
    def seal(self) -> Fingerprint:
        """The beginning of the input hash."""
        return Fingerprint(digits=self.study.made_from.input_hash[:12])


def assumed_heights(scene: Scene) -> tuple[int, int]:
    """Count the buildings whose height is assumed, and all of them, as their source counts.

    A town read from a source says so in a finding, in outlines; a town drawn by hand is counted
    building by building.
    """
    for finding in scene.findings:
        if finding.code == "heights_assumed":
            values = dict(finding.values)
            return int(str(values["count"])), int(str(values["total"]))
    assumed = sum(building.height_status == "assumed" for building in scene.buildings)
    return assumed, len(scene.buildings)


def gather(study: Study, catalogue: Catalogue, *, anonymous: bool) -> Facts:
    """Work out what the parts of the dossier share.

    Parameters
    ----------
    study : Study
    catalogue : Catalogue
    anonymous : bool
        Leave positions out.
    """
    return Facts(
        study=study,
        catalogue=catalogue,
        anonymous=anonymous,
        sectors=cut_into_sectors(study.coverage.cameras),
        seen={camera.id: camera for camera in study.coverage.cameras},
        places=_places(study),
        ledger=write_up(study.estimate),
        missing=study.missing,
    )


def _places(study: Study) -> dict[str, Content]:
    return {
        camera.id: (Own(text=camera.label),)
        if camera.label
        else street_near(camera.position, study.scene)
        for camera in study.plan.cameras
    }


def street_near(place: Point, scene: Scene) -> Content:
    """Name a place by the nearest named street, within 60 m; nothing beyond."""
    named = [street for street in scene.streets if street.name]
    if not named:
        return ()
    distances = shapely.distance(np.array([s.line for s in named], dtype=object), place)
    nearest = int(np.argmin(distances))
    return (Own(text=named[nearest].name),) if distances[nearest] <= _NEAR_M else ()


def amount_of(aid: PlannedAid) -> int:
    """Give what an aid brings: what is granted, else what is asked, cents."""
    return aid.granted_cents or aid.asked_cents


def state_of(line: Line) -> State:
    """Give the mark of a price: only a quote or a price read in a current source is sure."""
    if line.status == "quote":
        return "D"
    return "V" if line.status == "verified" else "H"


def share_of(part: float, whole: float) -> float:
    """Give a share, 0 when there is no whole."""
    return part / whole if whole else 0.0


def decimal_share(rate: Decimal | None) -> float | None:
    """Give a rate as a share for printing."""
    return None if rate is None else float(rate)
