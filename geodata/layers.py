"""One layer of a scene as a source gives it: its records, what was assumed, what to look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from planner.findings import Finding
from planner.scene.model import Provenance

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer(Generic[Record]):
    """Records of one kind.

    Attributes
    ----------
    count : int
        Features of the source that the records come from: a footprint in three pieces is one.
    assumed : tuple of (str, int)
        What the source did not say, and how many times; zeros are left out.
    """

    records: tuple[Record, ...]
    count: int
    assumed: tuple[tuple[str, int], ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The file that layers come from; ``source`` is its name, never its folder."""

    source: str
    licence: str
    date: str
    sha256: str


def provenance(name: str, layer: Layer[Record], origin: Origin) -> Provenance:
    """Say where a layer comes from."""
    return Provenance(
        layer=name,
        source=origin.source,
        licence=origin.licence,
        date=origin.date,
        sha256=origin.sha256,
        count=layer.count,
        assumed=tuple((what, count) for what, count in layer.assumed if count),
    )
