"""Plans: a round scale that holds the subject, layers in order, names that never touch."""

from __future__ import annotations

import itertools
import math
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box
from studies import small_study, toy_study

from api.render import svg
from api.render.plan_density import density_rings, hatch_lines
from api.render.plan_drawing import Drawing, draw_plan
from api.render.plan_frame import convergence, fit, scale_bar
from api.render.plan_labels import (
    Board,
    Lettering,
    NamedLine,
    gather_names,
    label_box,
    name_camera,
    name_lines,
    straight_runs,
)
from api.render.plan_style import DENSITY_CLASSES
from geodata.osm_scene import read_osm_scene
from planner.catalogues.reader import load
from planner.dossier.compose import compose
from planner.dossier.model import PlanKind, PlanView, say
from planner.study import Study

SCALES = (500, 1000, 1250, 2000, 2500, 4000, 5000, 10_000, 25_000)


def view_of(kind: PlanKind, bounds: tuple[float, float, float, float], **more: object) -> PlanView:
    plain = PlanView(
        id="p", kind=kind, number=1, title=(), subtitle=(), bounds=bounds, scales=SCALES,
        alt=say("alt.detail"),
    )  # fmt: skip
    return replace(plain, **more)  # type: ignore[arg-type]


def views(study: Study) -> dict[str, PlanView]:
    return {
        block.id: block
        for section in compose(study, load()).sections
        for block in section.blocks
        if isinstance(block, PlanView)
    }


def drawn(study: Study, name: str, height: float = 180.0) -> Drawing:
    return draw_plan(views(study)[name], study, 174.0, height)


def ids(drawing: Drawing) -> list[str]:
    return [e.attrib["id"] for e in ET.fromstring(drawing.svg).iter() if "id" in e.attrib]  # noqa: S314 - ours


@settings(max_examples=40)
@given(
    width=st.floats(1.0, 3_000.0),
    height=st.floats(1.0, 3_000.0),
    room=st.floats(110.0, 240.0),
)
def test_the_largest_allowed_scale_that_holds_the_subject_is_taken(
    width: float, height: float, room: float
) -> None:
    frame = fit((0.0, 0.0, width, height), SCALES, 174.0, room)
    assert frame.scale in SCALES
    west, south, east, north = frame.bounds
    holds = west <= 0.01 and south <= 0.01 and east >= width - 0.01 and north >= height - 0.01
    assert holds is not frame.cut or frame.scale == SCALES[-1]
    if frame.scale > SCALES[0]:
        larger = SCALES[SCALES.index(frame.scale) - 1]
        inside_mm = (174.0 - 12.0, room - 12.0)
        assert width * 1000 / larger > inside_mm[0] or height * 1000 / larger > inside_mm[1]


def test_a_metre_of_ground_is_a_millimetre_at_1_1000() -> None:
    frame = fit((100.0, 200.0, 200.0, 300.0), (1000,), 174.0, 150.0)
    x, y = frame.point(100.0, 300.0)
    assert frame.point(110.0, 290.0) == pytest.approx((x + 10.0, y + 10.0))


def test_geographic_north_at_redon_is_3_7_degrees_east_of_the_grid() -> None:
    # Lambert-93 at (318 500, 6 740 100): atan((700000 - X) / (12655612.05 - Y)) = 3.69 degrees
    angle = convergence("EPSG:2154", (318_500.0, 6_740_100.0, 318_500.0, 6_740_100.0))
    expected = math.degrees(math.atan2(700_000.0 - 318_500.0, 12_655_612.05 - 6_740_100.0))
    assert angle == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(
    ("scale", "step", "steps"), [(1000, 10, 5), (2500, 25, 5), (4000, 50, 4), (10_000, 100, 5)]
)
def test_the_scale_bar_has_four_or_five_round_steps(scale: int, step: int, steps: int) -> None:
    assert scale_bar(scale) == (step, steps)


def test_layers_lie_in_the_order_of_the_map_style() -> None:
    layers = ids(drawn(small_study(), "plan-A"))
    wanted = [
        "ground", "water", "streets", "class-detect", "class-observe", "class-recognise",
        "class-identify", "street-edges", "buildings", "public-buildings", "trees", "zones", "grid",
    ]  # fmt: skip
    assert [name for name in layers if name in wanted] == wanted


def test_each_layer_is_one_path() -> None:
    layers = ids(drawn(toy_study(12), "plan-situation"))
    assert len(layers) == len(set(layers))


def test_coordinates_have_two_decimals_at_most() -> None:
    drawing = drawn(small_study(), "plan-A")
    numbers = [n for part in drawing.svg.replace("z", " ").split('"') for n in part.split()]
    decimals = [
        len(n.split(".")[1])
        for n in numbers
        if n.replace("-", "").replace(".", "").isdigit() and "." in n
    ]
    assert decimals
    assert max(decimals) <= 2


@pytest.mark.parametrize("name", ["plan-summary", "plan-situation", "plan-A", "plan-network"])
def test_a_plan_is_the_same_twice(name: str) -> None:
    assert drawn(small_study(), name).svg == drawn(small_study(), name).svg


def test_the_anonymous_plan_shows_no_camera_no_field_and_no_coordinate() -> None:
    study = small_study()
    view = replace(views(study)["plan-situation"], with_cameras=False, sectors=())
    drawing = draw_plan(view, study, 174.0, 150.0)
    assert "seen" not in ids(drawing)
    assert "grid" not in ids(drawing)
    assert drawing.grid_m == 0
    assert all(camera.id not in drawing.svg for camera in study.plan.cameras)


def test_a_name_with_markup_is_written_as_text() -> None:
    study = small_study()
    nasty = replace(study.scene.streets[0], name='Rue "<b>" & fils 🧿')
    scene = replace(study.scene, streets=(nasty, *study.scene.streets[1:]))
    drawing = drawn(replace(study, scene=scene), "plan-A")
    texts = {e.text for e in ET.fromstring(drawing.svg).iter() if e.tag.endswith("text")}  # noqa: S314 - ours
    assert 'Rue "<b>" & fils [U+1F9FF]' in texts


def test_rings_share_out_what_is_seen_without_overlap() -> None:
    study = small_study()
    frame = drawn(study, "plan-A").frame
    rings = density_rings(study.coverage.cameras, study.coverage.standard, frame)
    assert [ring.level for ring in rings] == ["detect", "observe", "recognise", "identify"]
    for first, second in itertools.combinations(rings, 2):
        assert first.area.intersection(second.area).area < 0.01
    seen = [c.levels[0].region for c in study.coverage.cameras]
    whole = shapely.union_all(frame.clip(np.array(seen, dtype=object))).area
    assert sum(ring.area.area for ring in rings) == pytest.approx(whole, rel=0.01)


def test_seven_classes_are_drawn_as_five_and_the_drawing_says_so() -> None:
    study = toy_study(3, standard="oodpcvs-2025")
    camera = study.coverage.cameras[0]
    x, y = camera.position
    sizes = dict(zip(DENSITY_CLASSES["oodpcvs-2025"], range(70, 0, -10), strict=True))
    levels = tuple(
        replace(camera.levels[0], name=name, region=box(x, y, x + size, y + size))
        for name, size in sizes.items()
    )
    cameras = (replace(camera, levels=levels), *study.coverage.cameras[1:])
    full = replace(study, coverage=replace(study.coverage, cameras=cameras))
    drawing = draw_plan(views(study)["plan-A"], full, 174.0, 180.0)
    assert drawing.levels == ("discern", "perceive", "characterise", "validate", "scrutinise")
    assert drawing.merged


@settings(max_examples=25)
@given(angle=st.sampled_from([0.0, 45.0, -45.0]), spacing=st.floats(0.5, 3.0))
def test_hatch_lines_stay_inside_and_keep_their_spacing(angle: float, spacing: float) -> None:
    area = Point(30.0, 40.0).buffer(12.0)
    lines = shapely.get_parts(hatch_lines(area, angle, spacing))
    assert len(lines) >= 24 / spacing - 2
    assert all(area.buffer(1e-6).covers(line) for line in lines)
    turn = math.radians(-angle)
    across = np.array([-math.sin(turn), math.cos(turn)])
    offsets = np.sort([shapely.get_coordinates(line)[0] @ across for line in lines])
    assert np.diff(offsets) == pytest.approx(spacing, abs=1e-6)
    assert offsets / spacing == pytest.approx(np.round(offsets / spacing), abs=1e-6)


def grey(colour: str) -> float:
    """Black percent on a photocopier, from the usual weights of red, green and blue."""
    red, green, blue = (int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5))
    return 100.0 * (1.0 - (0.299 * red + 0.587 * green + 0.114 * blue))


@pytest.mark.parametrize(("standard", "apart"), [("dori-2015", 10.0), ("oodpcvs-2025", 6.0)])
def test_classes_stay_apart_in_grey_and_each_has_its_own_hatch(standard: str, apart: float) -> None:
    styles = list(DENSITY_CLASSES[standard].values())
    greys = [grey(style.fill) for style in styles]
    assert all(dark - light >= apart for light, dark in itertools.pairwise(greys))
    hatches = {(s.kind, s.angle_deg, s.spacing_mm) for s in styles}
    assert len(hatches) == len(styles)


@pytest.mark.parametrize("standard", ["dori-2015", "oodpcvs-2025"])
def test_every_level_of_the_standard_has_a_style_in_its_order(standard: str) -> None:
    levels = [level.name for level in load().standards[standard].levels]
    assert list(DENSITY_CLASSES[standard]) == levels


@pytest.fixture
def board() -> Board:
    return Board(frame=fit((0.0, 0.0, 100.0, 100.0), (1000,), 174.0, 150.0))


def test_a_camera_is_numbered_on_the_side_that_it_does_not_watch(board: Board) -> None:
    lettering = Lettering(size=3.0, colour="#000000")
    board.keep_clear([Point(80.0, 60.0).buffer(1.3)])
    assert name_camera(board, "C01", (80.0, 60.0), 90.0, lettering)
    assert board.labels[0].centroid.x < 80.0


def test_labels_never_touch_and_stay_off_the_frame(board: Board) -> None:
    lettering = Lettering(size=3.0, colour="#000000")
    spots = [(10.0 + 5 * (k % 6), 10.0 + 5 * (k // 6)) for k in range(36)]
    board.keep_clear(Point(spot).buffer(1.0) for spot in spots)
    placed = sum(name_camera(board, f"C{k:02d}", s, 45.0, lettering) for k, s in enumerate(spots))
    assert placed >= 12
    assert placed == len(board.labels)
    for first, second in itertools.combinations(board.labels, 2):
        assert not first.intersects(second)
    inside = box(0.8, 0.8, 174.0 - 0.8, 150.0 - 0.8)
    assert all(inside.covers(label) for label in board.labels)


@settings(max_examples=40)
@given(bearing=st.floats(0.0, 360.0))
def test_a_street_name_follows_its_street_and_is_never_upside_down(bearing: float) -> None:
    board = Board(frame=fit((0.0, 0.0, 100.0, 100.0), (1000,), 174.0, 150.0))
    ux, uy = math.sin(math.radians(bearing)), math.cos(math.radians(bearing))
    line = LineString([(87 - 60 * ux, 75 - 60 * uy), (87 + 60 * ux, 75 + 60 * uy)])
    name_lines(
        board, [NamedLine(name="Rue du Moulin", lines=line)], Lettering(size=2.4, colour="#000000")
    )
    assert len(board.labels) == 1
    written = ET.fromstring(f"<g>{board.drawn[0]}</g>")[-1]  # noqa: S314 - ours
    turn = written.attrib.get("transform", "rotate(0 0 0)")
    angle = float(turn.removeprefix("rotate(").split()[0])
    assert -91.0 <= angle < 89.5
    along = math.degrees(math.atan2(uy, ux))
    assert min(abs(angle - along + 180 * k) for k in range(-3, 4)) < 0.5


def test_a_street_too_short_for_its_name_is_left_without(board: Board) -> None:
    line = LineString([(50.0, 50.0), (55.0, 50.0)])
    name_lines(
        board,
        [NamedLine(name="Avenue du Maréchal-Foch", lines=line)],
        Lettering(size=2.4, colour="#000000"),
    )
    assert board.labels == []


def test_streets_are_named_by_width_then_length_then_name(board: Board) -> None:
    west, _south, _east, north = board.frame.bounds
    named = [
        ("Rue B", 6.0, LineString([(west + 10, north - 20), (west + 60, north - 20)])),
        ("Rue A", 6.0, LineString([(west + 10, north - 30), (west + 60, north - 30)])),
        ("Rue longue", 6.0, LineString([(west + 10, north - 40), (west + 90, north - 40)])),
        ("Avenue", 9.0, LineString([(west + 10, north - 50), (west + 30, north - 50)])),
        ("", 9.0, LineString([(west + 10, north - 60), (west + 90, north - 60)])),
    ]
    assert [one.name for one in gather_names(named, board.frame)] == [
        "Avenue", "Rue longue", "Rue A", "Rue B",
    ]  # fmt: skip


def test_a_bent_street_is_cut_into_straight_runs() -> None:
    line = LineString([(0, 0), (10, 0), (20, 1), (30, 12)])
    assert [run.length for run in straight_runs(line)] == pytest.approx(
        [10 + math.hypot(10, 1), math.hypot(10, 11)]
    )


def test_a_box_of_text_turns_with_its_line() -> None:
    flat, upright = label_box(0, 0, 20, 2), label_box(0, 0, 20, 2, angle_deg=90.0)
    assert upright.bounds[3] == pytest.approx(flat.bounds[2])


def test_rounding_does_not_add_up_along_a_path() -> None:
    line = LineString([(k * 1.004, 0.0) for k in range(200)])
    data = svg.path_data([line])
    steps = [float(n) for n in data.split("l")[1].split()[::2]]
    assert sum(steps) == pytest.approx(199 * 1.004, abs=0.006)


@pytest.mark.realdata
def test_a_real_town_is_drawn_under_200_kilobytes(shared_data) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    town = read_osm_scene(shared_data / "osm" / "redon-35236.osm.bz2")
    study = replace(toy_study(0), scene=town)
    x, y = town.outline.centroid.coords[0] if town.outline is not None else (318_500.0, 6_740_100.0)
    wide = draw_plan(
        view_of("situation", (x - 280, y - 280, x + 280, y + 280)), study, 174.0, 160.0
    )
    near = draw_plan(view_of("detail", (x - 70, y - 70, x + 70, y + 70)), study, 174.0, 190.0)
    assert (wide.frame.scale, near.frame.scale) == (4000, 1000)
    for drawing in (wide, near):
        assert 15_000 < len(drawing.svg.encode()) < 200_000
        assert "Rue" in drawing.svg
