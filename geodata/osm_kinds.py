"""What an OpenStreetMap element is to Vigie, told from its tags alone. Pure, no geometry.

Each list says why something is in or out. Keys and values: https://wiki.openstreetmap.org .
"""

from __future__ import annotations

from typing import Literal

from geodata.osm_tags import Tags
from planner.scene.model import AreaKind, PointKind, Use

# Carriageways: where cars drive by right, and pedestrian streets, which are built like them.
CARRIAGEWAYS = frozenset(
    [
        "motorway", "trunk", "primary", "secondary", "tertiary", "motorway_link", "trunk_link",
        "primary_link", "secondary_link", "tertiary_link", "unclassified", "residential", "road",
        "living_street", "service", "pedestrian",
    ]
)  # fmt: skip
# A busway is dug like a street but is no way open to cars. Left out: construction and proposed
# (not there yet), platform (a quay, kept as station ground), corridor and elevator (indoors),
# raceway and via_ferrata (no commune digs there), rest areas and services (areas).
STREETS = CARRIAGEWAYS | {
    "busway", "footway", "path", "steps", "track", "cycleway", "bridleway",
}  # fmt: skip

# See-through fences are left out, for they hide nothing: railing, bars, chain_link, wire,
# barbed_wire, electric, split_rail, post_and_rail, pole, mesh, net. A fence of no stated type
# is left out too: in France it is most often wire mesh.
_OPAQUE_FENCES = frozenset(
    [
        "wood", "wooden", "panel", "panels", "wood_panel", "stone", "concrete", "brick", "bricks",
        "wall", "metal_sheet", "corrugated_metal", "sheet_metal", "gabion", "bamboo", "wicker",
        "hedge", "slate", "solid", "closeboard",
    ]
)  # fmt: skip
_WALLS: dict[str, str] = {
    "wall": "wall",
    "city_wall": "wall",
    "retaining_wall": "wall",
    "hedge": "hedge",
}

_OPEN_ACCESS = frozenset(
    ["", "yes", "public", "permissive", "designated", "destination", "unknown", "official"]
)
_DWELLINGS = frozenset(
    [
        "apartments", "house", "residential", "detached", "semidetached_house", "terrace",
        "bungalow", "dormitory", "farm", "cabin", "static_caravan", "houseboat", "villa", "annexe",
        "tree_house", "stilt_house", "ger",
    ]
)  # fmt: skip
_PUBLIC_BUILDINGS = frozenset(
    [
        "school", "kindergarten", "college", "university", "hospital", "public", "civic",
        "government", "townhall", "train_station", "transportation", "church", "chapel",
        "cathedral", "mosque", "synagogue", "temple", "religious", "fire_station", "police",
        "sports_hall", "sports_centre", "museum", "library", "toilets", "stadium", "gatehouse",
    ]
)  # fmt: skip
PUBLIC_AMENITIES = frozenset(
    [
        "townhall", "police", "school", "kindergarten", "college", "university", "library",
        "hospital", "courthouse", "post_office", "place_of_worship", "community_centre", "theatre",
        "arts_centre", "fire_station", "public_building", "social_facility",
        "toilets", "music_school", "prison", "conference_centre", "social_centre", "marketplace",
    ]
)  # fmt: skip
# Homes of people under care: their windows deserve what those of a dwelling do.
_CARE_HOMES = frozenset(
    ["nursing_home", "retirement_home", "assisted_living", "group_home", "shelter"]
)
# Services that often fill one floor of a house: such a point says nothing of the floors above.
_TENANTS = frozenset(
    [
        "post_office", "social_facility", "social_centre", "community_centre", "arts_centre",
        "music_school", "conference_centre",
    ]
)  # fmt: skip
_TRADE_KEYS = (
    "shop",
    "office",
    "craft",
    "industrial",
    "healthcare",
    "amenity",
    "tourism",
    "leisure",
)
_SHORT_KINDS = {
    "chapel": "church",
    "cathedral": "church",
    "place_of_worship": "church",
    "train_station": "station",
    "kindergarten": "school",
}
_WORKING_GROUND = frozenset(["industrial", "commercial", "retail", "railway", "farmyard"])


def is_carriageway(highway: str) -> bool:
    """Tell whether a street counts as a carriageway.

    Motor roads, links, service ways, living and pedestrian streets do; footways, paths, steps,
    tracks, cycleways and busways do not.
    """
    return highway in CARRIAGEWAYS


def is_street(tags: Tags) -> bool:
    """Tell whether a way is a line that a trench, a camera or a pedestrian cares about."""
    return (
        tags.get("highway", "") in STREETS
        and tags.get("area", "no") == "no"
        and tags.get("indoor", "no") == "no"
    )


def wall_kind(tags: Tags) -> str:
    """Tell what an opaque barrier is: ``wall``, ``hedge``, ``fence``; empty when it is none."""
    barrier = tags.get("barrier", "")
    if is_building(tags):
        return ""
    if barrier == "fence":
        return "fence" if tags.get("fence_type", "") in _OPAQUE_FENCES else ""
    return _WALLS.get(barrier, "")


def is_open_fence(tags: Tags) -> bool:
    """Tell whether a way is a fence that is left out because it hides nothing."""
    return tags.get("barrier") == "fence" and not wall_kind(tags) and not is_building(tags)


def barrier_kind(tags: Tags) -> Literal["rail", "waterway"] | None:
    """Tell what a trench may not cross freely: rail and water at ground level.

    What runs in a tunnel, a culvert or on a bridge is left out: a trench passes above or below.
    So is a ditch, which a digger crosses in passing.
    """
    if tags.get("tunnel", "no") != "no" or tags.get("bridge", "no") != "no":
        return None
    if tags.get("railway") in {"rail", "light_rail", "tram", "narrow_gauge", "subway", "funicular"}:
        return "rail"
    if tags.get("waterway") in {"river", "stream", "canal", "drain"}:
        return "waterway"
    return None


def is_building(tags: Tags) -> bool:
    """Tell whether an element is a building outline above ground."""
    return tags.get("building", "no") != "no" and tags.get("location") != "underground"


def is_part(tags: Tags) -> bool:
    """Tell whether an element refines a building; an outline that is tagged both is an outline."""
    return tags.get("building:part", "no") != "no" and not is_building(tags)


def building_kind(tags: Tags) -> str:
    """Name a building: ``townhall``, ``police``, ``school``, ``church``, ``station``...

    Else its value of ``building``; empty for ``building=yes`` with no public amenity.
    """
    amenity = tags.get("amenity", "")
    value = tags.get("building", tags.get("building:part", ""))
    if amenity in PUBLIC_AMENITIES:
        return _SHORT_KINDS.get(amenity, amenity)
    if tags.get("railway") == "station":
        return "station"
    return "" if value == "yes" else _SHORT_KINDS.get(value, value)


def building_use(tags: Tags) -> Use | None:
    """Tell what a building is used for; None when only its surroundings can tell."""
    value = tags.get("building", "yes")
    if {tags.get("amenity", ""), tags.get("social_facility", "")} & _CARE_HOMES:
        return "dwelling"
    if tags.get("amenity") in PUBLIC_AMENITIES or value in _PUBLIC_BUILDINGS:
        return "public"
    if value in _DWELLINGS:
        return "dwelling"
    if value != "yes" or any(key in tags for key in _TRADE_KEYS):
        return "other"
    # The French land register gives light constructions (sheds, lean-tos) as wall=no.
    return "other" if tags.get("wall") == "no" else None


def is_working_ground(tags: Tags) -> bool:
    """Tell whether buildings of no stated use on this ground are presumed not to be dwellings."""
    return tags.get("landuse") in _WORKING_GROUND


def public_ground(tags: Tags) -> str:
    """Name the public service whose grounds these are (``school``, ``townhall``...), or nothing."""
    amenity = tags.get("amenity", "")
    if amenity in {"marketplace", "toilets"} or amenity not in PUBLIC_AMENITIES:
        return ""
    return _SHORT_KINDS.get(amenity, amenity)


def public_point(tags: Tags) -> str:
    """Name the public service that a point gives to the whole building around it, or nothing."""
    return "" if tags.get("amenity") in _TENANTS else public_ground(tags)


def point_kind(tags: Tags) -> PointKind | None:
    """Tell what point of interest an element is, whatever its shape."""
    amenity = tags.get("amenity", "")
    if amenity == "townhall":
        return "townhall"
    if amenity == "police":  # gendarmerie and municipal police: both carry amenity=police
        return "police"
    return "school" if amenity in {"school", "kindergarten"} else None


def node_kind(tags: Tags) -> PointKind | None:
    """Tell what a node is: a point of interest, or something that stands in the street."""
    if tags.get("natural") == "tree":
        return "tree"
    if tags.get("highway") == "street_lamp":
        return "lamp"
    if tags.get("power") == "pole" or tags.get("man_made") == "utility_pole":
        return "pole"
    if tags.get("entrance", "no") != "no":
        return "entrance"
    return point_kind(tags)


def is_camera(tags: Tags) -> bool:
    """Tell whether an element is a camera: a surveillance device that is no guard."""
    kinds = set(tags.get("surveillance:type", "camera").casefold().split(";"))
    return tags.get("man_made") == "surveillance" and bool(kinds & {"camera", "alpr", "anpr"})


def area_kind(tags: Tags) -> AreaKind | None:
    """Tell what a closed shape is as ground; None when it is no ground of interest.

    The first rule that speaks wins. Ground whose ``access`` is not open is private, whatever it
    is: the car park of a shop's customers, the garden of a house.
    """
    if is_building(tags) or is_part(tags) or _is_hidden(tags):
        return None
    for rule in (_paved, _leisure, _institution, _land):
        kind = rule(tags)
        if kind is not None:
            break
    else:
        return None
    closable = kind in {"square", "parking", "park", "green"}
    return "private" if closable and tags.get("access", "") not in _OPEN_ACCESS else kind


def _is_hidden(tags: Tags) -> bool:
    """Tell whether a shape is under ground or upstairs."""
    return (
        tags.get("location") in {"underground", "indoor"}
        or tags.get("tunnel", "no") != "no"
        or tags.get("indoor", "no") != "no"
        or tags.get("layer", "0").startswith("-")
        or tags.get("parking") in {"underground", "multi-storey", "rooftop"}
    )


def _paved(tags: Tags) -> AreaKind | None:
    highway = tags.get("highway", "")
    is_area = tags.get("area") == "yes" or tags.get("type") == "multipolygon"
    if highway in STREETS and is_area:
        return "square"
    if tags.get("place") == "square" or tags.get("amenity") == "marketplace":
        return "square"
    if highway == "platform" or tags.get("railway") == "platform":
        return "station" if "railway" in tags else None
    return "parking" if tags.get("amenity") == "parking" else None


def _leisure(tags: Tags) -> AreaKind | None:
    leisure = tags.get("leisure", "")
    if leisure == "garden":
        return _garden(tags)
    if leisure in {"park", "playground", "dog_park", "fitness_station", "pitch"}:
        return "park"
    if tags.get("landuse") in {"village_green", "recreation_ground"}:
        return "park"
    return "private" if leisure == "swimming_pool" else None


def _garden(tags: Tags) -> AreaKind:
    """Tell whose garden it is; one of which nothing is said is only drawn."""
    if tags.get("garden:type") in {"residential", "private", "kitchen"}:
        return "private"
    public = {"community", "botanical", "public", "castle", "monastery", "rose_garden"}
    stated_open = tags.get("access", "") in _OPEN_ACCESS - {"", "unknown"}
    if stated_open or tags.get("garden:type") in public or "name" in tags:
        return "park"
    return "green"


def _institution(tags: Tags) -> AreaKind | None:
    amenity = tags.get("amenity", "")
    if amenity in {"school", "kindergarten", "college"}:
        return "school"
    if amenity == "grave_yard" or tags.get("landuse") in {"cemetery", "allotments", "military"}:
        return "private"
    if tags.get("landuse") == "railway" or tags.get("railway") == "station":
        return "station"
    return None


def _land(tags: Tags) -> AreaKind | None:
    natural, landuse = tags.get("natural", ""), tags.get("landuse", "")
    if natural == "water" or tags.get("waterway") in {"riverbank", "dock"}:
        return "water"
    if landuse in {"basin", "reservoir"}:
        return "water"
    if natural in {"wood", "scrub", "grassland", "heath", "shrubbery", "wetland"}:
        return "green"
    green = {"grass", "meadow", "forest", "orchard", "vineyard", "flowerbed", "farmland"}
    return "green" if landuse in green else None
