"""What the zones miss and why, in short: a row for each zone that is not wholly covered."""

from __future__ import annotations

import math
from collections.abc import Sequence

from planner.coverage.reasons.model import HidingPart, MissingPart
from planner.dossier.facts import Facts
from planner.dossier.model import Block, Column, Content, Own, Quantity, Row, Say, Table, say

MOST_REASONS = 2  # told of a zone, the largest first
MOST_NAMED = 2  # obstacles, cameras
_TOLD_SHARE = 0.01  # less is told only where nothing else is
_NOTHING_M = 0.005  # a height that is written 0.00
_KINDS = frozenset(["building", "wall", "hedge", "fence"])


def missing_table(facts: Facts) -> tuple[Block, ...]:
    """Compose the table of what is missing, nothing when all zones are covered."""
    rows = [
        Row(
            cells=(
                (Own(text=gaps.id),),
                (Quantity(value=sum(part.share for part in gaps.parts), form="pct"),),
                _reasons(gaps.parts, named=not facts.anonymous),
            )
        )
        for gaps in facts.missing
        if gaps.parts
    ]
    if not rows:
        return ()
    columns = (
        Column(head=(say("column.sign"),), share=0.08),
        Column(head=(say("column.missing"),), align="right", share=0.12),
        Column(head=(say("column.why"),), share=0.8),
    )
    return (Table(name="missing", columns=columns, rows=tuple(rows), dense=True),)


def _reasons(parts: tuple[MissingPart, ...], *, named: bool) -> Content:
    """Say the main reasons; where one makes the whole percentage, the row says it already."""
    told = _told(parts)
    whole = round(100.0 * sum(part.share for part in parts))
    alone = len(told) == 1 and round(100.0 * told[0].share) == whole
    return tuple(_why(part, named=named, alone=alone) for part in told)


def _told(parts: tuple[MissingPart, ...]) -> tuple[MissingPart, ...]:
    large = [part for part in parts if part.share >= _TOLD_SHARE]
    return tuple(large or parts[:1])[:MOST_REASONS]


def _why(part: MissingPart, *, named: bool, alone: bool) -> Say:
    """Say one reason; densities that miss the level are never rounded up to it."""
    told = [hider for hider in part.hiders if named or hider.obstacle.kind == "relief"]
    return say(
        f"missing.{part.reason}",
        share=() if alone else (say("missing.share", share=part.share),),
        cameras=tuple(one.camera for one in part.cameras[:MOST_NAMED]),
        worst=math.floor(min((one.worst_px_per_m for one in part.cameras), default=0.0)),
        best=math.floor(max((one.best_px_per_m for one in part.cameras), default=0.0)),
        asked=Quantity(value=part.asked_px_per_m, form="px"),
        obstacles=_obstacles(told[:MOST_NAMED]),
    )


def _obstacles(hiders: Sequence[HidingPart]) -> Content:
    """Name what hides; the relief is nobody's."""
    told = tuple(
        _relief(hider) if hider.obstacle.kind == "relief" else _obstacle(hider) for hider in hiders
    )
    return told or (say("missing.something"),)


def _obstacle(hider: HidingPart) -> Say:
    return say(
        "missing.obstacle_removed" if _must_go(hider) else "missing.obstacle",
        kind=_kind(hider.obstacle.kind),
        name=hider.obstacle.name or hider.obstacle.id,
        height=hider.obstacle.height_m,
        status=Say(code=f"explain.height_status.{hider.obstacle.height_status}"),
        half=hider.half_height_m,
    )


def _relief(hider: HidingPart) -> Say:
    return say("missing.relief", ground=hider.obstacle.height_m)


def _must_go(hider: HidingPart) -> bool:
    """Tell whether an obstacle hides half of its part however low it is."""
    return hider.half_height_m < _NOTHING_M


def _kind(kind: str) -> Say:
    """Name a kind of obstacle; a file may bring one that we do not know."""
    return Say(code=f"explain.obstacles.{kind if kind in _KINDS else 'wall'}")
