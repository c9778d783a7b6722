"""Gardens: detached and twin houses set back from the street, with hedges and gates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from shapely import LineString, Polygon

from geodata.invented.chance import Chance
from geodata.invented.claims import Site
from geodata.invented.lots import Lot, dwelling, entrance, fence, measured, rank_of
from geodata.invented.outlines import varied_outline
from geodata.invented.rows import twins
from geodata.invented.shapes import Chain, Frame, chain, frame, left_of
from planner.scene.model import Building, Wall

_HOUSE_M = (9.0, 13.0)
_DEPTH_M = (7.5, 9.5)
_SETBACK_M = (4.5, 8.0)
_APART_M = 2.8
_GARAGE_M = (3.4, 6.0)
_GATE_M = 3.6
_HEDGE_INSET_M = 0.4
_PLOT_DEPTH_M = 24.0
_ENDS_M = 4.0  # from a corner to the first plot


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How the plots of a street are."""

    plot_m: tuple[float, float] = (15.5, 22.0)
    storeys: tuple[int, ...] = (1, 2, 2)
    twins: float = 0.15  # share of plots with two houses wall to wall
    empty: float = 0.06
    hedged: float = 0.62
    sheds: float = 0.16
    varied: bool = False  # houses with bays, verandas and nooks


@dataclass(frozen=True, slots=True, eq=False)
class _Plot:
    start: float
    end: float

    @property
    def width(self) -> float:
        """Give its width on the street in metres."""
        return self.end - self.start


def garden_houses(front: Chain, site: Site, manner: Manner) -> list[Lot]:
    """Build houses with gardens along a front.

    Parameters
    ----------
    front : Chain
        The edge of the street, the land on its left.
    site : Site
        Houses and hedges are added to its claims.
    manner : Manner

    Returns
    -------
    list of Lot
    """
    lots: list[Lot] = []
    for plot in _plots(front, manner, site.chance):
        if site.chance.happens(manner.empty):
            continue
        if site.chance.happens(manner.twins):
            lots += _twins(front, plot, site)
        else:
            lots += _detached(front, plot, site, manner)
    return lots


def _plots(front: Chain, manner: Manner, chance: Chance) -> Iterator[_Plot]:
    start = _ENDS_M
    while True:
        end = start + chance.between(*manner.plot_m)
        if end > front.length - _ENDS_M + 1.5:
            return
        yield _Plot(start, end)
        start = end


def _detached(front: Chain, plot: _Plot, site: Site, manner: Manner) -> list[Lot]:
    chance = site.chance
    width = min(chance.between(*_HOUSE_M), plot.width - 5.0)
    depth = chance.between(*_DEPTH_M)
    setback = chance.between(*_SETBACK_M)
    place = _place(front, plot, chance)
    draw = varied_outline if manner.varied else _outline
    house, garage = draw(place, setback, (width, depth), chance)
    if not site.build([house, *garage], gap_m=_APART_M):
        return []
    rank = rank_of(house, chance)
    door = place.point(chance.between(-0.2, 0.2) * width, setback)
    lot = Lot(
        building=dwelling(house, manner.storeys, chance),
        rank=rank,
        walls=tuple(_hedges(front, plot, site)) if chance.happens(manner.hedged) else (),
        points=(entrance(door),) if chance.happens(0.35) else (),
    )
    annexes = [measured(part, 3.0, kind="garage", use="other") for part in garage]
    annexes += _shed(place, setback + depth, site, manner.sheds)
    return [lot, *(Lot(building=annex, rank=rank + 1e-3) for annex in annexes)]


def _place(front: Chain, plot: _Plot, chance: Chance) -> Frame:
    """Set a house in the middle of its plot, not quite square to the street."""
    where = plot.start + plot.width / 2 + chance.between(-0.8, 0.8)
    along = front.along(where)
    return frame(front.at(where), along + left_of(along) * chance.between(-0.05, 0.05))


def _outline(
    place: Frame, setback: float, size: tuple[float, float], chance: Chance
) -> tuple[Polygon, list[Polygon]]:
    """Draw a house, plain or with a wing, and perhaps a garage against its side."""
    width, depth = size
    left, right, back = -width / 2, width / 2, setback + depth
    shape = chance.share()
    if shape < 0.30:
        nook = chance.between(2.0, 3.5)
        split = chance.between(-0.1, 0.25) * width
        corners = [(left, setback), (right, setback), (right, back), (split, back),
                   (split, back + nook), (left, back + nook)]  # fmt: skip
        return place.polygon(*corners), []
    if shape < 0.62:
        garage_w, garage_d = _GARAGE_M
        joint = setback + 0.6 + garage_d
        house = [(left, setback), (right, setback), (right, setback + 0.6), (right, joint),
                 (right, back), (left, back)]  # fmt: skip
        garage = [(right, setback + 0.6), (right + garage_w, setback + 0.6),
                  (right + garage_w, joint), (right, joint)]  # fmt: skip
        return place.polygon(*house), [place.polygon(*garage)]
    return place.box(left, setback, width, depth), []


def _twins(front: Chain, plot: _Plot, site: Site) -> list[Lot]:
    width = min((plot.width - 3.5) / 2, 8.5)
    start = plot.start + (plot.width - 2 * width) / 2
    setback = site.chance.between(*_SETBACK_M)
    ends = [front.at(s) + setback * front.inward(s) for s in (start, start + 2 * width)]
    houses = twins(chain(np.array(ends)), site)
    rank = rank_of(houses[0].footprint, site.chance) if houses else 0.0
    return [
        Lot(building=dwelling(house.footprint, (2, 2, 1), site.chance), rank=rank)
        for house in houses
    ]


def _hedges(front: Chain, plot: _Plot, site: Site) -> Iterator[Wall]:
    """Close a garden on the street, but for its gate, and on one side."""
    chance = site.chance
    gate = plot.start + chance.between(0.15, 0.6) * (plot.width - _GATE_M)
    is_wall = chance.happens(0.35)
    height = round(chance.between(1.0, 1.7) if is_wall else chance.between(1.4, 2.1), 1)
    is_known = chance.happens(0.4)
    for start, end in ((plot.start, gate), (gate + _GATE_M, plot.end)):
        if end - start > 1.5:
            stations = [start, (start + end) / 2, end]
            line = [front.at(s) + _HEDGE_INSET_M * front.inward(s) for s in stations]
            kind = "wall" if is_wall else "hedge"
            yield fence(np.array(line), kind, height, is_known=is_known)
    foot, inward = front.at(plot.end), front.inward(plot.end)
    side = np.array([foot + d * inward for d in (_HEDGE_INSET_M, _PLOT_DEPTH_M)])
    if site.build([LineString(side).buffer(0.3)]):
        yield fence(side, "hedge", 1.8, is_known=False)


def _shed(place: Frame, back: float, site: Site, share: float) -> list[Building]:
    if not site.chance.happens(share):
        return []
    aside, away = site.chance.between(-7.0, 3.0), site.chance.between(6.0, 9.0)
    shed = place.box(aside, back + away, 4.2, 3.2)
    built = site.build([shed], gap_m=1.0)
    return [measured(shed, 2.6, kind="shed", use="other")] if built else []
