"""Records of explanations: why a point is seen or not, why ground of a zone is missing.

Nothing is a sentence: reasons are codes, obstacles are named by their ids. Lengths in m, angles
in degrees, densities in px/m, areas in m2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from planner.optics import DensityModel

Reason = Literal[
    "behind",  # behind the plane of the lens
    "left",  # beyond the left edge of the picture
    "right",
    "too_near",  # under the lower edge: the dead zone at the foot
    "too_high",  # above the upper edge
    "too_coarse",  # fewer px/m than the lowest level
    "beyond_range",  # farther than the optics' own range
    "inside",  # in the footprint of a building
    "hidden",  # something stands in the way
]
"""Why a camera does not see a point. Several may hold together."""

MissingReason = Literal[
    "density", "hidden", "too_near", "out_of_frame", "out_of_reach", "no_camera"
]
"""Why ground of a zone is not covered: see ``planner.coverage.reasons.missing``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """Something that may stand in the way.

    Attributes
    ----------
    id : str
        Of the building or wall; empty for the relief.
    kind : str
        ``building``, the kind of a wall (wall, hedge, fence), or ``relief``.
    name : str
        Empty when it has none.
    height_m, base_m : float
        Top and underside above its own ground. For the relief: the ground itself, above the
        foot of the camera, and 0.
    height_status : {'measured', 'levels', 'assumed'}
        How the height is known.
    """

    id: str
    kind: str
    name: str = ""
    height_m: float
    base_m: float = 0.0
    height_status: str = "assumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hider:
    """An obstacle that hides a point from a lens.

    Attributes
    ----------
    obstacle : Obstacle
    distance_m : float
        From the lens to where the sight line is lowest over it, horizontal.
    line_m : float
        Height of the sight line there, above the obstacle's ground.
    least_base_m : float or None
        Lowest underside under which the point would be seen; None when it stands on the ground.
    lens_over_m : float
        Height above ground of a lens, at the same place, that sees over it.
    """

    obstacle: Obstacle
    distance_m: float
    line_m: float
    least_base_m: float | None
    lens_over_m: float

    @property
    def most_height_m(self) -> float:
        """How high it may be at most for the point to be seen over it: as high as the line."""
        return self.line_m


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelAhead:
    """The next finer level, and the horizontal distance from the camera where it begins.

    ``distance_m`` is along the direction of the point; None when the level is nowhere in the
    picture that way.
    """

    name: str
    min_px_per_m: float
    distance_m: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """How one camera stands to a point.

    Attributes
    ----------
    camera : str
    sensor : int
        Which of its sensors, from 0: the one that sees it best, or misses it least.
    target_m : float
        Height above ground that all this is about. Of several heights that must be seen: the
        first one that is not, else the one with the least density.
    distance_m, slant_m : float
        From the lens to the target: on the ground, and in space.
    depth_m : float
        Along the optical axis (the distance, for a panoramic head).
    depression_deg : float
        Of the target below the horizon of the lens.
    off_axis_deg : float
        From the bearing to the point, on the ground: right is positive.
    density_px_per_m : float
        Across the picture; 0 behind the lens.
    vertical_px_per_m : float or None
        On an upright person; None for a panoramic head and behind the lens.
    density_model : str
        How the density is worked out (``planner.optics.DensityModel``).
    level : str
        Finest level of the density, empty under the lowest.
    next_level : LevelAhead or None
        The next finer one, None at the finest.
    near_limit_m, far_limit_m : float or None
        Where the picture begins and ends on the axis at the target's height; None when endless.
    range_m : float or None
        The optics' own range.
    in_reach : bool
        Whether it would have the lowest level there if it looked that way, obstacles ignored.
    reasons : tuple of str
        Every reason why it is not seen (``Reason``); empty when it is.
    hidden_by : tuple of Hider
        What stands in the way, the nearest to the lens first, in the picture or not.
    """

    camera: str
    sensor: int
    target_m: float
    distance_m: float
    slant_m: float
    depth_m: float
    depression_deg: float
    off_axis_deg: float
    density_px_per_m: float
    vertical_px_per_m: float | None
    density_model: DensityModel
    level: str
    next_level: LevelAhead | None
    near_limit_m: float | None
    far_limit_m: float | None
    range_m: float | None
    in_reach: bool
    reasons: tuple[Reason, ...]
    hidden_by: tuple[Hider, ...]

    @property
    def seen(self) -> bool:
        """Whether the camera sees the point at the lowest level or better."""
        return not self.reasons

    @property
    def lens_over_all_m(self) -> float | None:
        """Height of a lens that sees over everything in the way, None when nothing is."""
        return max((hider.lens_over_m for hider in self.hidden_by), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PointExplanation:
    """A point of the ground and every camera.

    Attributes
    ----------
    x, y : float
        Scene's CRS.
    targets_m : tuple of float
        Heights above ground that must all be seen.
    inside : tuple of Obstacle
        The buildings whose footprint holds the point.
    sights : tuple of Sight
        One per camera: those that see it first, the densest first; then those that miss it
        the least.
    """

    x: float
    y: float
    targets_m: tuple[float, ...]
    inside: tuple[Obstacle, ...]
    sights: tuple[Sight, ...]

    @property
    def seen_by(self) -> tuple[str, ...]:
        """Ids of the cameras that see it, the densest first."""
        return tuple(sight.camera for sight in self.sights if sight.seen)


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraPart:
    """What a camera has to do with missing ground: how much of it, and its density there.

    Each piece of ground is counted for one camera, the one nearest to covering it. The density
    goes from the worst to the best; it is 0 where the ground is in no picture of that camera.
    """

    camera: str
    area_m2: float
    worst_px_per_m: float
    best_px_per_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HidingPart:
    """What an obstacle hides of a zone.

    Attributes
    ----------
    obstacle : Obstacle
    cameras : tuple of str
        From which cameras.
    area_m2 : float
        What it hides; what two obstacles hide together counts for both.
    alone_m2 : float
        What it is alone to hide: seen if it were gone.
    half_height_m, all_height_m : float
        How high it may be at most to stop hiding half of ``area_m2``, and all of it. For the
        relief: of the ground, above the foot of the camera.
    half_lens_m, all_lens_m : float or None
        Height above ground of a lens that sees half of it over the relief, and all of it; None
        for what is built.
    """

    obstacle: Obstacle
    cameras: tuple[str, ...]
    area_m2: float
    alone_m2: float
    half_height_m: float
    all_height_m: float
    half_lens_m: float | None = None
    all_lens_m: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingPart:
    """Ground of a zone that is missing for one reason.

    Attributes
    ----------
    reason : str
        See ``planner.coverage.reasons.missing``.
    area_m2 : float
    share : float
        Of the zone.
    asked_px_per_m : float
        Density that the zone asks for.
    cameras : tuple of CameraPart
        The cameras concerned, the largest area first.
    hiders : tuple of HidingPart
        What hides it, the largest area first; for ``hidden`` only.
    place : tuple of float
        A point inside its largest piece, in the scene's CRS.
    """

    reason: MissingReason
    area_m2: float
    share: float
    asked_px_per_m: float
    cameras: tuple[CameraPart, ...]
    hiders: tuple[HidingPart, ...]
    place: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneMissing:
    """What is missing in a zone: its parts add up to ``area_m2``, the largest first."""

    id: str
    area_m2: float
    parts: tuple[MissingPart, ...]
