"""A footprint on its way to becoming buildings: cut by its parts, opened by its passages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from geodata.osm_heights import Extent
from geodata.polygons import cut_polygons, numbered, without_slivers
from planner.scene.model import Building, Use


@dataclass(frozen=True, slots=True, kw_only=True)
class Footprint:
    """An outline, a part or a passage, with its vertical extent.

    Attributes
    ----------
    key : str
        Its id in the scene, before the numbers of its pieces.
    part_of : str
        Key of the outline that it refines; empty for an outline.
    """

    key: str
    polygons: tuple[Polygon, ...]
    extent: Extent
    part_of: str = ""
    use: Use = "other"
    kind: str = ""
    name: str = ""

    @property
    def outline(self) -> str:
        """The key of the building that this is, or is a piece of."""
        return self.part_of or self.key


def take_away(polygons: Iterable[Polygon], ground: BaseGeometry) -> tuple[Polygon, ...]:
    """Give what is left of polygons outside some ground, without shreds along the cut."""
    return tuple(
        piece for polygon in polygons for piece in cut_polygons(without_slivers(polygon - ground))
    )


def keep_inside(polygons: Iterable[Polygon], ground: BaseGeometry) -> tuple[Polygon, ...]:
    """Give what polygons have in common with some ground."""
    return tuple(piece for polygon in polygons for piece in cut_polygons(polygon & ground))


def buildings_of(footprints: Sequence[Footprint]) -> tuple[Building, ...]:
    """Give the buildings of footprints, one per piece, sorted by id."""
    buildings = [
        Building(
            id=key,
            footprint=polygon,
            height_m=footprint.extent.top_m,
            min_height_m=footprint.extent.underside_m,
            height_status=footprint.extent.status,
            use=footprint.use,
            kind=footprint.kind,
            name=footprint.name,
            part_of=footprint.part_of,
        )
        for footprint in footprints
        for key, polygon in zip(
            numbered(footprint.key, len(footprint.polygons)), footprint.polygons, strict=True
        )
    ]
    return tuple(sorted(buildings, key=lambda building: building.id))
