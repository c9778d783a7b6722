"""Why a point is seen or not, and what zones miss: asked in the terminal, told in sentences."""

from __future__ import annotations

import json
import pathlib
from dataclasses import replace
from typing import Any, get_args

import pytest

from api.cli import answer
from api.explain_words import hiding_words, part_sentence, point_title, sight_sentences
from api.texts.reader import LANGUAGES, Language, load
from planner.coverage.reasons.model import (
    CameraPart,
    Hider,
    HidingPart,
    MissingPart,
    MissingReason,
    Obstacle,
    PointExplanation,
    Reason,
    Sight,
)
from planner.errors import PlanError
from planner.targets import WORDS, Target, read_target

CRS = {"type": "name", "properties": {"name": "EPSG:2154"}}
EAST, NORTH = 352_000.0, 6_740_000.0  # west of Greenwich, near Redon: -1.64, 47.68


def _feature(kind: str, geometry: str, coordinates: object, **properties: object) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"kind": kind, **properties},
        "geometry": {"type": geometry, "coordinates": coordinates},
    }


def _at(*points: tuple[float, float]) -> list[list[float]]:
    return [[EAST + x, NORTH + y] for x, y in points]


@pytest.fixture
def files(tmp_path: pathlib.Path) -> list[str]:
    """A camera that sees all around, a wall of 4 m 10 m to the east, a zone behind it."""
    scene = [_feature("wall", "LineString", _at((10, -50), (10, 50)), height_m=4, id="w1")]
    optics = {"kind": "panoramic", "width_px": 1_000_000, "hfov_deg": 360, "range_m": 100}
    ring = _at((12, -2), (32, -2), (32, 2), (12, 2), (12, -2))
    plan = [
        _feature("supervision", "Point", _at((0, 5))[0], id="S", label="Mairie"),
        _feature("camera", "Point", _at((0, 0))[0], id="C1", support="pole", height_m=6,
                 optics=optics),
        _feature("zone", "Polygon", [ring], id="Z1", label="Place", level="detect"),
    ]  # fmt: skip
    header = {"vigie": {"version": 1, "title": "t", "date": "2026-01-05"}}
    for name, features, more in (("scene", scene, {}), ("plan", plan, header)):
        content = {"type": "FeatureCollection", "crs": CRS, "features": features, **more}
        (tmp_path / f"{name}.geojson").write_text(json.dumps(content), encoding="utf-8")
    scene_file, plan_file = tmp_path / "scene.geojson", tmp_path / "plan.geojson"
    return ["coverage", "--scene", str(scene_file), "--plan", str(plan_file)]


def _json(files: list[str], capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, Any]:
    assert answer([*files, "--format", "json", *options]) == 0
    answered: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answered


def test_a_hidden_point_is_explained_in_json(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Over a wall at 10 m the line from 6 m to 1.7 m at 20 m passes at 3.85 m."""
    (point,) = _json(files, capsys, "--at", f"{EAST + 20},{NORTH}")["points"]
    assert point["seen_by"] == []
    (camera,) = point["cameras"]
    assert camera["id"] == "C1"
    assert camera["reasons"] == ["hidden"]
    (hider,) = camera["hidden_by"]
    assert hider["kind"] == "wall"
    assert (hider["distance_m"], hider["max_height_m"], hider["lens_over_m"]) == (10.0, 3.85, 6.3)
    assert any("3,85 m au plus" in sentence for sentence in camera["sentences"])


def test_degrees_and_metres_name_the_same_point_and_it_may_be_west_of_greenwich(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    metres = _json(files, capsys, "--at", f"{EAST - 20},{NORTH}")["points"][0]
    assert metres["seen_by"] == ["C1"]
    assert metres["lon"] < 0
    degrees = f"{metres['lon']},{metres['lat']}"
    commas = degrees.replace(",", ";").replace(".", ",")
    for written in (degrees, commas):
        (point,) = _json(files, capsys, "--at", written)["points"]
        assert point["x"] == pytest.approx(metres["x"], abs=0.02)
        assert point["y"] == pytest.approx(metres["y"], abs=0.02)


def test_zones_say_what_they_miss_in_json(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    (zone,) = _json(files, capsys)["zones"]
    (part,) = zone["missing"]
    assert part["reason"] == "hidden"
    assert part["area_m2"] == pytest.approx(zone["area_m2"] - zone["covered_area_m2"], abs=0.01)
    assert part["share"] == pytest.approx(1 - zone["covered_share"], abs=1e-6)
    (hider,) = part["by"]
    assert hider["cameras"] == ["C1"]
    assert hider["max_height_for_all_m"] <= hider["max_height_for_half_m"] < 4
    (point,) = _json(files, capsys, "--at", f"{part['at']['x']},{part['at']['y']}")["points"]
    assert point["cameras"][0]["reasons"] == ["hidden"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ["Ce qui manque dans les zones", "cachés", "ne le voit pas", "3,85 m au plus"]),
        ("en", ["What is missing in the zones", "hidden", "does not see it", "3.85 m at most"]),
    ],
)
def test_the_table_tells_it_in_sentences(
    files: list[str], capsys: pytest.CaptureFixture[str], language: str, words: list[str]
) -> None:
    assert answer([*files, "--lang", language, "--at", f"{EAST + 20},{NORTH}"]) == 0
    printed = capsys.readouterr().out
    assert [word for word in words if word not in printed] == []


def test_a_whole_person_needs_the_feet_too(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Over the wall one sees a face from 10 * 4.3 / 2 = 21.5 m on, feet from 30 m on."""
    shares = {
        word: _json(files, capsys, "--target-height", word)["zones"][0]["covered_share"]
        for word in ("visage", "pieds", "personne", "1,7")
    }
    assert shares["visage"] == shares["1,7"] == pytest.approx((32 - 21.5) / 20, abs=0.03)
    assert shares["pieds"] == shares["personne"] == pytest.approx((32 - 30) / 20, abs=0.03)
    asked = ("--target-height", "person", "--at", f"{EAST + 25},{NORTH}")
    (point,) = _json(files, capsys, *asked)["points"]
    assert point["target_heights_m"] == [1.7, 0.0]
    assert point["cameras"][0]["target_height_m"] == 0.0
    assert "0,0 m du sol" in point["cameras"][0]["sentences"][0]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--at", "deux,trois"),
        ("--at", "1,2,3"),
        ("--at", "nan,47"),
        ("--at", "2.5,50.0"),
        ("--at", "1e9,1e9"),
        ("--target-height", "girafe"),
    ],
)
def test_a_place_or_target_that_cannot_be_is_refused_in_one_sentence(
    files: list[str], capsys: pytest.CaptureFixture[str], option: str, value: str
) -> None:
    assert answer([*files, option, value]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1


def test_target_words_have_the_same_heights_in_both_languages() -> None:
    for french, english in (("pieds", "feet"), ("visage", "face"), ("plaque", "plate")):
        assert WORDS[french] == WORDS[english]
    assert read_target(" Personne ") == Target(height_m=1.7, also_m=(0.0,))
    assert read_target("0,8") == WORDS["plate"]
    for text in ("nan", "inf", "-1e400", "", "1,7,2"):
        with pytest.raises(PlanError, match="target_unreadable"):
            read_target(text)


# --- sentences --------------------------------------------------------------------------

HOUSE = Obstacle(id="w1", kind="building", name="Mairie\x1b[2J", height_m=7.0)
HIDERS = (
    Hider(obstacle=HOUSE, distance_m=9.0, line_m=3.85, least_base_m=None, lens_over_m=7.25),
    Hider(obstacle=replace(HOUSE, kind="palisade"), distance_m=9.5, line_m=3.0, least_base_m=3.2,
          lens_over_m=8.0),
    Hider(obstacle=replace(HOUSE, kind="relief"), distance_m=9.9, line_m=2.0, least_base_m=None,
          lens_over_m=9.0),
    Hider(obstacle=HOUSE, distance_m=9.9, line_m=2.0, least_base_m=None, lens_over_m=9.0),
)  # fmt: skip
SIGHT = Sight(
    camera="C1", sensor=0, target_m=1.7, distance_m=20.0, slant_m=20.5, depth_m=19.9,
    depression_deg=12.0, off_axis_deg=-8.0, density_px_per_m=24.99, vertical_px_per_m=20.0,
    density_model="pinhole_depth", level="detect", next_level=None, near_limit_m=4.0,
    far_limit_m=None, range_m=None, in_reach=True, reasons=(), hidden_by=(),
)  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("reason", get_args(Reason))
def test_every_reason_has_its_sentence(language: Language, reason: Reason) -> None:
    hidden_by = HIDERS if reason == "hidden" else ()
    sight = replace(SIGHT, reasons=(reason,), hidden_by=hidden_by)
    said = sight_sentences(sight, load(language), several=True)
    assert len(said) >= 2
    assert all("{" not in sentence and "\x1b" not in sentence for sentence in said)


def test_a_picture_that_never_reaches_the_ground_is_given_no_limit() -> None:
    sight = replace(SIGHT, reasons=("too_near",), near_limit_m=None)
    said = " ".join(sight_sentences(sight, load("fr")))
    assert "toute l’image est au-dessus" in said
    assert "commence" not in said


def test_a_density_that_misses_a_level_is_not_rounded_up_to_it() -> None:
    sight = replace(SIGHT, level="", reasons=("too_coarse",))
    assert "24,9 px/m" in " ".join(sight_sentences(sight, load("fr")))


def test_bounds_are_rounded_to_the_side_on_which_they_hold() -> None:
    under = replace(HIDERS[1], line_m=3.0099, least_base_m=3.2001, lens_over_m=8.0001)
    said = sight_sentences(replace(SIGHT, reasons=("hidden",), hidden_by=(under,)), load("en"))
    assert "3.00 m at most" in said[1]
    assert "3.21 m at least" in said[1]
    assert "8.01 m above ground" in said[2]


def test_raising_the_lens_is_told_only_where_a_mast_may_be_that_high() -> None:
    low = replace(SIGHT, reasons=("hidden",), hidden_by=HIDERS[:1])
    high = replace(low, hidden_by=(replace(HIDERS[0], lens_over_m=70.0),))
    assert "7,25 m du sol" in " ".join(sight_sentences(low, load("fr")))
    assert "70,00" not in " ".join(sight_sentences(high, load("fr")))


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("reason", get_args(MissingReason))
def test_every_part_of_what_is_missing_has_its_sentence(
    language: Language, reason: MissingReason
) -> None:
    cameras = tuple(
        CameraPart(camera=f"C{k}", area_m2=2.0, worst_px_per_m=12.0, best_px_per_m=62.499)
        for k in range(5)
    )
    hiders = tuple(
        HidingPart(obstacle=HOUSE, cameras=("C1",), area_m2=2.0, alone_m2=1.0, half_height_m=half,
                   all_height_m=3.0)
        for half in (3.0, 4.0, 5.0, 6.0)
    )  # fmt: skip
    part = MissingPart(
        reason=reason, area_m2=10.0, share=0.004, asked_px_per_m=62.5, cameras=cameras,
        hiders=hiders if reason == "hidden" else (), place=(0.0, 0.0),
    )  # fmt: skip
    said = part_sentence(part, load(language))
    assert "{" not in said
    assert "\x1b" not in said
    if reason == "density":
        assert load(language).number(62.4, decimals=1) in said


@pytest.mark.parametrize(
    ("half_m", "kind", "words"),
    [
        (0.0, "building", "si bas soit-il"),
        (2.0, "building", "retiré"),
        (2.0, "relief", "0,00"),
    ],
)
def test_what_hides_however_low_is_said_to_be_removed(half_m: float, kind: str, words: str) -> None:
    hider = HidingPart(
        obstacle=replace(HOUSE, kind=kind), cameras=("C1",), area_m2=2.0, alone_m2=1.0,
        half_height_m=half_m, all_height_m=0.0,
    )  # fmt: skip
    said = hiding_words(hider, load("fr"))
    assert words in said
    assert ("0,00" in said) == (kind == "relief")


def test_a_point_outside_is_told_as_it_was_typed(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert answer([*files, "--at", "2.123456,49.6500001"]) == 2
    assert "«\u00a02.123456,49.6500001\u00a0»" in capsys.readouterr().err


def test_densities_by_slant_distance_may_be_asked_for_and_name_themselves(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    plan = pathlib.Path(files[-1])
    document = json.loads(plan.read_text(encoding="utf-8"))
    for feature in document["features"]:
        if feature["properties"]["kind"] == "camera":
            feature["properties"] |= {
                "bearing_deg": 270, "tilt_deg": 15,
                "optics": {"kind": "rectilinear", "width_px": 2688, "height_px": 1520,
                           "hfov_deg": 68, "vfov_deg": 41},
            }  # fmt: skip
    plan.write_text(json.dumps(document), encoding="utf-8")
    depth, slant = (_json(files, capsys, *more) for more in ((), ("--density", "slant")))
    assert (depth["density_model"], slant["density_model"]) == ("pinhole_depth", "pinhole_slant")
    assert [one["code"] for one in slant["density_models"]] == ["pinhole_slant"]
    assert slant["union"]["visible_area_m2"] < depth["union"]["visible_area_m2"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unreadable_target_is_told_the_words_of_the_language(
    language: Language, files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--lang", language, *files, "--target-height", "nez"]
    assert answer(words) == 2
    told = capsys.readouterr().err
    own = {
        "fr": {"pieds", "visage", "plaque", "personne"},
        "en": {"feet", "face", "plate", "person"},
    }
    for spoken, theirs in own.items():
        for word in theirs:
            assert (f"{word}," in told or f"{word}." in told) == (spoken == language)
            assert word in WORDS


def test_a_point_indoors_says_so_first() -> None:
    explanation = PointExplanation(
        x=0.0, y=0.0, targets_m=(1.7, 0.0), inside=(HOUSE,), sights=(SIGHT,)
    )
    said = point_title(explanation, load("en"))
    assert said.startswith("Seen by C1")
    assert "1.7 and 0.0 m" in said
    assert "w1" in said
