"""Another program's reading of the same streets: osmnx, on the village of Saint-Jean."""

from __future__ import annotations

import bz2
import pathlib
import warnings

import osmnx
import pytest
import shapely

from geodata.assemble import assemble
from geodata.osm_kinds import is_carriageway
from geodata.projection import project

pytestmark = pytest.mark.realdata


def test_osmnx_measures_the_same_carriageways(
    shared_data: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    packed = shared_data / "osm" / "saint-jean-la-poterie-56223.osm.bz2"
    scene = assemble(packed)
    ours = [street for street in scene.streets if is_carriageway(street.highway)]
    unpacked = tmp_path / "saint-jean.osm"
    unpacked.write_bytes(bz2.decompress(packed.read_bytes()))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # osmnx warns that the file is not its own
        graph = osmnx.graph_from_xml(unpacked, bidirectional=True, simplify=False, retain_all=True)
    theirs = 0.0
    for start, end, data in graph.edges(data=True):
        if start < end and is_carriageway(str(data.get("highway"))):
            line = shapely.LineString(
                [(graph.nodes[node]["x"], graph.nodes[node]["y"]) for node in (start, end)]
            )
            theirs += project(line, "EPSG:4326", scene.crs).length
    # Where our reading leaves out what is drawn as an area, theirs does not: 1 % covers it.
    assert sum(street.line.length for street in ours) == pytest.approx(theirs, rel=0.01)
