"""Studies made by hand: a toy town, so that what is drawn or written can be tested alone.

``small_study`` is a street of six buildings with three cameras; ``toy_study`` makes the same
town with any number of cameras, names and standard. The figures agree with each other: areas
are measured on the regions, totals are sums of the lines, the financing plan is balanced. What
is seen is simplified on purpose (a building hides itself, not what is behind it).
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import shapely
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry
from toy_town import LEVELS, OPTICS, Names, toy_plan, toy_scene

from planner.catalogues.model import Category, Eligible, Label, Source
from planner.catalogues.reader import load
from planner.coverage.model import CameraCoverage, Cells, Coverage, LevelArea, ZoneCoverage
from planner.equipment.model import Equipment, Item, Storage, Stream, VideoPoint
from planner.equipment.recording_rules import recordings_of
from planner.estimate.model import Estimate, Line, Totals
from planner.funding.model import FinancingPlan, Funding, PlannedAid, SchemeAid
from planner.money import NOTHING, Amount, total
from planner.network.model import Network, NetworkSite, Segment
from planner.plan import Camera, Plan, Zone
from planner.scene.model import Scene
from planner.study import MadeFrom, Study


def small_study() -> Study:
    """Make the usual toy study: 6 buildings, 2 streets, 3 cameras, a zone, a priced bill."""
    return toy_study(3)


def toy_study(
    n_cameras: int, *, standard: str = "dori-2015", names: Names | None = None, aid: bool = True
) -> Study:
    """Make a study of a toy town.

    Parameters
    ----------
    n_cameras : int
        Number of cameras, 0 or more; the town grows with them.
    standard : str
        ``dori-2015`` or ``oodpcvs-2025``.
    names : Names, optional
        Free texts.
    aid : bool
        Whether the regional scheme applies.

    Returns
    -------
    Study
        Everything filled, consistent with itself.
    """
    words = names or Names()
    scene = toy_scene(n_cameras, words)
    plan = toy_plan(n_cameras, standard, words)
    coverage = _coverage(plan, scene)
    network = _network(plan, words)
    equipment = _equipment(plan)
    estimate = _estimate(plan, network)
    key = f"{n_cameras}{standard}{words}{aid}"
    return Study(
        plan=plan,
        scene=scene,
        coverage=coverage,
        equipment=equipment,
        network=network,
        estimate=estimate,
        funding=_funding(estimate, applies=aid),
        findings=(*coverage.findings, *network.findings, *estimate.findings),
        made_from=MadeFrom(
            input_hash=hashlib.sha256(key.encode()).hexdigest(),
            program="vigie 0.1.0",
            catalogue_date="2026-11-01",
            scene=scene.name,
        ),
        recordings=recordings_of(plan.cameras, equipment.streams, load(on=plan.date)),
    )


def _sector(x: float, y: float, bearing: float, radius: float, near: float) -> Polygon:
    half = OPTICS.hfov_deg / 2
    angles = [math.radians(bearing - half + OPTICS.hfov_deg * k / 24) for k in range(25)]
    far = [(x + radius * math.sin(a), y + radius * math.cos(a)) for a in angles]
    close = [(x + near * math.sin(a), y + near * math.cos(a)) for a in reversed(angles)]
    return Polygon([*far, *close])


def _regions(
    camera: Camera, solid: BaseGeometry, standard: str
) -> list[tuple[str, float, BaseGeometry]]:
    """Give the visible ground of each level, the coarsest first."""
    x, y = camera.position.x, camera.position.y
    fx = OPTICS.width_px / (2 * math.tan(math.radians(OPTICS.hfov_deg / 2)))
    regions = []
    for name, density in LEVELS[standard]:
        radius = min(fx / density, OPTICS.range_m or math.inf)
        if radius <= 6.0:
            continue
        free = _sector(x, y, camera.bearing_deg, radius, 5.0).difference(solid)
        parts = shapely.get_parts(free)
        nearest = min(parts, key=lambda part: part.distance(camera.position))
        regions.append((name, density, nearest))
    return regions


def _coverage(plan: Plan, scene: Scene) -> Coverage:
    solid = shapely.union_all([b.footprint for b in scene.buildings])
    seen = [_camera_coverage(c, solid, plan.standard) for c in plan.cameras]
    merged = _merged_levels([c.levels for c in seen], plan.standard)
    visible = merged[0].area_m2 if merged else 0.0
    return Coverage(
        standard=plan.standard,
        target_height_m=1.7,
        cell_m=1.0,
        density_model="pinhole_depth",
        cameras=tuple(seen),
        zones=tuple(_zone_coverage(z, seen, solid) for z in plan.zones),
        union_visible_m2=visible,
        union_public_m2=round(visible * 0.8, 1),
        union_levels=merged,
        street_length_m=sum(s.line.length for s in scene.streets),
        street_length_seen_m=30.0 * len(seen),
        findings=(),
    )


def _camera_coverage(camera: Camera, solid: BaseGeometry, standard: str) -> CameraCoverage:
    regions = _regions(camera, solid, standard)
    levels = tuple(
        LevelArea(name=n, min_px_per_m=d, area_m2=round(r.area, 1), region=r) for n, d, r in regions
    )
    return CameraCoverage(
        id=camera.id,
        visible_area_m2=levels[0].area_m2,
        public_area_m2=round(levels[0].area_m2 * 0.8, 1),
        levels=levels,
        near_limit_m=5.0,
        far_limit_m=None,
        position=(camera.position.x, camera.position.y),
        bearings_deg=(camera.bearing_deg,),
        hfov_deg=(OPTICS.hfov_deg,),
        cells=_cells([r for _, _, r in regions], camera.position),
    )


def _cells(regions: Sequence[BaseGeometry], eye: Point) -> Cells:
    """Cells of one metre under the coarsest region, with the finest level that holds them."""
    west, south, east, north = (math.floor(v) for v in regions[0].bounds)
    i, j = (a.ravel() for a in np.mgrid[west : east + 1, south : north + 1])
    level = np.zeros(i.size, dtype=np.int8)
    for region in regions:
        level += shapely.contains_xy(region, i + 0.5, j + 0.5).astype(np.int8)
    kept = level > 0
    distance = np.hypot(i + 0.5 - eye.x, j + 0.5 - eye.y)
    return Cells(
        i=i[kept].astype(np.int64),
        j=j[kept].astype(np.int64),
        level=level[kept],
        density=2328.0 / distance[kept],
    )


def _merged_levels(levels: Sequence[tuple[LevelArea, ...]], standard: str) -> tuple[LevelArea, ...]:
    merged = []
    for name, density in LEVELS[standard]:
        regions = [area.region for areas in levels for area in areas if area.name == name]
        if regions:
            union = shapely.union_all(regions)
            merged.append(
                LevelArea(
                    name=name, min_px_per_m=density, area_m2=round(union.area, 1), region=union
                )
            )
    return tuple(merged)


def _zone_coverage(zone: Zone, seen: Sequence[CameraCoverage], solid: BaseGeometry) -> ZoneCoverage:
    ground = zone.polygon.difference(solid)
    at_level = {
        c.id: area.region.intersection(ground)
        for c in seen
        for area in c.levels
        if area.name == zone.level and area.region is not None
    }
    covered = shapely.union_all(list(at_level.values())).area if at_level else 0.0
    share = covered / ground.area
    return ZoneCoverage(
        id=zone.id,
        label=zone.label,
        level=zone.level,
        area_m2=round(ground.area, 1),
        public_share=1.0,
        covered_area_m2=round(covered, 1),
        covered_share=round(share, 4),
        covered_share_low=round(share * 0.8, 4),
        by=tuple(
            (key, round(part.area / ground.area, 4)) for key, part in at_level.items() if part.area
        ),
    )


def _network(plan: Plan, words: Names) -> Network:
    """Run one trench along each street, then ducts between the streets."""
    segments, sites = [], []
    start = plan.supervision.position
    for k, camera in enumerate(plan.cameras):
        spot = camera.position
        length = round(start.distance(spot), 3)
        surface, medium = (("road", "trench"), ("foot", "trench"), ("none", "duct"))[k % 3]
        segments.append(
            Segment(
                id=f"s{k + 1}",
                medium=medium,
                surface=surface,
                surface_assumed=k % 2 == 0,
                length_m=length,
                street=words.street,
                sites=tuple(c.mast or c.id for c in plan.cameras[k:]),
                line=LineString([start, (start.x, spot.y), spot])
                if k
                else LineString([start, spot]),
                cost_cents=round(length * {"road": 15000, "foot": 9000, "none": 400}[surface]),
            )
        )
        run = sum(s.length_m for s in segments)
        sites.append(
            NetworkSite(
                id=camera.mast or camera.id,
                link="fibre",
                length_m=run,
                via=(words.street,),
                snap_m=2.0,
                cost_cents=112_000,
            )
        )
        start = spot
    invested = sum(s.cost_cents for s in segments) + sum(s.cost_cents for s in sites)
    return Network(
        objective="investment",
        objective_cents=invested,
        lower_bound_cents=invested,
        gap=0.0,
        proven=True,
        stopped="optimal",
        investment_cents=invested,
        running_cents_per_year=0,
        sites=tuple(sites),
        segments=tuple(segments),
        items=tuple(Item(item="fib_end", quantity=2, rule="per_end", subject=s.id) for s in sites),
    )


def _equipment(plan: Plan) -> Equipment:
    points = tuple(
        VideoPoint(
            id=c.mast or c.id,
            position=c.position,
            support=c.support,
            cameras=(c.id,),
            new_cameras=(c.id,),
            mast_status="new" if c.mast else None,
            mast_height_m=6.0 if c.mast else None,
            streams=1,
            mbps=4.0,
            power_w=12.0,
            power="permanent",
            power_assumed=True,
            link="auto",
            existing=False,
        )
        for c in plan.cameras
    )
    streams = tuple(
        Stream(
            camera=c.id,
            codec="H.265",
            fps=12.0,
            width_px=2688,
            height_px=1520,
            mbps=4.0,
            status="new",
        )
        for c in plan.cameras
    )
    mbps = 4.0 * len(streams)
    net = mbps * 86_400 * 30 / 8 / 1e6
    storage = Storage(
        days=30,
        days_assumed=False,
        mbps=mbps,
        net_tb=round(net, 3),
        overhead=0.25,
        usable_tb=math.ceil(net * 1.25),
        recorder="nvr_small",
        streams=len(streams),
    )
    return Equipment(points=points, streams=streams, storage=storage, screens=1 if points else 0)


_HYPOTHESIS = Source(title="Hypothèse, à remplacer par un devis", checked_on="2026-11-01")

# item, French label, category, unit, (low, likely, high) in EUR, what counts it, eligible
_BILL: tuple[tuple[str, str, Category, str, tuple[float, float, float], str, Eligible], ...] = (
    ("cam_fixed", "Caméra fixe 4 Mpx, infrarouge", "C1", "u", (600, 950, 1700), "camera", "yes"),
    ("mast_6", "Mât de 6 m, massif compris", "C1", "u", (1600, 2500, 4300), "mast", "yes"),
    ("cabinet", "Coffret de terrain, protections", "C1", "u", (400, 700, 1500), "camera", "yes"),
    ("tr_road", "Tranchée sous chaussée", "C2", "m", (95, 150, 250), "road", "yes"),
    ("tr_foot", "Tranchée sous trottoir", "C2", "m", (58, 90, 150), "foot", "yes"),
    ("fib_duct", "Fibre tirée en fourreau existant", "C2", "m", (2.5, 4, 8), "none", "yes"),
    ("fib_end", "Terminaison de fibre, par extrémité", "C2", "u", (120, 260, 550), "end", "yes"),
    ("nvr_small", "Enregistreur 16 voies", "C3", "u", (1400, 2500, 4800), "one", "yes"),
    ("screen", "Écran de contrôle", "C4", "u", (200, 500, 1800), "one", "yes"),
    ("pwr_lamp", "Départ permanent", "C1", "u", (150, 400, 1300), "camera", "to_confirm"),
    ("panel", "Panneau public, posé", "none", "u", (60, 150, 350), "end", "to_confirm"),
    ("training", "Formation des agents", "none", "lump", (500, 900, 1500), "one", "no"),
    ("maint", "Maintenance", "none", "year", (90, 180, 270), "camera", "no"),
)  # fmt: skip


_BECAUSE = {
    ("C1", "yes"): "camera_and_mast",
    ("C2", "yes"): "network_link",
    ("C3", "yes"): "storage",
    ("C4", "yes"): "screens",
    ("C1", "to_confirm"): "power_not_named",
    ("none", "to_confirm"): "panel_not_named",
    ("none", "no"): "training_outside",
}


def _line(row: int, count: Decimal) -> Line:
    item, label, category, unit, euros, _counted, eligible = _BILL[row]
    low, likely, high = (round(100 * price) for price in euros)
    price = Amount(low=low, likely=likely, high=high)
    return Line(
        item=item,
        label=Label(fr=label, en=f"{item} (toy)"),
        category=category,
        quantity=count,
        unit=unit,
        unit_price=price,
        base=None,
        amount=price.times(count),
        eligible=eligible,
        status="hypothesis",
        source=_HYPOTHESIS,
        rule="bill",
        because=_BECAUSE.get((category, eligible), "services_outside"),
        running=unit == "year",
    )


def _counts(plan: Plan, network: Network) -> dict[str, float]:
    n = len(plan.cameras)
    metres = {
        surface: sum(s.length_m for s in network.segments if s.surface == surface)
        for surface in ("road", "foot", "none")
    }
    return {"camera": n, "mast": len(plan.masts), "end": 2 * n, "one": min(n, 1), **metres}


def _estimate(plan: Plan, network: Network) -> Estimate:
    counts = _counts(plan, network)
    every = [
        _line(k, Decimal(str(round(counts[row[5]], 2))))
        for k, row in enumerate(_BILL)
        if counts[row[5]]
    ]
    lines = [line for line in every if not line.running]
    running = [line for line in every if line.running]
    return Estimate(
        lines=tuple(lines),
        running=tuple(running),
        totals=_totals(lines),
        running_per_year=total([line.amount for line in running]),
        vat_rate=Decimal("0.20"),
    )


def _totals(lines: Sequence[Line]) -> Totals:
    parts = {
        kind: total([line.amount for line in lines if line.eligible == kind])
        for kind in ("yes", "to_confirm", "no")
    }
    ht = total(list(parts.values())) if lines else NOTHING
    vat = ht.times(Decimal("0.20"))
    return Totals(
        ht=ht,
        eligible_ht=parts["yes"],
        to_confirm_ht=parts["to_confirm"],
        not_eligible_ht=parts["no"],
        vat=vat,
        ttc=ht + vat,
    )


def _funding(estimate: Estimate, *, applies: bool) -> Funding:
    base = estimate.totals.eligible_ht.likely
    cap = 3_000_000
    aid = min(base * 30 // 100, cap) if applies else 0
    high = min((base + estimate.totals.to_confirm_ht.likely) * 30 // 100, cap) if applies else 0
    ht = estimate.totals.ht.likely
    scheme = "hauts-de-france-prochaine"
    return Funding(
        schemes=(
            SchemeAid(
                scheme=scheme,
                applies=applies,
                certainty="to_confirm",
                to_confirm=("rate", "cap_eur", "window"),
                eligible_base_cents=base,
                rate=Decimal("0.30"),
                cap_cents=cap,
                aid_cents=aid,
                aid_high_cents=high,
                reasons=(),
            ),
        ),
        plan=FinancingPlan(
            total_cents=ht,
            aids=(PlannedAid(scheme=scheme, asked_cents=aid, granted_cents=0),),
            own_share_cents=ht - aid,
            own_share_rate=Decimal(ht - aid) / Decimal(ht) if ht else Decimal(1),
        ),
    )
