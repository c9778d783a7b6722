"""Small OpenStreetMap extracts written for tests: metres around a village, XML out."""

from __future__ import annotations

import pathlib
from dataclasses import dataclass, field
from xml.sax.saxutils import quoteattr

import pyproj

from api.texts.reader import load
from geodata.osm_scene import read_osm_scene
from planner.scene.model import Building, Scene

EAST, NORTH = 652_000.0, 6_862_000.0  # a place in Lambert-93 where the tests draw
_TO_DEGREES = pyproj.Transformer.from_crs("EPSG:2154", "EPSG:4326", always_xy=True)

Place = tuple[float, float]


@dataclass
class Drawing:
    """An extract being drawn; positions are metres east and north of (EAST, NORTH)."""

    nodes: dict[int, str] = field(default_factory=dict)
    ways: list[str] = field(default_factory=list)
    relations: list[str] = field(default_factory=list)
    head: str = ""
    _at: dict[Place, int] = field(default_factory=dict)
    _last: int = 0

    def node(self, place: Place, /, **tags: str) -> int:
        """Add a node, or find the one already there."""
        if place in self._at and not tags:
            return self._at[place]
        self._last += 1
        lon, lat = _TO_DEGREES.transform(EAST + place[0], NORTH + place[1])
        self._at.setdefault(place, self._last)
        self.nodes[self._last] = (
            f'<node id="{self._last}" lon="{lon:.9f}" lat="{lat:.9f}" version="1">'
            f"{_tags(tags)}</node>"
        )
        return self._last

    def way(self, places: list[Place], **tags: str) -> int:
        """Add a way through places."""
        return self.way_of([self.node(place) for place in places], **tags)

    def way_of(self, refs: list[int], **tags: str) -> int:
        """Add a way through node ids, known or not."""
        self._last += 1
        members = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        self.ways.append(f'<way id="{self._last}" version="1">{members}{_tags(tags)}</way>')
        return self._last

    def box(self, west: float, south: float, east: float, north: float, **tags: str) -> int:
        """Add a closed rectangle."""
        ring = [(west, south), (east, south), (east, north), (west, north), (west, south)]
        return self.way(ring, **tags)

    def relation(self, members: list[tuple[int, str]], **tags: str) -> int:
        """Add a multipolygon of ways with roles."""
        self._last += 1
        tags = {"type": "multipolygon", **tags}
        inside = "".join(f'<member type="way" ref="{ref}" role="{role}"/>' for ref, role in members)
        self.relations.append(
            f'<relation id="{self._last}" version="1">{inside}{_tags(tags)}</relation>'
        )
        return self._last

    def text(self, *, shuffled: bool = False) -> str:
        """Give the XML; ``shuffled`` puts relations first and nodes last."""
        parts = [*self.nodes.values(), *self.ways, *self.relations]
        body = "\n".join(reversed(parts) if shuffled else parts)
        return f'<?xml version="1.0"?>\n<osm version="0.6">{self.head}\n{body}\n</osm>\n'

    def write(self, folder: pathlib.Path, *, shuffled: bool = False) -> pathlib.Path:
        """Write the extract."""
        path = folder / "village.osm"
        path.write_text(self.text(shuffled=shuffled), encoding="utf-8")
        return path


def _tags(tags: dict[str, str]) -> str:
    """Write tags; a double underscore in a key stands for a colon."""
    return "".join(
        f"<tag k={quoteattr(key.replace('__', ':'))} v={quoteattr(value)}/>"
        for key, value in tags.items()
    )


def scene_of(drawing: Drawing, folder: pathlib.Path) -> Scene:
    scene = read_osm_scene(drawing.write(folder))
    assert all(load("fr").finding(item) and load("en").finding(item) for item in scene.findings)
    return scene


def building_of(scene: Scene, ref: int, prefix: str = "w") -> Building:
    (found,) = (item for item in scene.buildings if item.id == f"{prefix}{ref}")
    return found


def finding_counts(scene: Scene) -> dict[str, object]:
    return {finding.code: dict(finding.values).get("count") for finding in scene.findings}
