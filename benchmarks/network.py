"""How near the cheapest, how long: the trench solver beside networkx's ``steiner_tree``.

    python benchmarks/network.py INSTANCES [--edges 6000] [--peer-edges 3000] [--towns FOLDER]

INSTANCES is a folder of Steiner tree problems with published optima (``optima.csv``: SteinLib
set B and PACE 2018). The peer is networkx's ``steiner_tree`` with ``method="mehlhorn"``, which
gives a tree without a bound. TOWNS is a folder of OpenStreetMap extracts: 15 points are drawn
on the streets of each, five times, and joined to its town hall at the catalogue's prices.
"""

from __future__ import annotations

import argparse
import csv
import random
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import networkx as nx
from shapely import Point

from geodata.assemble import assemble
from planner.catalogues.pricebook import PriceBook
from planner.catalogues.reader import load
from planner.equipment.model import VideoPoint
from planner.errors import VigieError
from planner.network.design import design
from planner.network.steiner import solve
from planner.plan import Plan, Supervision
from planner.scene.model import Scene

Edges = tuple[list[int], list[int], list[int]]
Answer = TypeVar("Answer")
CARRIAGEWAYS = {"residential", "tertiary", "secondary", "primary", "unclassified", "pedestrian"}


def read(path: Path) -> tuple[int, Edges, list[int]]:
    """Read nodes, edges and terminals of a .stp or .gr file, nodes from 0."""
    nodes, terminals = 0, []
    edges: Edges = ([], [], [])
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        match line.split():
            case ["Nodes", count]:
                nodes = int(count)
            case ["E", u, v, cost]:
                for column, value in zip(edges, (int(u) - 1, int(v) - 1, int(cost)), strict=True):
                    column.append(value)
            case ["T", node]:
                terminals.append(int(node) - 1)
    return nodes, edges, terminals


def timed(work: Callable[[], Answer]) -> tuple[Answer, float]:
    start = time.perf_counter()
    answer = work()
    return answer, time.perf_counter() - start


def peer_cost(edges: Edges, terminals: list[int]) -> int:
    graph = nx.Graph()
    for u, v, cost in zip(*edges, strict=True):
        if not graph.has_edge(u, v) or graph[u][v]["weight"] > cost:
            graph.add_edge(u, v, weight=cost)
    tree = nx.algorithms.approximation.steiner_tree(graph, terminals, method="mehlhorn")
    return int(tree.size(weight="weight"))


def instances(folder: Path, most_edges: int, peer_edges: int) -> None:
    with (folder / "optima.csv").open(encoding="utf-8", newline="") as table:
        rows = [row for row in csv.DictReader(table) if int(row["edges"]) <= most_edges]
    print(f"{'instance':24}{'edges':>7}{'k':>5}{'cost':>9}{'bound':>9}{'s':>8}{'peer':>9}{'s':>8}")
    ratios, peers, proven = [], [], 0
    for row in rows:
        nodes, edges, terminals = read(folder / row["file"])
        best = int(row["optimum"])
        found, seconds = timed(lambda n=nodes, e=edges, t=terminals: solve(n, e, t, t[0]))
        if not found.bound <= best <= found.cost:
            message = f"{row['file']}: {found.bound} <= {best} <= {found.cost} does not hold"
            raise SystemExit(message)
        ratios.append(found.cost / best)
        proven += found.proven
        line = f"{row['steinlib_name']:24}{len(edges[0]):7}{len(terminals):5}{ratios[-1]:9.4f}"
        line += f"{found.bound / best:9.4f}{seconds:8.2f}"
        if len(edges[0]) <= peer_edges:
            cost, seconds = timed(lambda e=edges, t=terminals: peer_cost(e, t))
            peers.append(cost / best)
            line += f"{peers[-1]:9.4f}{seconds:8.2f}"
        print(line, flush=True)
    print(
        f"\nmean of {len(ratios)}: {statistics.mean(ratios):.5f}, worst {max(ratios):.4f}, ", end=""
    )
    print(f"proven {proven}; peer, mean of {len(peers)}: {statistics.mean(peers):.4f}")


def towns(folder: Path) -> None:
    prices = PriceBook(catalogue=load()).likely_cents()
    print(f"\n{'town':40}{'trench m':>10}{'EUR':>12}{'gap':>10}{'s':>8}")
    for path in sorted(folder.iterdir()):
        try:
            scene = assemble(path)
        except VigieError:
            continue
        halls = [one.point for one in scene.points if one.kind == "townhall"]
        if not halls:
            continue
        plan = Plan(date="2024-05-02", supervision=Supervision(id="home", position=halls[0]))
        for points in draws(scene):
            network, seconds = timed(lambda s=scene, p=plan, v=points: design(s, p, v, prices))
            metres = sum(one.length_m for one in network.segments if one.medium == "trench")
            euros = network.objective_cents / 100
            print(f"{path.name:40}{metres:10.0f}{euros:12.0f}{network.gap:10.2e}{seconds:8.2f}")


def draws(scene: Scene) -> Iterator[tuple[VideoPoint, ...]]:
    streets = [street.line for street in scene.streets if street.highway in CARRIAGEWAYS]
    for seed in range(5):
        chance = random.Random(seed)  # noqa: S311 - a draw of places, not a secret
        lines = [chance.choice(streets) for _ in range(15)]
        yield tuple(
            video_point(f"P{rank}", line.interpolate(chance.random() * line.length))
            for rank, line in enumerate(lines)
        )


def video_point(name: str, position: Point) -> VideoPoint:
    return VideoPoint(
        id=name,
        position=position,
        support="mast",
        cameras=(name,),
        new_cameras=(name,),
        mast_status="new",
        mast_height_m=6.0,
        streams=1,
        mbps=8.0,
        power_w=10.0,
        power="grid",
        power_assumed=True,
        link="fibre",
        existing=False,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("instances", type=Path)
    parser.add_argument("--edges", type=int, default=6000, help="largest instance, in edges")
    parser.add_argument("--peer-edges", type=int, default=3000, help="largest for the peer")
    parser.add_argument("--towns", type=Path, help="folder of OpenStreetMap extracts")
    asked = parser.parse_args()
    instances(asked.instances, asked.edges, asked.peer_edges)
    if asked.towns:
        towns(asked.towns)


if __name__ == "__main__":
    main()
