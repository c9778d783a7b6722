"""An OpenStreetMap extract read as it is: nodes, ways, relations, whatever their order.

XML (plain, bzip2, gzip) and PBF. Files come from strangers: their form is told by their content
and not by their name, their decompressed size is measured before anything is kept, and entity
declarations are refused (libosmium's parser). Nothing is interpreted here.
"""

from __future__ import annotations

import bz2
import gzip
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import osmium

from geodata.files import check_file, head_of, sha256_of
from geodata.osm_tags import Tags
from planner.errors import SourceError
from planner.progress import Progress, silent

LARGEST_DOCUMENT_BYTES = 1_000_000_000
LARGEST_ELEMENT_COUNT = 3_000_000  # fifteen times central Geneva; a region must be cut first
_CHUNK_BYTES = 1 << 20
_HEAD_BYTES = 65_536

_XML_ROOT = re.compile(rb"<([A-Za-z_][\w.:-]*)")
_XML_PROLOGUE = re.compile(rb"<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>", re.DOTALL)
_OVERPASS_DATE = re.compile(rb"<meta\s[^>]*osm_base=[\"']([0-9TZ:.+-]{10,40})[\"']")
_ISO_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})")
_LINE = re.compile(r"line (\d+)")

Member = tuple[str, int, str]  # type (n, w, r), reference, role


@dataclass(frozen=True, slots=True)
class OsmNode:
    """A node that carries tags."""

    ref: int
    tags: Tags

    @property
    def key(self) -> str:
        """Its id in the scene: ``n123``."""
        return f"n{self.ref}"


@dataclass(frozen=True, slots=True)
class OsmWay:
    """A way: an ordered list of node references."""

    ref: int
    tags: Tags
    refs: tuple[int, ...]

    @property
    def key(self) -> str:
        """Its id in the scene: ``w123``."""
        return f"w{self.ref}"


@dataclass(frozen=True, slots=True)
class OsmRelation:
    """A relation: members with roles."""

    ref: int
    tags: Tags
    members: tuple[Member, ...]

    @property
    def key(self) -> str:
        """Its id in the scene: ``r123``."""
        return f"r{self.ref}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OsmExtract:
    """Everything an extract holds, by id.

    Attributes
    ----------
    file : str
        Name of the file, without its folder.
    positions : mapping of int to (float, float)
        Longitude and latitude of every node, WGS 84 degrees.
    nodes : mapping of int to OsmNode
        Nodes with tags only.
    bounds : tuple of float or None
        West, south, east, north in degrees, when the file states them.
    date : str
        ISO date of the data, empty when the file does not say.
    """

    file: str
    sha256: str
    date: str
    bounds: tuple[float, float, float, float] | None
    positions: Mapping[int, tuple[float, float]]
    nodes: Mapping[int, OsmNode]
    ways: Mapping[int, OsmWay]
    relations: Mapping[int, OsmRelation]


def read_osm(path: Path, *, progress: Progress = silent) -> OsmExtract:
    """Read an extract.

    Parameters
    ----------
    path : Path
        ``.osm``, ``.osm.bz2``, ``.osm.gz`` or ``.osm.pbf``.
    progress : Progress

    Returns
    -------
    OsmExtract

    Raises
    ------
    SourceError
        Codes of ``check_file``; ``source_is_a_zip``, ``source_truncated``,
        ``source_badly_compressed``, ``source_too_big``, ``osm_too_many``, ``osm_not_xml``,
        ``osm_other_xml``, ``osm_entities``, ``osm_xml_broken``, ``osm_value_bad``,
        ``osm_pbf_broken``.
    """
    check_file(path, error=SourceError)
    progress("osm_reading", 0.0)
    form, stated = _survey(path)
    collected = _Collected()
    try:
        processor = osmium.FileProcessor(osmium.io.File(str(path), form))
        header = processor.header
        stated = header.get("osmosis_replication_timestamp") or stated or header.get("timestamp")
        collected.take(processor, path.name, dated=bool(stated))
        bounds = _bounds(header.box())
    except (RuntimeError, ValueError, OSError, osmium.InvalidLocationError) as fault:
        raise _parsing_error(path.name, form, str(fault)) from fault
    progress("osm_reading", 1.0)
    return OsmExtract(
        file=path.name,
        sha256=sha256_of(path, error=SourceError),
        date=_iso_date(stated or collected.newest),
        bounds=bounds,
        positions=collected.positions,
        nodes=dict(sorted(collected.nodes.items())),
        ways=dict(sorted(collected.ways.items())),
        relations=dict(sorted(collected.relations.items())),
    )


@dataclass(slots=True)
class _Collected:
    """What has been read so far; lives for one reading."""

    positions: dict[int, tuple[float, float]] = field(default_factory=dict)
    nodes: dict[int, OsmNode] = field(default_factory=dict)
    ways: dict[int, OsmWay] = field(default_factory=dict)
    relations: dict[int, OsmRelation] = field(default_factory=dict)
    newest: str = ""

    def take(self, processor: Any, file: str, *, dated: bool) -> None:  # noqa: ANN401 - untyped
        """Keep every element; look at their dates only when the file does not state its own."""
        for count, element in enumerate(processor):
            if count >= LARGEST_ELEMENT_COUNT:
                raise SourceError("osm_too_many", file=file, limit=LARGEST_ELEMENT_COUNT)
            if not element.visible:
                continue
            if not dated:
                self.newest = max(self.newest, element.timestamp.isoformat())
            if element.is_node():
                self._take_node(element)
            elif element.is_way():
                refs = tuple(node.ref for node in element.nodes)
                self.ways[element.id] = OsmWay(element.id, dict(element.tags), refs)
            elif element.is_relation():
                members = tuple((item.type, item.ref, item.role) for item in element.members)
                self.relations[element.id] = OsmRelation(element.id, dict(element.tags), members)

    def _take_node(self, node: Any) -> None:  # noqa: ANN401 - osmium has no types
        location = node.location
        if not location.valid():
            return
        self.positions[node.id] = (location.lon_without_check(), location.lat_without_check())
        if node.tags:
            self.nodes[node.id] = OsmNode(node.id, dict(node.tags))


def _bounds(box: Any) -> tuple[float, float, float, float] | None:  # noqa: ANN401 - untyped
    if not box.valid():
        return None
    low, high = box.bottom_left, box.top_right
    return (low.lon, low.lat, high.lon, high.lat)


def _iso_date(stated: str) -> str:
    match = _ISO_DATE.match(stated)
    # An element without a timestamp answers the epoch.
    return match.group(1) if match and not stated.startswith("1970-01-01") else ""


def _survey(path: Path) -> tuple[str, str]:
    """Tell the form of a file by its content, and the date that Overpass writes in its head.

    Compressed files are unpacked once, chunk by chunk, and thrown away: a bomb is seen before
    anything is kept, and a file cut short says so.
    """
    head = head_of(path, _HEAD_BYTES, error=SourceError)
    if head.startswith(b"PK\x03\x04"):
        raise SourceError("source_is_a_zip", file=path.name)
    if b"OSMHeader" in head[:64]:
        return "pbf", ""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if path.name.lower().endswith(".pbf") and not text.startswith(b"<"):
        raise SourceError("osm_pbf_broken", file=path.name)
    form, unpacked = _unpacked_head(path, head)
    _check_root(unpacked, path.name)
    match = _OVERPASS_DATE.search(unpacked)
    return form, match.group(1).decode("ascii") if match else ""


def _unpacked_head(path: Path, head: bytes) -> tuple[str, bytes]:
    if head.startswith(b"BZh"):
        with bz2.open(path) as stream:
            return "osm.bz2", _measure(stream, path.name)
    if head.startswith(b"\x1f\x8b"):
        with gzip.open(path) as stream:
            return "osm.gz", _measure(stream, path.name)
    if path.name.lower().endswith((".bz2", ".gz")) and not head.lstrip().startswith(b"<"):
        raise SourceError("source_badly_compressed", file=path.name)
    if path.stat().st_size > LARGEST_DOCUMENT_BYTES:
        raise _too_big(path.name)
    return "osm", head


def _measure(stream: gzip.GzipFile | bz2.BZ2File, file: str) -> bytes:
    """Unpack to nowhere, give the first bytes."""
    try:
        head = stream.read(_HEAD_BYTES)
        size = len(head)
        while chunk := stream.read(_CHUNK_BYTES):
            size += len(chunk)
            if size > LARGEST_DOCUMENT_BYTES:
                raise _too_big(file)
    except EOFError as fault:
        raise SourceError("source_truncated", file=file) from fault
    except (OSError, zlib.error) as fault:
        raise SourceError("source_badly_compressed", file=file) from fault
    return head


def _too_big(file: str) -> SourceError:
    return SourceError("source_too_big", file=file, limit_mb=LARGEST_DOCUMENT_BYTES // 1_000_000)


def _check_root(head: bytes, file: str) -> None:
    """Refuse what is no XML, XML that is not OSM, and entity declarations."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text.startswith(b"<"):
        raise SourceError("osm_not_xml", file=file)
    if b"<!ENTITY" in text:
        raise SourceError("osm_entities", file=file)
    match = _XML_ROOT.search(_XML_PROLOGUE.sub(b"", text))
    root = match.group(1).decode("ascii", "replace") if match else ""
    if root != "osm":
        raise SourceError("osm_other_xml", file=file, root=root[:40])


def _parsing_error(file: str, form: str, message: str) -> SourceError:
    """Give libosmium's refusal a code; it tells its reasons in words only."""
    if "EOF" in message or "truncated" in message:
        return SourceError("source_truncated", file=file)
    if "entities" in message:
        return SourceError("osm_entities", file=file)
    if form == "pbf":
        return SourceError("osm_pbf_broken", file=file)
    match = _LINE.search(message)
    if match is None:
        return SourceError("osm_value_bad", file=file)
    return SourceError("osm_xml_broken", file=file, line=int(match.group(1)))
