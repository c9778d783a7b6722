"""Points: cameras put together by what carries them, and all that a plan needs to run.

One point is one support: a mast of the plan with its cameras; a new mast shared by cameras that
say ``mast``, name none and stand within 1 m of each other; or a facade, a lamp or a pole with the
cameras of that support within 1 m. Near is transitive, so the order of cameras changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely import STRtree

from planner.catalogues.model import CameraModel, Catalogue
from planner.equipment import control_room, power, storage, streams
from planner.equipment.model import Body, Counts, Equipment, Stream, VideoPoint
from planner.errors import PlanError
from planner.findings import Finding, warning
from planner.plan import Camera, Mast, Plan, Status
from planner.scene.model import Scene

SHARED_M = 1.0
_ROUNDING_M = 0.002  # coordinates are kept to the millimetre
TALLEST_MAST_M = 8.0  # of the catalogue


@dataclass(frozen=True, slots=True)
class _Fitted:
    """A camera with its model and what it records."""

    camera: Camera
    model: CameraModel
    streams: tuple[Stream, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """Cameras on one support, in the plan's order; ``mast`` when the plan drew it."""

    fitted: tuple[_Fitted, ...]
    mast: Mast | None = None

    @property
    def cameras(self) -> tuple[Camera, ...]:
        """The cameras alone."""
        return tuple(one.camera for one in self.fitted)


def equip(plan: Plan, scene: Scene, catalogue: Catalogue) -> Equipment:
    """Work out what must be bought for a plan to run, the network apart.

    Parameters
    ----------
    plan : Plan
        Cameras and masts, in the scene's CRS.
    scene : Scene
        Lamps and buildings, for the power that the plan does not say.
    catalogue : Catalogue
        Camera models.

    Returns
    -------
    Equipment
        Points in the plan's order of cameras, streams, storage, screens, counts and findings.

    Raises
    ------
    PlanError
        ``mast_unknown`` when a camera names a mast that the plan does not have.
    CatalogueError
        ``unknown_model`` when a camera names a model that the catalogue does not have.
    """
    fitted = [_fit(camera, catalogue) for camera in plan.cameras]
    feeds = power.feeds_of(scene, plan.supervision)
    groups = _groups(fitted, plan.masts)
    points = tuple(_point(group, feeds) for group in groups)
    bodies = tuple(_bodies(groups, points, plan.cameras))
    recorded = tuple(stream for one in fitted for stream in one.streams)
    room = storage.storage_of(recorded, plan.retention_days)
    new = [point for point in points if point.new_cameras]
    assumed = [(point.id, point.power) for point in new if point.power_assumed]
    return Equipment(
        points=points,
        streams=recorded,
        storage=room,
        screens=control_room.screens_for(room, plan.supervision),
        bodies=bodies,
        counts=_counts(len(points), bodies),
        new_counts=_counts(len(new), [body for body in bodies if body.status == "new"]),
        findings=(
            *(said for one in fitted for said in streams.look_at(one.camera, one.streams)),
            *_look_at(groups, points, plan.masts),
            *power.look_at(assumed, feeds),
            *storage.look_at(room, recorded),
            *control_room.look_at(bodies, plan, catalogue),
        ),
    )


def _fit(camera: Camera, catalogue: Catalogue) -> _Fitted:
    model = streams.model_of(camera, catalogue)
    return _Fitted(camera, model, streams.streams_of(camera, model))


def _groups(fitted: Sequence[_Fitted], masts: Sequence[Mast]) -> list[_Group]:
    """Put cameras together by support, groups in the order of their first camera."""
    known = {mast.id: mast for mast in masts}
    by_support: defaultdict[tuple[str, str], list[_Fitted]] = defaultdict(list)
    for one in fitted:
        if one.camera.mast and one.camera.mast not in known:
            raise PlanError("mast_unknown", camera=one.camera.id, mast=one.camera.mast)
        support = "mast" if one.camera.mast else one.camera.support
        by_support[one.camera.mast, support].append(one)
    groups: list[_Group] = []
    for (mast, _), members in by_support.items():
        if mast:
            groups.append(_Group(tuple(members), known[mast]))
        else:
            groups += [_Group(cluster) for cluster in _clusters(members)]
    rank = {one.camera.id: k for k, one in enumerate(fitted)}
    return sorted(groups, key=lambda group: rank[group.cameras[0].id])


def _clusters(members: Sequence[_Fitted]) -> Iterator[tuple[_Fitted, ...]]:
    """Give the sets of cameras linked by steps of at most 1 m."""
    places = [one.camera.position for one in members]
    here, there = STRtree(places).query(
        places, predicate="dwithin", distance=SHARED_M + _ROUNDING_M
    )
    near = coo_array((np.ones(len(here)), (here, there)), shape=(len(places), len(places)))
    count, labels = connected_components(near, directed=False)
    for label in range(count):
        yield tuple(one for one, its in zip(members, labels, strict=True) if its == label)


def _point(group: _Group, feeds: power.Feeds) -> VideoPoint:
    first = group.cameras[0]
    position = first.position if group.mast is None else group.mast.position
    support = "mast" if group.mast is not None else first.support
    supply, assumed = power.power_of(group.cameras, support, position, feeds)
    recorded = [stream for one in group.fitted for stream in one.streams]
    return VideoPoint(
        id=first.id if group.mast is None else group.mast.id,
        position=position,
        support=support,
        cameras=tuple(camera.id for camera in group.cameras),
        new_cameras=tuple(camera.id for camera in group.cameras if camera.status == "new"),
        mast_status=_mast_status(group) if support == "mast" else None,
        mast_height_m=_mast_height(group) if support == "mast" else None,
        streams=len(recorded),
        mbps=round(sum(stream.mbps for stream in recorded), 3),
        power_w=round(sum(one.model.power_w for one in group.fitted), 2),
        power=supply,
        power_assumed=assumed,
        link=next((camera.link for camera in group.cameras if camera.link != "auto"), "auto"),
        existing=all(camera.status == "existing" for camera in group.cameras),
    )


def _mast_status(group: _Group) -> Status:
    """Give a mast's status; one that nobody drew stands already if a camera on it does."""
    if group.mast is not None:
        return group.mast.status
    return "existing" if any(one.status == "existing" for one in group.cameras) else "new"


def _mast_height(group: _Group) -> float:
    if group.mast is not None:
        return group.mast.height_m
    return max(camera.height_m for camera in group.cameras)


def _bodies(
    groups: Sequence[_Group], points: Sequence[VideoPoint], cameras: Sequence[Camera]
) -> Iterator[Body]:
    """Give the camera bodies in the plan's order."""
    found = {
        one.camera.id: Body(
            camera=one.camera.id,
            point=point.id,
            item=one.model.item,
            height_m=one.camera.height_m,
            axes=streams.axes_of(one.camera, one.model),
            streams=len(one.streams),
            status=one.camera.status,
        )
        for group, point in zip(groups, points, strict=True)
        for one in group.fitted
    }
    yield from (found[camera.id] for camera in cameras)


def _counts(points: int, bodies: Sequence[Body]) -> Counts:
    return Counts(
        points=points,
        bodies=len(bodies),
        axes=sum(body.axes for body in bodies),
        streams=sum(body.streams for body in bodies),
    )


def _look_at(
    groups: Sequence[_Group], points: Sequence[VideoPoint], masts: Sequence[Mast]
) -> Iterator[Finding]:
    """Tell supports that contradict themselves or leave the catalogue."""
    for group, point in zip(groups, points, strict=True):
        links = {camera.link for camera in group.cameras if camera.link != "auto"}
        if len(links) > 1:
            yield warning("point_links_differ", subject=point.id, link=point.link)
        powers = {camera.power for camera in group.cameras if camera.power is not None}
        if len(powers) > 1:
            yield warning("point_powers_differ", subject=point.id, power=point.power)
        if point.mast_status == "new" and (point.mast_height_m or 0.0) > TALLEST_MAST_M:
            yield warning(
                "mast_taller_than_catalogue", subject=point.id, height_m=point.mast_height_m
            )
        beside = _mast_beside(point, masts) if group.mast is None else None
        if beside is not None and point.mast_status == "new":
            yield warning("mast_beside", subject=point.id, mast=beside.id)


def _mast_beside(point: VideoPoint, masts: Sequence[Mast]) -> Mast | None:
    """Give a drawn mast within 1 m of a camera that names none."""
    for mast in masts:
        if shapely.distance(mast.position, point.position) <= SHARED_M + _ROUNDING_M:
            return mast
    return None
