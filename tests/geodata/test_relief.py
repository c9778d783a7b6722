"""Relief from rasters: exact where nothing has to move, close where it has, refused when unsafe."""

from __future__ import annotations

import gzip
import json
import pathlib
import random
import sys
import tracemalloc
from typing import Any

import numpy as np
import pyproj
import pytest
import rasterio
import shapely
from numpy.typing import NDArray

import geodata.relief
import geodata.relief_grid
from api.texts.reader import load
from geodata.assemble import assemble
from geodata.relief import read_relief, with_relief
from geodata.relief_grid import MARGIN_M
from geodata.snapshot import write_snapshot
from planner.errors import SourceError
from planner.findings import note
from planner.scene.model import Building, Provenance, Scene
from planner.scene.terrain import heights_at, terrain_bounds

X, Y = 652_000.0, 6_862_000.0
TOWN = Scene(crs="EPSG:2154", name="Bray", outline=shapely.box(X, Y, X + 200, Y + 100))
LAMBERT_93 = pyproj.CRS(2154).to_wkt("WKT1_ESRI")


def plane(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    return 80.0 + 0.05 * (x - X) - 0.03 * (y - Y)


def cells(
    west: float, north: float, step: float, columns: int, rows: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The middles of the cells of a raster, rows from the north."""
    x = west + step * (np.arange(columns) + 0.5)
    y = north - step * (np.arange(rows) + 0.5)
    return np.meshgrid(x, y)


def tif(
    path: pathlib.Path,
    heights: NDArray[Any],
    *,
    place: tuple[float, ...] = (5.0, 0.0, X - 1000, 0.0, -5.0, Y + 1000),
    crs: str | None = "EPSG:2154",
    **profile: Any,
) -> pathlib.Path:
    profile = {"driver": "GTiff", "dtype": heights.dtype.name, "count": 1, **profile}
    with rasterio.open(
        path,
        "w",
        width=heights.shape[1],
        height=heights.shape[0],
        crs=crs,
        transform=rasterio.Affine(*place),
        **profile,
    ) as written:
        for band in range(1, profile["count"] + 1):
            written.write(heights, band)
    return path


def asc(heights: NDArray[np.float64], *, west: float, south: float, step: float) -> str:
    rows = "\n".join(" ".join(f"{height:.2f}" for height in row) for row in heights)
    return (
        f"ncols {heights.shape[1]}\nnrows {heights.shape[0]}\nxllcorner {west}\n"
        f"yllcorner {south}\ncellsize {step}\nNODATA_value -99999.00\n{rows}\n"
    )


SLOPE = plane(*cells(X - 1000, Y + 1000, 5.0, 500, 400)).astype("float32")


def codes(findings: tuple[Any, ...]) -> set[str]:
    for language in ("fr", "en"):
        for finding in findings:
            assert finding.subject == "relief"
            assert "{" not in load(language).finding(finding)  # type: ignore[arg-type] # one of the two
    return {finding.code for finding in findings}


def refusal(path: pathlib.Path, scene: Scene = TOWN) -> str:
    with pytest.raises(SourceError) as caught:
        read_relief(path, scene)
    assert caught.value.values["file"] == path.name
    for said in (load("fr").error(caught.value), load("en").error(caught.value)):
        assert "{" not in said
        assert said.endswith(".")
    return caught.value.code


# What is read


def test_a_raster_on_the_scenes_grid_is_cropped_and_kept_to_the_centimetre(
    tmp_path: pathlib.Path,
) -> None:
    terrain, origin, findings = read_relief(tif(tmp_path / "mnt.tif", SLOPE), TOWN)
    x, y = cells(X - 1000, Y + 1000, 5.0, 500, 400)
    west, south, east, north = terrain_bounds(terrain)
    inside = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    kept = SLOPE[inside].reshape(terrain.heights_m.shape)[::-1]
    np.testing.assert_array_equal(terrain.heights_m, np.round(kept.astype(float), 2))
    assert terrain.step_m == 5.0
    assert (terrain.x - 2.5 - X) % 5.0 == 0.0
    for gap in (X - west, Y - south, east - X - 200, north - Y - 100):
        assert MARGIN_M <= gap <= MARGIN_M + 3 * 5.0
    assert codes(findings) == {"relief_read"}
    assert (origin.layer, origin.source) == ("relief", "mnt.tif")
    assert origin.count == terrain.heights_m.size
    assert len(origin.sha256) == 64


def test_heights_between_the_nodes_are_those_of_the_slope(tmp_path: pathlib.Path) -> None:
    terrain, _, _ = read_relief(tif(tmp_path / "mnt.tif", SLOPE), TOWN)
    x, y = np.meshgrid(np.linspace(X, X + 200, 37), np.linspace(Y, Y + 100, 29))
    assert np.abs(heights_at(terrain, x, y) - plane(x, y)).max() < 0.006  # half a centimetre


@pytest.mark.parametrize("ending", [".asc", ".asc.gz", ".ASC"])
def test_the_four_formats_give_the_same_ground(tmp_path: pathlib.Path, ending: str) -> None:
    first, _, _ = read_relief(tif(tmp_path / "mnt.tiff", np.round(SLOPE.astype(float), 2)), TOWN)
    text = asc(SLOPE, west=X - 1000, south=Y - 1000, step=5.0).encode()
    path = tmp_path / f"mnt{ending}"
    path.write_bytes(gzip.compress(text) if ending == ".asc.gz" else text)
    (tmp_path / "mnt.prj").write_text(LAMBERT_93)
    second, _, findings = read_relief(path, TOWN)
    np.testing.assert_array_equal(first.heights_m, second.heights_m)
    assert (first.x, first.y, first.step_m) == (second.x, second.y, second.step_m)
    assert codes(findings) == {"relief_read"}


def test_an_ascii_grid_that_begins_with_whole_numbers_keeps_its_decimals(
    tmp_path: pathlib.Path,
) -> None:
    heights = np.full((200, 2000), 50.0)
    heights[-1] = 50.75
    lines = asc(heights, west=X, south=Y, step=1.0).replace(".00", "")
    path = tmp_path / "mnt.asc"
    path.write_text(lines)
    terrain, _, _ = read_relief(path, TOWN)
    assert terrain.heights_m[0].max() == 50.75


def test_a_raster_counted_at_points_is_where_it_says(tmp_path: pathlib.Path) -> None:
    path = tif(tmp_path / "mnt.tif", SLOPE)
    with rasterio.open(path, "r+") as base:
        base.update_tags(AREA_OR_POINT="Point")
    terrain, _, _ = read_relief(path, TOWN)
    x, y = np.meshgrid(np.linspace(X, X + 200, 37), np.linspace(Y, Y + 100, 29))
    assert np.abs(heights_at(terrain, x, y) - plane(x, y)).max() < 0.006


def test_a_ground_that_counts_in_tenths_is_read_in_metres(tmp_path: pathlib.Path) -> None:
    path = tif(tmp_path / "mnt.tif", np.full((400, 500), 1234, dtype="int16"))
    with rasterio.open(path, "r+") as base:
        base.scales, base.offsets = (0.1,), (-20.0,)
    terrain, _, _ = read_relief(path, TOWN)
    assert np.unique(terrain.heights_m).tolist() == [103.4]


@pytest.mark.parametrize("unknown", [-99999.0, -9999.0, np.nan, np.inf, 1e38, 9999.0, -32768.0])
@pytest.mark.parametrize("said", [True, False])
def test_what_no_ground_can_be_is_unknown_whether_the_file_says_so_or_not(
    tmp_path: pathlib.Path, unknown: float, said: bool
) -> None:
    heights = SLOPE.copy()
    hole = (slice(180, 190), slice(200, 220))  # 50 m by 100 m, in the town
    heights[hole] = unknown
    declared = {"nodata": unknown} if said else {}
    terrain, origin, findings = read_relief(tif(tmp_path / "mnt.tif", heights, **declared), TOWN)
    assert np.isnan(terrain.heights_m).sum() == 200
    assert origin.count == terrain.heights_m.size - 200
    (partial,) = [found for found in findings if found.code == "relief_partial"]
    # The hole, and the cells around it that lean on one of its nodes, of 200 m by 100 m.
    assert 1 - dict(partial.values)["share"] == pytest.approx(52.5 * 102.5 / 20_000, abs=0.01)  # type: ignore[operator] # a number


def test_a_raster_in_degrees_is_carried_to_the_scenes_grid(tmp_path: pathlib.Path) -> None:
    to_degrees = pyproj.Transformer.from_crs(2154, 4326, always_xy=True)
    west, south = to_degrees.transform(X - 900, Y - 900)
    lon, lat = cells(west, south + 400 * 2e-5, 2e-5, 600, 400)
    x, y = pyproj.Transformer.from_crs(4326, 2154, always_xy=True).transform(lon, lat)
    town = Scene(
        crs="EPSG:2154", name="Bray", outline=shapely.box(X - 700, Y - 700, X - 500, Y - 600)
    )
    path = tif(
        tmp_path / "mnt.tif",
        plane(x, y),
        place=(2e-5, 0.0, west, 0.0, -2e-5, south + 400 * 2e-5),
        crs="EPSG:4326",
    )
    terrain, _, findings = read_relief(path, town)
    assert codes(findings) == {"relief_read", "relief_resampled"}
    assert 1.4 < terrain.step_m < 1.6  # 2e-5 degrees of longitude at 49 degrees north
    assert terrain.x % terrain.step_m == pytest.approx(0.0, abs=1e-6) or (
        terrain.x % terrain.step_m == pytest.approx(terrain.step_m, abs=1e-6)
    )
    x, y = np.meshgrid(np.linspace(X - 700, X - 500, 37), np.linspace(Y - 700, Y - 600, 29))
    assert np.abs(heights_at(terrain, x, y) - plane(x, y)).max() < 0.011


@pytest.mark.parametrize(
    "place",
    [
        (5.0, 0.0, X - 1000, 0.0, -2.5, Y + 500),  # cells that are no squares
        (5.0, 0.0, X - 1000, 0.0, 5.0, Y - 1000),  # rows from the south
        (4.0, 3.0, X - 1000, 3.0, -4.0, Y - 500),  # turned by 37 degrees
    ],
)
def test_other_layouts_of_the_same_ground_are_read_by_interpolation(
    tmp_path: pathlib.Path, place: tuple[float, ...]
) -> None:
    a, b, c, d, e, f = place
    column, row = np.meshgrid(np.arange(500) + 0.5, np.arange(400) + 0.5)
    heights = plane(a * column + b * row + c, d * column + e * row + f)
    terrain, _, findings = read_relief(tif(tmp_path / "mnt.tif", heights, place=place), TOWN)
    assert codes(findings) == {"relief_read", "relief_resampled"}
    x, y = np.meshgrid(np.linspace(X, X + 200, 37), np.linspace(Y, Y + 100, 29))
    assert np.abs(heights_at(terrain, x, y) - plane(x, y)).max() < 0.011


def test_a_scene_in_another_zone_gets_its_relief_too(tmp_path: pathlib.Path) -> None:
    to_utm = pyproj.Transformer.from_crs(2154, 32631, always_xy=True)
    east, north = to_utm.transform(X + 100, Y + 50)
    town = Scene(crs="EPSG:32631", name="Bray", outline=shapely.Point(east, north).buffer(100))
    terrain, _, findings = read_relief(tif(tmp_path / "mnt.tif", SLOPE), town)
    assert codes(findings) == {"relief_read", "relief_resampled"}
    x, y = np.meshgrid(np.linspace(-60, 60, 9) + east, np.linspace(-60, 60, 9) + north)
    back = pyproj.Transformer.from_crs(32631, 2154, always_xy=True).transform(x, y)
    assert np.abs(heights_at(terrain, x, y) - plane(*back)).max() < 0.011


def test_a_finer_model_than_needed_is_thinned_by_means(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(geodata.relief, "MOST_NODES", 2_000)
    monkeypatch.setattr(geodata.relief, "_STRIP_CELLS", 5_000)  # several readings, one answer
    heights = SLOPE.copy()
    heights[0:200:2, 0:250:2] = -9999.0  # a mean is that of what is known
    terrain, _, findings = read_relief(tif(tmp_path / "mnt.tif", heights), TOWN)
    assert codes(findings) == {"relief_read", "relief_thinned"}
    (thinned,) = [found for found in findings if found.code == "relief_thinned"]
    factor = dict(thinned.values)["factor"]
    assert factor == 4
    assert terrain.step_m == 20.0
    assert terrain.heights_m.size <= 2_000
    x, y = np.meshgrid(np.linspace(X, X + 200, 9), np.linspace(Y, Y + 100, 9))
    # A quarter of the cells are unknown, all on one side: the mean leans by a third of a cell.
    assert np.abs(heights_at(terrain, x, y) - plane(x, y)).max() < 0.2


def test_an_empty_scene_takes_the_whole_raster(tmp_path: pathlib.Path) -> None:
    nowhere = Scene(crs="EPSG:2154", name="")
    terrain, _, findings = read_relief(tif(tmp_path / "mnt.tif", SLOPE), nowhere)
    assert terrain.heights_m.shape == SLOPE.shape
    assert codes(findings) == {"relief_read"}


def test_a_scene_without_outline_is_where_its_buildings_are(tmp_path: pathlib.Path) -> None:
    house = Building(id="b", footprint=shapely.box(X, Y, X + 200, Y + 100), height_m=6.0)
    scene = Scene(crs="EPSG:2154", name="", buildings=(house,))
    path = tif(tmp_path / "mnt.tif", SLOPE)
    assert terrain_bounds(read_relief(path, scene)[0]) == terrain_bounds(read_relief(path, TOWN)[0])


def test_a_town_thinner_than_any_lattice_is_measured_too(tmp_path: pathlib.Path) -> None:
    sliver = shapely.Polygon([(X, Y), (X + 1000, Y + 777.7), (X + 1000, Y + 777.71)])
    scene = Scene(crs="EPSG:2154", name="", outline=sliver)
    assert codes(read_relief(tif(tmp_path / "mnt.tif", SLOPE), scene)[2]) == {"relief_read"}


def test_the_same_file_gives_the_same_arrays(tmp_path: pathlib.Path) -> None:
    path = tif(tmp_path / "mnt.tif", SLOPE)
    (first, origin, told), (second, origin_too, told_too) = (
        read_relief(path, TOWN),
        read_relief(path, TOWN),
    )
    assert first.heights_m.tobytes() == second.heights_m.tobytes()
    assert (origin, told) == (origin_too, told_too)


# What is said


def test_a_part_of_the_town_without_relief_is_told_with_its_share(tmp_path: pathlib.Path) -> None:
    path = tif(tmp_path / "mnt.tif", SLOPE, place=(5.0, 0.0, X + 97.5, 0.0, -5.0, Y + 1000))
    _, _, findings = read_relief(path, TOWN)
    assert codes(findings) == {"relief_read", "relief_partial"}
    (partial,) = [found for found in findings if found.code == "relief_partial"]
    assert dict(partial.values)["share"] == pytest.approx(0.5, abs=0.011)


def test_a_hole_as_small_as_one_cell_never_reads_as_whole(tmp_path: pathlib.Path) -> None:
    heights = SLOPE.copy()
    heights[189, 210] = np.nan
    _, _, findings = read_relief(tif(tmp_path / "mnt.tif", heights), TOWN)
    (partial,) = [found for found in findings if found.code == "relief_partial"]
    assert 0.99 < dict(partial.values)["share"] < 1.0  # type: ignore[operator] # a number


def test_a_file_without_crs_is_taken_as_the_scenes(tmp_path: pathlib.Path) -> None:
    terrain, _, findings = read_relief(tif(tmp_path / "mnt.tif", SLOPE, crs=None), TOWN)
    assert codes(findings) == {"relief_read", "relief_crs_taken"}
    assert terrain.step_m == 5.0


def test_a_prj_beside_any_of_the_formats_is_its_crs(tmp_path: pathlib.Path) -> None:
    path = tif(tmp_path / "mnt.tif", SLOPE, crs=None)
    (tmp_path / "mnt.prj").write_text(LAMBERT_93)
    assert codes(read_relief(path, TOWN)[2]) == {"relief_read"}


@pytest.mark.parametrize(
    "content", [b"hello", b"\xff\xfe", b"", b"x" * 100_000, b'LOCAL_CS["here",UNIT["metre",1]]']
)
def test_a_prj_that_says_nothing_is_passed_over(tmp_path: pathlib.Path, content: bytes) -> None:
    path = tif(tmp_path / "mnt.tif", SLOPE, crs=None)
    (tmp_path / "mnt.prj").write_bytes(content)
    assert codes(read_relief(path, TOWN)[2]) == {"relief_read", "relief_crs_taken"}


def test_a_system_of_heights_beside_that_of_the_map_changes_nothing(tmp_path: pathlib.Path) -> None:
    path = tif(tmp_path / "mnt.tif", SLOPE, crs="EPSG:2154+5720")
    terrain, _, findings = read_relief(path, TOWN)
    assert codes(findings) == {"relief_read"}
    assert terrain.step_m == 5.0


@pytest.mark.parametrize(
    ("name", "doubtful"),
    [
        ("LHD_FXX_0652_6862_MNS_O_0M50.tif", True),
        ("lidar-dsm-0.2m.tif", True),
        ("mnh.tif", True),
        ("LHD_FXX_0652_6862_MNT_O_0M50.tif", False),
        ("ramnsay.tif", False),
    ],
)
def test_the_name_of_a_surface_model_raises_a_doubt(
    tmp_path: pathlib.Path, name: str, doubtful: bool
) -> None:
    _, _, findings = read_relief(tif(tmp_path / name, SLOPE), TOWN)
    assert ("relief_of_surface" in codes(findings)) is doubtful


# What is refused


def test_a_raster_elsewhere_is_refused(tmp_path: pathlib.Path) -> None:
    far = tif(tmp_path / "far.tif", SLOPE, place=(5.0, 0.0, X + 90_000, 0.0, -5.0, Y))
    assert refusal(far) == "relief_elsewhere"
    # Within the margin, but not in the town.
    near = tif(tmp_path / "near.tif", SLOPE, place=(5.0, 0.0, X + 220, 0.0, -5.0, Y + 1000))
    assert refusal(near) == "relief_elsewhere"
    antipodes = Scene(crs="EPSG:32760", name="", outline=shapely.box(5e5, 5e6, 5.01e5, 5.001e6))
    assert refusal(tif(tmp_path / "other.tif", SLOPE), antipodes) == "relief_elsewhere"


def test_a_raster_that_knows_nothing_here_is_refused(tmp_path: pathlib.Path) -> None:
    assert refusal(tif(tmp_path / "a.tif", np.full_like(SLOPE, -99999))) == "relief_elsewhere"


def test_what_is_no_grid_of_heights_is_refused(tmp_path: pathlib.Path) -> None:
    shades = np.full((400, 500), 200, dtype="uint8")
    assert refusal(tif(tmp_path / "shades.tif", shades)) == "relief_is_picture"
    assert refusal(tif(tmp_path / "photo.tif", shades, count=3)) == "relief_not_a_grid"
    assert refusal(tif(tmp_path / "c.tif", SLOPE.astype("complex64"))) == "relief_not_a_grid"


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_a_raster_without_place_is_refused(tmp_path: pathlib.Path) -> None:
    path = tif(tmp_path / "a.tif", SLOPE, place=(1.0, 0.0, 0.0, 0.0, 1.0, 0.0), crs=None)
    assert refusal(path) == "relief_no_place"


def test_a_world_file_or_notes_beside_a_raster_do_not_count(tmp_path: pathlib.Path) -> None:
    path = tif(tmp_path / "a.tif", SLOPE)
    before, _, _ = read_relief(path, TOWN)
    (tmp_path / "a.tfw").write_text("1\n0\n0\n-1\n0\n0\n")
    (tmp_path / "a.tif.aux.xml").write_text(
        '<PAMDataset><PAMRasterBand band="1"><Offset>50</Offset></PAMRasterBand></PAMDataset>'
    )
    after, _, _ = read_relief(path, TOWN)
    np.testing.assert_array_equal(before.heights_m, after.heights_m)
    assert sorted(item.name for item in tmp_path.iterdir()) == ["a.tfw", "a.tif", "a.tif.aux.xml"]


VIRTUAL = (
    '<VRTDataset rasterXSize="9" rasterYSize="9"><VRTRasterBand dataType="Float32" band="1">'
    "<SimpleSource><SourceFilename>/vsicurl/http://127.0.0.1:9/a.tif</SourceFilename>"
    "</SimpleSource></VRTRasterBand></VRTDataset>"
)


@pytest.mark.parametrize("name", ["a.tif", "a.tiff", "a.asc"])
@pytest.mark.parametrize("content", ["hello", VIRTUAL, "\x00\x01\x02", "ncols 5\nnrows 5\n"])
def test_something_else_under_a_rasters_name_is_refused(
    tmp_path: pathlib.Path, name: str, content: str
) -> None:
    path = tmp_path / name
    path.write_text(content)
    assert refusal(path) == "relief_unreadable"


@pytest.mark.parametrize("name", ["a.tif", "a.asc", "a.asc.gz", "a.jp2"])
def test_a_missing_file_a_folder_and_an_empty_one_are_told_apart(
    tmp_path: pathlib.Path, name: str
) -> None:
    path = tmp_path / name
    assert refusal(path) == "file_missing"
    path.mkdir()
    assert refusal(path) == "file_is_a_folder"
    path.rmdir()
    path.touch()
    assert refusal(path) == "file_empty"


def test_a_type_that_is_not_read_is_told(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "mnt.jp2"
    path.write_bytes(b"x")
    assert refusal(path) == "relief_kind_unknown"


def test_a_file_cut_short_is_refused(tmp_path: pathlib.Path) -> None:
    path = tif(tmp_path / "a.tif", SLOPE)
    path.write_bytes(path.read_bytes()[:200_000])
    assert refusal(path) == "relief_unreadable"
    text = asc(SLOPE, west=X - 1000, south=Y - 1000, step=5.0).encode()
    (tmp_path / "b.asc").write_bytes(text[: len(text) // 3])
    assert refusal(tmp_path / "b.asc") == "relief_unreadable"
    packed = gzip.compress(text)
    (tmp_path / "c.asc.gz").write_bytes(packed[: len(packed) // 2])
    assert refusal(tmp_path / "c.asc.gz") == "source_truncated"
    (tmp_path / "d.asc.gz").write_bytes(text)
    assert refusal(tmp_path / "d.asc.gz") == "source_badly_compressed"
    (tmp_path / "e.asc.gz").write_bytes(packed[:60] + bytes(200) + packed[260:])
    assert refusal(tmp_path / "e.asc.gz") == "source_badly_compressed"


def test_words_among_the_heights_are_refused_rather_than_read_as_zeros(
    tmp_path: pathlib.Path,
) -> None:
    text = asc(SLOPE, west=X - 1000, south=Y - 1000, step=5.0)
    path = tmp_path / "a.asc"
    path.write_text(text[:-500] + " high " + text[-500:])
    assert refusal(path) == "relief_unreadable"


def test_a_damaged_raster_is_refused_without_a_trace(
    tmp_path: pathlib.Path, capfd: pytest.CaptureFixture[str]
) -> None:
    whole = tif(tmp_path / "a.tif", SLOPE, compress="deflate").read_bytes()
    path = tmp_path / "b.tif"
    refused = 0
    chance = random.Random(7)  # noqa: S311 - which bytes to damage is no secret
    for _ in range(60):
        damaged = bytearray(whole)
        for at in chance.sample(range(600), 6):
            damaged[at] = chance.randrange(256)
        path.write_bytes(bytes(damaged))
        try:
            read_relief(path, TOWN)
        except SourceError:
            refused += 1
    assert refused > 10
    assert capfd.readouterr() == ("", "")


def test_what_rasterio_prints_of_a_name_it_cannot_decode_is_not_seen(
    capfd: pytest.CaptureFixture[str],
) -> None:
    hooks = sys.excepthook, sys.unraisablehook
    with geodata.relief._unheard():
        sys.excepthook(ValueError, ValueError("\xff"), None)
        sys.unraisablehook(object())  # type: ignore[arg-type] # whatever it is, it is not looked at
    assert (sys.excepthook, sys.unraisablehook) == hooks
    assert capfd.readouterr() == ("", "")


def test_a_raster_that_announces_the_world_costs_nothing(tmp_path: pathlib.Path) -> None:
    # Ten thousand million cells in a file of some megabytes: what was never written is not there.
    path = tmp_path / "huge.tif"
    profile = {"tiled": True, "blockxsize": 4096, "blockysize": 4096, "sparse_ok": True}
    with rasterio.open(
        path, "w", driver="GTiff", dtype="float32", count=1, width=100_000, height=100_000,
        crs="EPSG:2154", transform=rasterio.Affine(5.0, 0.0, X - 1000, 0.0, -5.0, Y + 1000),
        **profile,
    ):  # fmt: skip
        pass
    tracemalloc.start()
    terrain, _, _ = read_relief(path, TOWN)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert terrain.heights_m.shape < (200, 200)
    assert most < 20_000_000
    assert refusal(path, Scene(crs="EPSG:2154", name="")) == "relief_too_big"


def test_a_raster_in_one_enormous_piece_is_refused(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "strip.tif"
    with rasterio.open(
        path, "w", driver="GTiff", dtype="float32", count=1, width=20_000, height=20_000,
        crs="EPSG:2154", transform=rasterio.Affine(5.0, 0.0, X - 1000, 0.0, -5.0, Y + 1000),
        blockysize=20_000, sparse_ok=True, compress="deflate",
    ):  # fmt: skip
        pass
    assert refusal(path) == "relief_too_big"


def test_a_text_that_unpacks_without_end_is_stopped(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(geodata.relief, "LARGEST_TEXT_BYTES", 1_000_000)
    path = tmp_path / "a.asc.gz"
    path.write_bytes(gzip.compress(bytes(50_000_000)))
    assert refusal(path) == "source_too_big"


# The door


@pytest.fixture
def drawn(tmp_path: pathlib.Path) -> pathlib.Path:
    path = tmp_path / "town.geojson"
    ring = [[X, Y], [X + 200, Y], [X + 200, Y + 100], [X, Y + 100], [X, Y]]
    house = {
        "type": "Feature",
        "properties": {"kind": "building", "height_m": 6},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    document = {"type": "FeatureCollection", "crs": "EPSG:2154", "features": [house]}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_a_town_is_flat_until_a_relief_is_given(
    tmp_path: pathlib.Path, drawn: pathlib.Path
) -> None:
    flat = assemble(drawn)
    steep = assemble(drawn, terrain=tif(tmp_path / "mnt.tif", SLOPE))
    assert flat.terrain is None
    assert steep.terrain is not None
    assert steep.buildings == flat.buildings
    assert [one.layer for one in steep.provenance if one not in flat.provenance] == ["relief"]
    assert codes(steep.findings[len(flat.findings) :]) == {"relief_read"}


def test_a_snapshot_keeps_its_relief_unless_another_replaces_it(
    tmp_path: pathlib.Path, drawn: pathlib.Path
) -> None:
    first = assemble(drawn, terrain=tif(tmp_path / "first.tif", SLOPE))
    path = tmp_path / "scene.gpkg"
    write_snapshot(first, path, date="")
    kept = assemble(path)
    assert first.terrain is not None
    assert kept.terrain is not None
    np.testing.assert_array_equal(kept.terrain.heights_m, first.terrain.heights_m)
    assert kept.provenance == first.provenance
    higher = assemble(path, terrain=str(tif(tmp_path / "second-mns.tif", SLOPE + 7)))
    assert higher.terrain is not None
    assert higher.terrain.heights_m.min() > first.terrain.heights_m.min() + 6.9
    assert [one.source for one in higher.provenance if one.layer == "relief"] == ["second-mns.tif"]
    relief = tuple(found for found in higher.findings if found.subject == "relief")
    assert codes(relief) == {"relief_read", "relief_of_surface"}
    assert len(relief) == 2


def test_what_else_a_scene_says_is_kept(tmp_path: pathlib.Path) -> None:
    streets = Provenance(layer="streets", source="a.osm", licence="ODbL")
    scene = Scene(
        **{
            **{name: getattr(TOWN, name) for name in ("crs", "name", "outline")},
            "provenance": (streets,),
            "findings": (note("fences_left_out", subject="walls", count=1),),
        }
    )
    found = with_relief(scene, tif(tmp_path / "mnt.tif", SLOPE))
    assert found.provenance[0] == streets
    assert found.findings[0] == scene.findings[0]


def test_the_invented_town_takes_a_relief_too(tmp_path: pathlib.Path) -> None:
    town = assemble("demo")
    assert town.outline is not None
    west, _, _, north = town.outline.bounds
    heights = np.full((300, 300), 40.0)
    place = (25.0, 0.0, west - 2000, 0.0, -25.0, north + 2000)
    found = assemble("demo", terrain=tif(tmp_path / "mnt.tif", heights, place=place))
    assert found.terrain is not None
    assert np.unique(found.terrain.heights_m).tolist() == [40.0]


def test_progress_goes_from_nothing_to_all(tmp_path: pathlib.Path) -> None:
    told: list[tuple[str, float]] = []
    read_relief(
        tif(tmp_path / "a.tif", SLOPE),
        TOWN,
        progress=lambda step, share: told.append((step, share)),
    )
    assert {step for step, _ in told} == {"relief_reading"}
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)


# Real rasters


def around(points: NDArray[np.float64]) -> Scene:
    return Scene(crs="EPSG:2154", name="", outline=shapely.box(*points.min(0), *points.max(0)))


@pytest.mark.realdata
def test_the_roads_of_ancenis_lie_on_their_relief(shared_data: pathlib.Path) -> None:
    folder = shared_data / "elevation"
    document = json.loads((folder / "ancenis-roads-3d.geojson").read_text(encoding="utf-8"))
    assert len(document["features"]) == 283
    lines = [line for road in document["features"] for line in road["geometry"]["coordinates"]]
    points = np.array([point for line in lines for point in line])
    points = points[points[:, 2] > -1000.0]  # what the roads themselves do not know
    path = folder / "ancenis-dem-15m.asc.gz"
    terrain, origin, findings = read_relief(path, around(points[:, :2]))
    assert terrain.step_m == 15.0
    assert origin.count == terrain.heights_m.size
    assert "relief_crs_taken" not in codes(findings)  # its .prj is beside it
    gap = np.abs(heights_at(terrain, points[:, 0], points[:, 1]) - points[:, 2])
    # Measured: median 0.73 m, 95th percentile 2.6 m; the roads are written to the metre.
    assert np.nanmedian(gap) < 0.8
    assert np.nanpercentile(gap, 95) < 2.8


@pytest.mark.realdata
def test_every_node_of_ancenis_is_the_cell_that_rasterio_reads(shared_data: pathlib.Path) -> None:
    path = shared_data / "elevation" / "ancenis-dem-15m.asc.gz"
    town = Scene(crs="EPSG:2154", name="", outline=shapely.box(399e3, 6708e3, 401e3, 6710e3))
    terrain, _, _ = read_relief(path, town)
    rows, columns = np.indices(terrain.heights_m.shape)
    x, y = terrain.x + 15.0 * columns, terrain.y + 15.0 * rows
    with (
        gzip.open(path) as stream,
        rasterio.io.MemoryFile(stream.read()) as memory,
        memory.open(driver="AAIGrid") as base,
    ):
        sampled = np.array(list(base.sample(np.column_stack([x.ravel(), y.ravel()]))))
    found = heights_at(terrain, x, y)
    assert np.abs(found - sampled.reshape(found.shape)).max() < 0.0051
    assert (found == terrain.heights_m).all()


@pytest.mark.realdata
def test_a_real_lidar_model_is_read_at_its_step_and_its_name_is_doubted(
    shared_data: pathlib.Path,
) -> None:
    path = shared_data / "elevation" / "lidar-dsm-0.2m.tif"
    town = Scene(
        crs="EPSG:2154", name="", outline=shapely.box(732_545, 6_245_775, 732_605, 6_245_830)
    )
    terrain, _, findings = read_relief(path, town)
    assert (terrain.heights_m.shape, terrain.step_m) == ((320, 337), 0.2)
    assert codes(findings) == {"relief_read", "relief_of_surface"}
    with rasterio.open(path) as base:
        np.testing.assert_array_equal(
            terrain.heights_m, np.round(base.read(1)[::-1].astype(float), 2)
        )


@pytest.mark.realdata
def test_a_real_lidar_model_carried_to_utm_stays_within_its_cells(
    shared_data: pathlib.Path,
) -> None:
    path = shared_data / "elevation" / "lidar-dsm-0.2m.tif"
    terrain, _, _ = read_relief(path, Scene(crs="EPSG:32631", name=""))
    straight, _, _ = read_relief(path, Scene(crs="EPSG:2154", name=""))
    rows, columns = np.indices(terrain.heights_m.shape)
    x, y = terrain.x + terrain.step_m * columns, terrain.y + terrain.step_m * rows
    back = pyproj.Transformer.from_crs(32631, 2154, always_xy=True).transform(x, y)
    gap = np.abs(terrain.heights_m - heights_at(straight, *back))
    assert np.isfinite(gap).mean() > 0.9
    assert np.nanmax(gap) < 0.05  # the rounding to a millimetre, on roof edges of several metres
