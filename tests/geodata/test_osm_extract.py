"""Extracts as strangers send them: sound, cut short, disguised or hostile."""

from __future__ import annotations

import bz2
import gzip
import pathlib
import zipfile

import pytest
from osm_drawing import Drawing

from api.texts.reader import load
from geodata import osm_extract
from geodata.osm_extract import read_osm
from planner.errors import SourceError


def village() -> Drawing:
    drawing = Drawing()
    drawing.box(0, 0, 10, 10, building="yes", name="Café & tabac")
    drawing.way([(0, -5), (50, -5)], highway="residential")
    return drawing


def refusal(path: pathlib.Path) -> str:
    with pytest.raises(SourceError) as caught:
        read_osm(path)
    assert "/" not in str(caught.value.values.get("file", ""))
    assert "{" not in load("fr").error(caught.value) + load("en").error(caught.value)
    return caught.value.code


def written(folder: pathlib.Path, name: str, content: bytes) -> pathlib.Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_the_same_village_is_read_from_every_form(tmp_path: pathlib.Path) -> None:
    text = village().text().encode()
    plain = read_osm(written(tmp_path, "a.osm", text))
    packed = read_osm(written(tmp_path, "a.osm.bz2", bz2.compress(text)))
    zipped = read_osm(written(tmp_path, "a.osm.gz", gzip.compress(text)))
    assert plain.ways == packed.ways == zipped.ways
    assert plain.positions == packed.positions == zipped.positions
    assert len({plain.sha256, packed.sha256, zipped.sha256}) == 3


def test_a_file_is_known_by_its_content_when_its_name_lies(tmp_path: pathlib.Path) -> None:
    text = village().text().encode()
    assert len(read_osm(written(tmp_path, "a.osm", bz2.compress(text))).ways) == 2
    assert len(read_osm(written(tmp_path, "a.osm.gz", text)).ways) == 2
    assert len(read_osm(written(tmp_path, "b.osm.pbf", text)).ways) == 2


def test_the_order_of_elements_does_not_matter(tmp_path: pathlib.Path) -> None:
    straight = read_osm(written(tmp_path, "a.osm", village().text().encode()))
    shuffled = read_osm(written(tmp_path, "b.osm", village().text(shuffled=True).encode()))
    assert list(straight.ways.items()) == list(shuffled.ways.items())
    assert straight.positions == shuffled.positions


def test_a_byte_order_mark_is_stepped_over(tmp_path: pathlib.Path) -> None:
    content = b"\xef\xbb\xbf" + village().text().encode()
    assert len(read_osm(written(tmp_path, "a.osm", content)).ways) == 2


def test_the_source_is_named_without_its_folder(tmp_path: pathlib.Path) -> None:
    assert read_osm(written(tmp_path, "a.osm", village().text().encode())).file == "a.osm"


def test_the_date_of_overpass_is_read(tmp_path: pathlib.Path) -> None:
    drawing = village()
    drawing.head = '<meta osm_base="2019-09-09T14:03:02Z"/>'
    assert read_osm(drawing.write(tmp_path)).date == "2019-09-09"


def test_the_newest_element_dates_a_file_that_states_nothing(tmp_path: pathlib.Path) -> None:
    drawing = village()
    for key, day in ((901, "2018-01-02"), (902, "2021-05-06")):
        drawing.nodes[key] = (
            f'<node id="{key}" lon="2" lat="48" version="1" timestamp="{day}T10:00:00Z"/>'
        )
    assert read_osm(drawing.write(tmp_path)).date == "2021-05-06"
    assert read_osm(village().write(tmp_path)).date == ""


def test_stated_bounds_are_kept(tmp_path: pathlib.Path) -> None:
    drawing = village()
    drawing.head = '<bounds minlat="48.8" minlon="2.3" maxlat="48.9" maxlon="2.4"/>'
    assert read_osm(drawing.write(tmp_path)).bounds == pytest.approx((2.3, 48.8, 2.4, 48.9))


def test_deleted_elements_are_left_out(tmp_path: pathlib.Path) -> None:
    drawing = village()
    drawing.ways.append('<way id="900" version="2" visible="false"><nd ref="1"/></way>')
    assert 900 not in read_osm(drawing.write(tmp_path)).ways


def test_a_missing_file_a_folder_and_an_empty_file_are_told_apart(tmp_path: pathlib.Path) -> None:
    assert refusal(tmp_path / "nowhere.osm") == "file_missing"
    assert refusal(tmp_path) == "file_is_a_folder"
    assert refusal(written(tmp_path, "empty.osm", b"")) == "file_empty"


def test_a_zip_renamed_is_known_as_a_zip(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "town.osm"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("town.osm", village().text())
    assert refusal(path) == "source_is_a_zip"


def test_a_file_cut_short_is_told_as_such(tmp_path: pathlib.Path) -> None:
    text = village().text().encode()
    packed, zipped = bz2.compress(text), gzip.compress(text)
    assert refusal(written(tmp_path, "a.osm.bz2", packed[: len(packed) // 2])) == "source_truncated"
    assert refusal(written(tmp_path, "a.osm.gz", zipped[: len(zipped) // 2])) == "source_truncated"
    assert refusal(written(tmp_path, "a.osm", text[: len(text) // 2])) == "osm_xml_broken"


@pytest.mark.realdata
def test_a_pbf_cut_short_is_told_as_such(tmp_path: pathlib.Path, shared_data: pathlib.Path) -> None:
    with (shared_data / "osm" / "geneva.osm.pbf").open("rb") as stream:
        head = stream.read(60_000)
    assert refusal(written(tmp_path, "a.osm.pbf", head)) == "source_truncated"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.osm.bz2", b"not compressed at all", "source_badly_compressed"),
        ("a.osm.gz", b"\x1f\x8bnot really", "source_badly_compressed"),
        ("a.osm.bz2", b"BZh9 but then nonsense", "source_badly_compressed"),
        ("a.osm", b'{"elements": []}', "osm_not_xml"),
        ("a.osm", b"\x00\x01\x02\x03", "osm_not_xml"),
        ("a.osm", "<osm version='0.6'/>".encode("utf-16"), "osm_not_xml"),
        ("a.osm", b"<html><body/></html>", "osm_other_xml"),
        ("a.osm", b"<!-- <osm> --><gpx/>", "osm_other_xml"),
        ("a.osm", b"<osmChange version='0.6'/>", "osm_other_xml"),
        ("a.osm", b"<", "osm_other_xml"),
        ("a.osm.pbf", b"no blob here", "osm_pbf_broken"),
        ("a.osm.pbf", b"\x00\x00\x00\x0d\x0a\x09OSMHeader" + b"\xff" * 80, "osm_pbf_broken"),
        ("a.osm", b"<osm version='0.5'/>", "osm_value_bad"),
        ("a.osm", b"<osm version='0.6'><node id='1' lat='1000' lon='1'/></osm>", "osm_value_bad"),
        ("a.osm", b"<osm version='0.6'><node id='x' lat='1' lon='1'/></osm>", "osm_value_bad"),
        ("a.osm", b"<osm version='0.6'>\n<node id='1'", "osm_xml_broken"),
    ],
)
def test_what_is_no_extract_is_refused_by_name(
    tmp_path: pathlib.Path, name: str, content: bytes, code: str
) -> None:
    assert refusal(written(tmp_path, name, content)) == code


ENTITIES = b"""<?xml version="1.0"?>
<!DOCTYPE osm [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///x">]>
<osm version="0.6"><node id="1" version="1" lat="1" lon="1"><tag k="a" v="&b;&c;"/></node></osm>
"""


def test_entities_are_never_expanded(tmp_path: pathlib.Path) -> None:
    assert refusal(written(tmp_path, "a.osm", ENTITIES)) == "osm_entities"


def test_entities_hidden_beyond_the_head_are_not_expanded_either(tmp_path: pathlib.Path) -> None:
    padding = b"<!--" + b"x" * 200_000 + b"-->"
    hidden = ENTITIES.replace(b"<!DOCTYPE", padding + b"<!DOCTYPE")
    assert refusal(written(tmp_path, "a.osm", hidden)) in {"osm_entities", "osm_other_xml"}


def test_a_decompression_bomb_is_seen_before_it_is_read(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(osm_extract, "LARGEST_DOCUMENT_BYTES", 3_000_000)
    bomb = b"<osm version='0.6'>" + b" " * 5_000_000
    assert refusal(written(tmp_path, "a.osm.bz2", bz2.compress(bomb))) == "source_too_big"
    assert refusal(written(tmp_path, "a.osm.gz", gzip.compress(bomb))) == "source_too_big"
    assert refusal(written(tmp_path, "a.osm", bomb)) == "source_too_big"


def test_a_country_is_refused_before_memory_runs_out(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(osm_extract, "LARGEST_ELEMENT_COUNT", 5)
    assert refusal(village().write(tmp_path)) == "osm_too_many"
