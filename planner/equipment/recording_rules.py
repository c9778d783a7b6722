"""The order of 3 August 2007 on recorded pictures, stream by stream and for the whole system.

As its articles and technical annex are quoted by the sources of the law file (``law``): a stored
stream in narrow view has at least 704 x 576 pixels, or fewer when thumbnails of faces of 90 x 60
pixels can be drawn from it, and 12 images a second when it mainly films people moving fast; any
other has at least 352 x 288 pixels and 6 images a second. Narrow or wide is a matter of use, not
of lens: here the camera's mission decides. On the public way people pass, so every narrow view is
asked 12 images a second, plates included: the stricter reading, not the text's own words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from planner.catalogues.model import Catalogue
from planner.coverage.engine.eyes import eyes_of
from planner.equipment.model import Storage, Stream
from planner.findings import Finding, note
from planner.optics import Panoramic, focal_length_px, panoramic_reach
from planner.plan import Camera

View = Literal["narrow", "wide", "to_state"]
Verdict = Literal["holds", "fails", "to_state"]

ORDER = "arrêté du 3 août 2007"
NARROW_LEAST = (704, 576, 12.0)  # pixels, pixels, images a second
WIDE_LEAST = (352, 288, 6.0)
THUMBNAIL_PX = (90, 60)  # height and width of a face that stands
FACE_M = (0.24, 0.16)  # hypothesis: a face from chin to crown, and its width
DIGITAL_FROM = 8  # cameras, from which the store must be digital

_VIEWS: dict[str, View] = {
    "detect": "wide",
    "observe": "wide",
    "recognise": "narrow",
    "identify": "narrow",
    "plate": "narrow",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One rule of the order held against what is planned.

    Attributes
    ----------
    rule : str
        Code of the rule: definition, thumbnail, rate, objective, sizing, digital, log, export.
    article : str
        Id of the text in the law file (``planner.catalogues.reader.law``).
    asked, found : tuple of float
        Pixels; images a second; for thumbnails, pixels asked and metres from the lens within
        which they are had; cameras; empty where the rule has no figure.
    verdict : {'holds', 'fails', 'to_state'}
        ``to_state`` when the plan cannot tell and somebody must.
    """

    rule: str
    article: str
    asked: tuple[float, ...] = ()
    found: tuple[float, ...] = ()
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedStream:
    """A stored stream and its rules."""

    stream: Stream
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What a camera stores, held against the order. ``view`` is that of its mission."""

    camera: str
    view: View
    streams: tuple[RecordedStream, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """The worst verdict of its rules, thumbnails standing for a definition that is short."""
        return worst([check for one in self.streams for check in one.checks])


def view_of_mission(camera: Camera) -> View:
    """Give the view that a camera's mission calls for: narrow, wide, or to be stated."""
    return "to_state" if camera.mission is None else _VIEWS[camera.mission]


def least_of(camera: Camera) -> tuple[int, int, float]:
    """Give the least width and height in px and images a second of a camera's stored streams.

    A mission that is not stated counts as narrow.
    """
    return WIDE_LEAST if view_of_mission(camera) == "wide" else NARROW_LEAST


def recordings_of(
    cameras: Sequence[Camera], streams: Sequence[Stream], catalogue: Catalogue
) -> tuple[Recording, ...]:
    """Hold the stored streams of cameras against the order.

    Parameters
    ----------
    cameras : sequence of Camera
        Those of the plan.
    streams : sequence of Stream
        ``Equipment.streams``: several per camera for a head of several sensors.
    catalogue : Catalogue
        Where models are looked up, for thumbnails.

    Returns
    -------
    tuple of Recording
        One per camera, in the plan's order.

    Raises
    ------
    CatalogueError, PlanError
        As ``planner.coverage.engine.eyes.eyes_of``, for a camera whose definition is short.
    """
    return tuple(
        _recording(camera, [one for one in streams if one.camera == camera.id], catalogue)
        for camera in cameras
    )


def system_checks(cameras: Sequence[Camera], storage: Storage) -> tuple[Check, ...]:
    """Hold the whole system against the order.

    Parameters
    ----------
    cameras : sequence of Camera
        Those of the plan, whose objectives must be stated.
    storage : Storage
        The sizing note; its recorder is digital.

    Returns
    -------
    tuple of Check
        Objectives, sizing, digital store, log of actions, export. The last two are the
        supplier's to state: the plan buys a recorder, it does not choose its software.
    """
    stated = sum(camera.mission is not None for camera in cameras)
    count = float(len(cameras))
    return (
        Check(
            rule="objective",
            article=f"{ORDER} (objectif de chaque caméra)",
            asked=(count,),
            found=(float(stated),),
            verdict="holds" if stated == len(cameras) else "to_state",
        ),
        Check(
            rule="sizing",
            article=f"{ORDER} (note de calcul)",
            found=(storage.usable_tb,),
            verdict="to_state" if storage.days_assumed else "holds",
        ),
        Check(
            rule="digital",
            article=f"{ORDER} (support numérique)",
            asked=(float(DIGITAL_FROM),),
            found=(count,),
            verdict="holds",
        ),
        Check(rule="log", article=f"{ORDER} (journal)", verdict="to_state"),
        Check(rule="export", article=f"{ORDER} (export)", verdict="to_state"),
    )


def worst(checks: Sequence[Check]) -> Verdict:
    """Give the worst verdict of rules; a thumbnail that is had stands for the definition."""
    verdicts = {check.rule: check.verdict for check in checks}
    spared = verdicts.get("thumbnail", "fails") != "fails"
    told = {check.verdict for check in checks if not (spared and check.rule == "definition")}
    return "fails" if "fails" in told else "to_state" if "to_state" in told else "holds"


def _recording(camera: Camera, streams: Sequence[Stream], catalogue: Catalogue) -> Recording:
    view = view_of_mission(camera)
    recorded = tuple(
        RecordedStream(stream=one, checks=_checks(camera, rank, one, catalogue))
        for rank, one in enumerate(streams)
    )
    findings: list[Finding] = []
    if view == "to_state":
        findings.append(note("view_to_state", subject=camera.id))
    reach = [check.found[0] for one in recorded for check in one.checks if _spares(check)]
    if reach:
        findings.append(note("thumbnails_within", subject=camera.id, distance_m=min(reach)))
    return Recording(camera=camera.id, view=view, streams=recorded, findings=tuple(findings))


def _spares(check: Check) -> bool:
    return check.rule == "thumbnail" and check.verdict != "fails"


def _checks(camera: Camera, rank: int, stream: Stream, catalogue: Catalogue) -> tuple[Check, ...]:
    width, height, rate = least_of(camera)
    unsaid = camera.mission is None
    large = stream.width_px >= width and stream.height_px >= height
    fast = stream.fps >= rate
    definition = Check(
        rule="definition",
        article=f"{ORDER} (définition)",
        asked=(float(width), float(height)),
        found=(float(stream.width_px), float(stream.height_px)),
        verdict=_verdict(large, unsaid=unsaid),
    )
    cadence = Check(
        rule="rate",
        article=f"{ORDER} (cadence)",
        asked=(rate,),
        found=(stream.fps,),
        verdict=_verdict(fast, unsaid=unsaid),
    )
    if large or (width, height, rate) == WIDE_LEAST:
        return (definition, cadence)
    return (definition, _thumbnail(camera, rank, catalogue), cadence)


def _verdict(enough: bool, *, unsaid: bool) -> Verdict:  # noqa: FBT001 - the one thing asked
    """Tell whether a rule holds; enough for the stricter view is enough, whatever the mission."""
    if enough:
        return "holds"
    return "to_state" if unsaid else "fails"


def _thumbnail(camera: Camera, rank: int, catalogue: Catalogue) -> Check:
    """Tell within which distance a face has 90 x 60 pixels, on the axis of the lens."""
    eyes, _ = eyes_of(camera, catalogue)
    optics = eyes[min(rank, len(eyes) - 1)].optics
    needed = max(pixels / metres for pixels, metres in zip(THUMBNAIL_PX, FACE_M, strict=True))
    if isinstance(optics, Panoramic):
        within = panoramic_reach(optics, needed)
    else:
        within = focal_length_px(optics.width_px, optics.hfov_deg) / needed
    return Check(
        rule="thumbnail",
        article=f"{ORDER} (vignettes)",
        asked=(float(THUMBNAIL_PX[0]), float(THUMBNAIL_PX[1])),
        found=(within,),
        verdict="to_state",
    )
