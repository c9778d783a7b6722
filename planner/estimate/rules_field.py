"""Quantity rules of the field: cameras, supports, field boxes and their power."""

from __future__ import annotations

from functools import partial

from planner.equipment.model import VideoPoint
from planner.estimate.power_runs import Feed
from planner.estimate.rule import Counted, Rule
from planner.estimate.works import Works

POWER_REASON = "power_not_named"
_MAST_SIZES = (("mast_4", 4.0), ("mast_6", 6.0), ("mast_8", float("inf")))
_COLUMNS = ("lamp", "pole")


def _cameras(item: str, works: Works) -> Counted:
    for body in works.bodies:
        if body.item == item:
            yield body.camera, 1.0


def _settings(works: Works) -> Counted:
    for body in works.bodies:
        yield body.camera, float(body.streams)


def _masts(item: str, works: Works) -> Counted:
    """Count the new masts whose catalogue size is ``item``: the smallest that is tall enough."""
    for mast, height in works.new_masts():
        if item == next(size for size, tallest in _MAST_SIZES if height <= tallest):
            yield mast, 1.0


def _wall_brackets(works: Works) -> Counted:
    walls = {point.id for point in works.points if point.support == "facade"}
    for body in works.bodies:
        if body.point in walls:
            yield body.camera, 1.0


def _column_brackets(works: Works) -> Counted:
    for point in works.points:
        if point.support in _COLUMNS:
            yield point.id, 1.0


def _indoors(point: VideoPoint) -> bool:
    """Tell a camera on a building that feeds it: its equipment goes inside."""
    return point.support == "facade" and point.power == "existing"


def _on_its_own(works: Works, point: VideoPoint) -> bool:
    """Tell a point that needs a box of its own: not that of the other end, nor one in place."""
    already = len(point.cameras) > len(point.new_cameras)
    return works.link(point) not in {"poe", "local"} and not already


def _field_boxes(works: Works) -> Counted:
    items = {body.camera: body.item for body in works.bodies}
    for point in works.points:
        carried = all(items[camera] == "cam_nomad" for camera in point.new_cameras)
        if _on_its_own(works, point) and not _indoors(point) and not carried:
            yield point.id, 1.0


def _wall_racks(works: Works) -> Counted:
    for point in works.points:
        if _on_its_own(works, point) and _indoors(point):
            yield point.id, 1.0


def _earths(works: Works) -> Counted:
    columns = {point.id for point in works.points if point.support == "lamp"}
    for point, quantity in _field_boxes(works):
        if point not in columns:  # a lamp column has its own
            yield point, quantity


def _points(works: Works) -> Counted:
    for point in works.points:
        yield point.id, 1.0


def _feeds(feeds: tuple[Feed, ...], works: Works) -> Counted:
    for run in works.runs:
        if run.feed in feeds:
            yield run.point, 1.0


def _solar_kits(works: Works) -> Counted:
    sunny = {point.id for point in works.points if point.power == "solar"}
    for body in works.bodies:
        if body.point in sunny:
            yield body.camera, 1.0


def _power_cables(works: Works) -> Counted:
    for run in works.runs:
        yield run.point, run.cable_m


def _power_trenches(surface: str, works: Works) -> Counted:
    for run in works.runs:
        if run.surface == surface:
            yield run.point, run.trench_m


def _power_ducts(works: Works) -> Counted:
    for run in works.runs:
        yield run.point, run.shared_m


def _power_trench(item: str, surface: str) -> Rule:
    return Rule(
        item=item,
        code="power_trench",
        count=partial(_power_trenches, surface),
        beside_network=True,
        eligible="to_confirm",
        because=POWER_REASON,
    )


FIELD_RULES = (
    *(
        Rule(item=item, code="per_camera", count=partial(_cameras, item))
        for item in ("cam_fixed", "cam_vpi", "cam_ptz", "cam_multi", "cam_nomad")
    ),
    Rule(item="img_set", code="per_stream", count=_settings),
    Rule(item="ir_proj", code="option", basis="option"),
    Rule(item="housing", code="option", basis="option"),
    *(
        Rule(item=item, code="mast_by_height", count=partial(_masts, item))
        for item in ("mast_4", "mast_6", "mast_8")
    ),
    Rule(item="sup_wall", code="per_wall_camera", count=_wall_brackets),
    Rule(item="sup_lamp", code="per_column", count=_column_brackets),
    Rule(item="cabinet", code="per_field_point", count=_field_boxes),
    Rule(item="rack_wall", code="per_remote_building", count=_wall_racks),
    Rule(item="earth", code="per_field_box", count=_earths),
    Rule(item="lift", code="per_point", count=_points),
    *(
        Rule(item=item, code="option", basis="option")
        for item in ("mast_tilt", "mast_ral", "anti_climb", "conc_check", "geotech")
    ),
    Rule(item="pwr_lamp", code="feed_from_lighting", count=partial(_feeds, ("permanent",))),
    Rule(item="pwr_batt", code="feed_at_night", count=partial(_feeds, ("night",))),
    Rule(item="pwr_grid", code="feed_from_grid", count=partial(_feeds, ("grid",))),
    Rule(item="pwr_solar", code="feed_from_sun", count=_solar_kits),
    Rule(
        item="pwr_box", code="per_new_feed", count=partial(_feeds, ("permanent", "night", "grid"))
    ),
    Rule(item="pwr_cable", code="power_cable", count=_power_cables),
    Rule(item="consuel", code="per_delivery_point", count=partial(_feeds, ("grid",))),
    Rule(item="elec_verif", code="option", basis="option"),
    Rule(item="ups_site", code="option", basis="option"),
    _power_trench("tr_soft", "soft"),
    _power_trench("tr_foot", "foot"),
    Rule(
        item="duct",
        code="power_duct",
        count=_power_ducts,
        beside_network=True,
        eligible="to_confirm",
        because=POWER_REASON,
    ),
)
