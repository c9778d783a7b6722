"""One street, one camera: what it sees, and what a house hides from it.

The planner is arithmetic on records: a scene, a plan, a catalogue. No file is read here but the
catalogue that comes with Vigie.
"""

from __future__ import annotations

from shapely import LineString, Point, Polygon

from planner.catalogues.reader import load
from planner.coverage.measure import CoverageOptions, measure
from planner.plan import Camera, Plan, Supervision, Zone
from planner.scene.model import Building, Scene, Street
from planner.scene.public_space import public_space

# A straight street, 120 m long, and a house of 8 m on its north side.
street = Street(id="s1", line=LineString([(0, 0), (120, 0)]), highway="residential")
house = Building(id="b1", footprint=Polygon([(40, 4), (52, 4), (52, 14), (40, 14)]), height_m=8.0)
scene = Scene(crs="EPSG:2154", name="one street", buildings=(house,), streets=(street,))

# A camera at 5 m, on a mast at the west end, looking east and 10 degrees down.
camera = Camera(
    id="C1",
    position=Point(0, 5),
    height_m=5.0,
    bearing_deg=90.0,
    tilt_deg=10.0,
    model="fixed-4mp",
    focal_mm=4.0,
    mission="observe",
)
zone = Zone(
    id="Z1",
    polygon=Polygon([(10, -3), (30, -3), (30, 3), (10, 3)]),
    label="Trottoirs",
    level="observe",
)
plan = Plan(
    date="2026-01-05",
    supervision=Supervision(id="S", position=Point(60, -8), label="Mairie"),
    cameras=(camera,),
    zones=(zone,),
)

coverage = measure(
    scene, plan, load(), public=public_space(scene), options=CoverageOptions(cell_m=0.5)
)
seen = coverage.cameras[0]
print(f"{seen.id} sees {seen.visible_area_m2:.0f} m2 of ground, {seen.public_area_m2:.0f} public")
for level in seen.levels:
    print(f"  {level.name:<10} from {level.min_px_per_m:>5} px/m: {level.area_m2:7.1f} m2")
share, low = coverage.zones[0].covered_share, coverage.zones[0].covered_share_low
print(f"{zone.label}: {share:.0%} at the level asked, at least {low:.0%}")
