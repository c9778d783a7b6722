"""Paths: which of all the streets that may be drawn lead to what is built."""

from __future__ import annotations

import dataclasses
import heapq
from collections import defaultdict
from collections.abc import Iterator, Sequence

from geodata.invented.streets import Node, Way


class Titles:
    """Names of the streets between quarters, each given once, when its street is first drawn.

    Parameters
    ----------
    left : iterator of str
        Names that no street has yet.
    """

    def __init__(self, left: Iterator[str]) -> None:
        self._left = left
        self._given: dict[str, str] = {}

    def entitle(self, path: Way) -> Way:
        """Give a street between quarters its name, the same all along; leave others alone."""
        if path.part != "country":
            return path
        number = path.street.name
        if number not in self._given:
            self._given[number] = next(self._left)
        street = dataclasses.replace(path.street, name=self._given[number])
        return dataclasses.replace(path, street=street, part="town")


def drawn_paths(paths: Sequence[Way], edges: set[int], titles: Titles) -> list[Way]:
    """Give the streets along what is built, those that lead there, and the roads.

    Parameters
    ----------
    paths : sequence of Way
        Every street that may be drawn, from the church outwards; those between quarters are in
        part "country", with a number for a name.
    edges : set of int
        Ranks of those along what is built.
    titles : Titles
    """
    kept = {k for k, path in enumerate(paths) if path.part != "country"} | edges
    before = _ways_home(paths)
    for k in sorted(edges):
        node = paths[k].ends[0]
        while node in before and before[node] not in kept:
            kept.add(before[node])
            node = _other_end(paths[before[node]], node)
    return [titles.entitle(paths[k]) for k in sorted(kept)]


def _ways_home(paths: Sequence[Way]) -> dict[Node, int]:
    """Give, for each node, the rank of the path to take towards the church (Dijkstra)."""
    at: dict[Node, list[int]] = defaultdict(list)
    for k, path in enumerate(paths):
        for end in path.ends:
            at[end].append(k)
    before: dict[Node, int] = {}
    reached: set[Node] = set()
    queue: list[tuple[float, Node, int]] = [(0.0, paths[0].ends[0], -1)]
    while queue:
        far, node, by = heapq.heappop(queue)
        if node in reached:
            continue
        reached.add(node)
        before[node] = by
        for k in at[node]:
            aim = _other_end(paths[k], node)
            if aim not in reached:
                heapq.heappush(queue, (far + paths[k].street.line.length, aim, k))
    del before[paths[0].ends[0]]
    return before


def _other_end(path: Way, node: Node) -> Node:
    one, other = path.ends
    return other if node == one else one
