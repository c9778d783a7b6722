"""Every item has a written rule, and each rule counts what it says on a small street."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from shapely import LineString, Point, box

from api.texts.reader import LANGUAGES
from api.texts.reader import load as load_texts
from planner.catalogues.pricebook import PriceBook
from planner.catalogues.reader import load
from planner.equipment.model import Item
from planner.equipment.points import equip
from planner.errors import PlanError
from planner.estimate.pricing import price
from planner.estimate.quantities import quantities
from planner.estimate.rules import RULES, rules_of
from planner.network.model import Network, NetworkSite, Segment
from planner.plan import Camera, Mast, Panel, Plan, PlanOption, Relay, Supervision
from planner.scene.model import Area, Building, Landmark, Scene, Street

STREET = Scene(
    crs="EPSG:2154",
    name="one street",
    streets=(
        Street(
            id="w1", line=LineString([(0, 0), (400, 0)]), highway="residential", name="Rue Haute"
        ),
        Street(id="w2", line=LineString([(0, 200), (400, 200)]), highway="residential"),
    ),
    points=(Landmark(id="l1", point=Point(25, 0), kind="lamp"),),
    buildings=(Building(id="b1", footprint=box(300, 5, 340, 20), height_m=9.0, use="public"),),
)


def camera(name: str, x: float, y: float = 0.0, **more: object) -> Camera:
    values: dict[str, object] = {"height_m": 5.0, "model": "fixed-4mp"}
    return Camera(id=name, position=Point(x, y), **(values | more))  # type: ignore[arg-type]  # test values


def plan_of(*cameras: Camera, **more: object) -> Plan:
    values: dict[str, object] = {
        "date": "2026-05-02",
        "supervision": Supervision(id="S1", position=Point(320, 10)),
        "retention_days": 30,
        "cameras": cameras,
    }
    return Plan(**(values | more))  # type: ignore[arg-type]  # test values


def network_of(
    links: dict[str, str] | None = None,
    items: tuple[Item, ...] = (),
    segments: tuple[Segment, ...] = (),
) -> Network:
    return Network(
        objective="investment",
        objective_cents=0,
        lower_bound_cents=0,
        gap=0.0,
        proven=True,
        stopped="optimal",
        investment_cents=0,
        running_cents_per_year=0,
        sites=tuple(
            NetworkSite(id=site, link=link, length_m=0.0, via=(), snap_m=0.0, cost_cents=0)  # type: ignore[arg-type]  # test values
            for site, link in (links or {}).items()
        ),
        segments=segments,
        items=items,
    )


def run(
    name: str, *places: tuple[float, float], medium: str = "trench", street: str = "Rue Haute"
) -> Segment:
    line = LineString(places)
    return Segment(
        id=name, medium=medium, surface="foot", surface_assumed=False, length_m=line.length,  # type: ignore[arg-type]  # test values
        street=street, sites=(), line=line, cost_cents=0,
    )  # fmt: skip


def designed(item: str, quantity: float, subject: str = "") -> Item:
    return Item(item=item, quantity=quantity, rule="network_design", subject=subject)


def counted(plan: Plan, network: Network | None = None, scene: Scene = STREET) -> Counter[str]:
    """Give quantities by item, and by item and rule under ``item/rule``."""
    network = network or network_of()
    total: Counter[str] = Counter()
    for item in quantities(plan, scene, equip(plan, scene, load()), network):
        for key in (item.item, f"{item.item}/{item.rule}"):
            total[key] += item.quantity  # type: ignore[assignment]  # metres are no whole numbers
    return total


# The registry


def test_every_price_has_a_rule_and_every_rule_a_price() -> None:
    assert {rule.item for rule in RULES} == set(load().prices)


def test_a_rule_either_counts_or_says_who_does() -> None:
    for rule in RULES:
        assert (rule.count is None) == (rule.basis in {"network", "option"}), rule.item
    assert len({(rule.item, rule.code) for rule in RULES}) == len(RULES)


def test_the_optional_items_are_off_and_the_forgotten_ones_are_not() -> None:
    options = {rule.item for rule in RULES if rule.basis == "option"}
    # domain_corrections 1.3: optional, off by default (bore_setup comes with the network's bore)
    assert {
        "anti_climb", "mast_tilt", "mast_ral", "housing", "ir_proj", "ups_site", "room_cool",
        "geotech", "detect", "elec_verif", "vpi_soft", "removal", "spare",
    } <= options  # fmt: skip
    # needed for a correct bill; the image transfer is asked for (corrections L12) and told
    assert not options & {
        "cat6", "pwr_cable", "consuel", "pwr_box", "earth", "img_set", "sw_core", "firewall",
        "net_conf", "patch_panel", "sfp_pair", "rack_wall", "radio_study", "radio_relay",
        "site_setup", "traffic", "dict", "asbestos", "survey_asb", "vms_base", "export",
        "room_sec", "moe", "csps", "contingency",
    }  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_and_every_reason_has_its_sentence(language: str) -> None:
    texts = load_texts(language)  # type: ignore[arg-type]  # one of LANGUAGES
    reasons = {price.because for price in load().prices.values()}
    reasons |= {rule.because for rule in RULES if rule.because}
    missing = [f"rules.{rule.code}" for rule in RULES if not texts.has(f"rules.{rule.code}")]
    missing += [f"because.{code}" for code in sorted(reasons) if not texts.has(f"because.{code}")]
    assert not missing


# The field


def test_a_street_of_four_supports_is_counted_point_by_point() -> None:
    plan = plan_of(
        camera("C1", 30.0),  # a mast, 5 m from the lamp
        camera("C2", 25.0, support="lamp"),
        camera("C3", 200.0, support="pole", power="grid"),
        camera(
            "C4", 310.0, 4.8, support="facade", model="multi-4x4mp"
        ),  # on the supervision building
    )
    network = network_of({"C1": "fibre", "C2": "radio", "C3": "operator", "C4": "local"})
    found = counted(plan, network)
    expected = {
        "cam_fixed": 3, "cam_multi": 1, "img_set": 7, "mast_6": 1, "sup_wall": 1, "sup_lamp": 2,
        "cabinet": 3, "earth": 2, "lift": 4, "pwr_lamp": 2, "pwr_grid": 1, "pwr_box": 3,
        "consuel": 1, "radio_study": 1, "rack_wall": 0, "panel": 4, "energy": 4,
        "sub_elec": 12, "road_perm": 1, "vms": 0,
    }  # fmt: skip
    assert {item: found[item] for item in expected} == expected


@pytest.mark.parametrize(
    ("height", "item"),
    [
        (3.0, "mast_4"),
        (4.0, "mast_4"),
        (4.1, "mast_6"),
        (6.0, "mast_6"),
        (8.0, "mast_8"),
        (12.0, "mast_8"),
    ],
)
def test_a_mast_takes_the_smallest_size_that_is_tall_enough(height: float, item: str) -> None:
    mast = Mast(id="M1", position=Point(30, 0), height_m=height)
    found = counted(plan_of(camera("C1", 30.0, mast="M1"), masts=(mast,)))
    assert [size for size in ("mast_4", "mast_6", "mast_8") if found[size]] == [item]


def test_a_drawn_mast_is_built_once_even_without_a_camera_and_an_existing_one_never() -> None:
    masts = (
        Mast(id="M1", position=Point(30, 0), height_m=6.0),
        Mast(id="M2", position=Point(60, 0), height_m=6.0),
        Mast(id="M3", position=Point(90, 0), height_m=6.0, status="existing"),
    )
    found = counted(plan_of(camera("C1", 30, mast="M1"), camera("C3", 90, mast="M3"), masts=masts))
    assert found["mast_6"] == 2


def test_what_exists_costs_nothing() -> None:
    plan = plan_of(
        camera("C1", 30.0, status="existing"),
        masts=(Mast(id="M3", position=Point(90, 0), height_m=6.0, status="existing"),),
    )
    assert counted(plan) == Counter()


def test_adding_an_existing_camera_adds_no_item() -> None:
    one = camera("C1", 30.0)
    alone = counted(plan_of(one))
    assert counted(plan_of(one, camera("C9", 200.0, status="existing"))) == alone


def test_a_camera_fed_by_its_copper_link_has_neither_box_nor_feed() -> None:
    found = counted(plan_of(camera("C1", 30.0)), network_of({"C1": "poe"}))
    assert [found[item] for item in ("cabinet", "earth", "pwr_lamp", "pwr_cable", "tr_foot")] == [
        0
    ] * 5
    said = counted(plan_of(camera("C1", 30.0, power="permanent")), network_of({"C1": "poe"}))
    assert said["pwr_lamp"] == 1, "what the plan asks for is built"


def test_a_point_where_a_camera_is_in_place_keeps_its_box_and_its_feed() -> None:
    plan = plan_of(camera("C1", 30.0), camera("C2", 30.0, status="existing"))
    found = counted(plan)
    assert [found[i] for i in ("cam_fixed", "lift", "cabinet", "earth", "pwr_lamp")] == [
        1,
        1,
        0,
        0,
        0,
    ]


def test_a_tree_of_trenches_has_a_chamber_at_each_branch() -> None:
    hub = (0.0, 0.0)
    ends = ((40.0, 0.0), (-40.0, 0.0), (0.0, 40.0))
    twigs = tuple(run(f"t{k}", hub, end) for k, end in enumerate(ends))
    more = tuple(run(f"u{k}", ends[0], (80.0, 20.0 * k - 20.0)) for k in range(2))
    network = network_of({}, (designed("tr_soft", 90.0),), (*twigs, *more))
    assert counted(plan_of(camera("C1", 25.0, support="lamp")), network)["chamber"] == 2


def test_a_relocatable_camera_brings_its_box() -> None:
    found = counted(plan_of(camera("C1", 30.0, model="nomad-4mp", support="lamp")))
    assert (found["cam_nomad"], found["cabinet"], found["sup_lamp"]) == (1, 0, 1)


def test_a_remote_public_building_takes_a_wall_rack_and_an_indoor_route() -> None:
    plan = replace(
        plan_of(camera("C1", 310.0, 4.8, support="facade")),
        supervision=Supervision(id="S1", position=Point(0, 50)),
    )
    found = counted(plan, network_of({"C1": "fibre"}))
    assert (found["rack_wall"], found["cabinet"], found["indoor"], found["pwr_box"]) == (1, 0, 2, 0)


def test_night_and_solar_power_have_their_own_items() -> None:
    found = counted(plan_of(
        camera("C1", 30.0, power="night"),
        camera("C2", 100.0, power="solar"),
        camera("C3", 100.5, power="solar"),
    ))  # fmt: skip
    assert (found["pwr_batt"], found["pwr_solar"], found["pwr_box"], found["energy"]) == (
        1,
        2,
        1,
        1,
    )


# The power run


def test_the_power_cable_reaches_the_nearest_lamp_and_its_trench_is_counted() -> None:
    found = counted(plan_of(camera("C1", 45.0)))  # the lamp is 20 m away, the mast 5 m tall
    assert found["pwr_cable"] == pytest.approx(25.0)
    assert found["tr_foot/power_trench"] == pytest.approx(20.0)


def test_where_a_data_trench_runs_beside_the_power_run_shares_it() -> None:
    trench = run("t1", (45.0, 0.0), (40.0, 0.0), (40.0, 200.0))
    network = network_of({"C1": "fibre"}, (designed("tr_foot", 205.0),), (trench,))
    found = counted(plan_of(camera("C1", 45.0)), network)
    # 5 m along the trench and 3 m past its corner lie within 3 m of it
    assert found["duct/power_duct"] == pytest.approx(8.0, abs=0.05)
    assert found["tr_foot/power_trench"] == pytest.approx(12.0, abs=0.05)
    assert found["tr_foot/network_design"] == 205.0


def test_the_power_trench_in_a_park_is_soft_ground() -> None:
    park = Area(id="a1", polygon=box(40, -10, 60, 10), kind="park")
    found = counted(plan_of(camera("C1", 45.0)), scene=replace(STREET, areas=(park,)))
    assert (found["tr_soft/power_trench"] > 0, found["tr_foot/power_trench"]) == (True, 0)


def test_a_lamp_column_a_pole_and_a_facade_need_no_trench_for_power() -> None:
    plan = plan_of(
        camera("C1", 25.0, support="lamp"),
        camera("C2", 100.0, support="pole"),
        camera("C3", 200.0, support="facade", power="grid"),
    )
    assert counted(plan)["tr_foot"] == 0


def test_a_street_cabinet_away_from_any_point_gets_a_feed_of_its_own() -> None:
    at_point = network_of({"C1": "fibre"}, (designed("cabinet_street", 1.0, "C1"),))
    away = network_of({"C1": "fibre"}, (designed("cabinet_street", 1.0, "J7"),))
    plan = plan_of(camera("C1", 30.0))
    assert (counted(plan, at_point)["pwr_grid"], counted(plan, away)["pwr_grid"]) == (0, 1)


# The ground and the links


def works_network() -> Network:
    segments = (
        run("t1", (320, 10), (200, 0)),
        run("t2", (200, 0), (30, 0)),
        run("t3", (200, 0), (200, 150), street=""),
        run("d1", (30, 0), (0, 0), medium="duct"),
    )
    items = (
        designed("tr_foot", 300.0), designed("tr_road", 110.0), designed("tr_soft", 40.0),
        designed("sfp_pair", 13.0), designed("fib_end", 26.0), designed("cat6", 80.0),
        designed("r4g", 1.0), designed("ftth_fee", 2.0),
    )  # fmt: skip
    return network_of({"C1": "fibre"}, items, segments)


def test_what_follows_from_the_trenches_is_counted() -> None:
    found = counted(plan_of(camera("C1", 25.0, support="lamp")), works_network())
    assert found["chamber"] == 5  # 450 m; its one branch is among them
    assert found["traffic"] == 11  # 410 m of hard ground, 40 m a day
    assert found["asbestos"] == 3  # 410 m coated, one core for 150 m
    assert found["survey_asb"] == 450
    assert found["dict"] == 2  # Rue Haute and the unnamed way
    assert (found["site_setup"], found["csps"]) == (1, 1)
    assert found["duct_rent"] == 30
    assert found["patch_panel"] == 13 + 2
    assert (found["sub_4g"], found["sub_ftth"]) == (12, 24)


def test_a_short_trench_still_takes_two_cores_and_the_least_survey() -> None:
    network = network_of({}, (designed("tr_foot", 8.0),), (run("t1", (0, 0), (8, 0)),))
    found = counted(plan_of(camera("C1", 25.0, support="lamp")), network)
    assert (found["asbestos"], found["survey_asb"], found["chamber"], found["traffic"]) == (
        2,
        200,
        1,
        1,
    )


def test_soft_ground_needs_no_core_and_no_traffic_signs() -> None:
    network = network_of({}, (designed("tr_soft", 500.0),), (run("t1", (0, 0), (500, 0)),))
    found = counted(plan_of(camera("C1", 25.0, support="lamp")), network)
    assert (found["asbestos"], found["traffic"], found["survey_asb"]) == (0, 0, 500)


def test_without_a_trench_nothing_of_civil_works_is_counted() -> None:
    found = counted(plan_of(camera("C1", 25.0, support="lamp")), network_of({"C1": "radio"}))
    for item in ("chamber", "traffic", "asbestos", "survey_asb", "dict", "site_setup", "csps"):
        assert found[item] == 0


def test_the_copper_drop_adds_to_the_copper_runs_of_the_network() -> None:
    found = counted(plan_of(camera("C1", 25.0, support="lamp")), works_network())
    assert (found["cat6/camera_drop"], found["cat6/network_design"]) == (8.0, 80.0)


def test_what_the_network_counts_itself_is_not_counted_again() -> None:
    network = network_of({"C1": "fibre"}, (designed("tr_foot", 300.0), designed("chamber", 2.0)))
    assert counted(plan_of(camera("C1", 30.0)), network)["chamber"] == 2


def test_a_relay_is_fitted_only_where_a_radio_hop_uses_it() -> None:
    relays = (Relay(id="R1", position=Point(100, 50), height_m=12.0),
              Relay(id="R2", position=Point(0, 90), height_m=12.0))  # fmt: skip
    hops = (
        run("h1", (30, 0), (100, 50), medium="radio"),
        run("h2", (100, 50), (320, 10), medium="radio"),
    )
    network = network_of({"C1": "radio"}, segments=hops)
    found = quantities(
        plan := plan_of(camera("C1", 30.0), relays=relays),
        STREET,
        equip(plan, STREET, load()),
        network,
    )
    assert [item.subject for item in found if item.item == "radio_relay"] == ["R1"]


# The room


def test_a_small_recorder_takes_extra_disks_above_what_it_comes_with() -> None:
    few = counted(plan_of(*(camera(f"C{k}", 20.0 * k) for k in range(4))))
    many = counted(plan_of(*(camera(f"C{k:02}", 20.0 * k) for k in range(16))))
    assert (few["nvr_small"], few["disk"], few["vms"], few["vms_base"]) == (1, 0, 0, 0)
    # 16 x 3.2 Mbit/s x 0.0108 x 30 days x 1.2 = 19.907 TB, less the 8 TB included
    assert many["disk"] == pytest.approx(11.907, abs=0.001)


def test_a_server_takes_all_its_disks_and_a_licence_for_each_stream() -> None:
    found = counted(plan_of(*(camera(f"C{k}", 20.0 * k, model="multi-4x4mp") for k in range(5))))
    assert (found["srv"], found["nvr_small"], found["vms"], found["vms_base"]) == (1, 0, 20, 1)
    assert found["disk"] == pytest.approx(20 * 3.2 * 0.0108 * 30 * 1.2, abs=0.001)
    assert (found["screen"], found["ws"]) == (2, 1)


def test_drawn_panels_are_counted_as_drawn() -> None:
    panels = tuple(Panel(id=f"P{k}", position=Point(k, 0)) for k in range(3))
    assert counted(plan_of(camera("C1", 30.0), panels=panels))["panel"] == 3


# Options


def test_an_option_is_counted_when_the_plan_asks_for_it() -> None:
    plan = plan_of(camera("C1", 30.0), options=(PlanOption(item="anti_climb", quantity=2.0),))
    assert counted(plan)["anti_climb/option"] == 2


@pytest.mark.parametrize(
    ("item", "code"),
    [("drone", "option_unknown"), ("cabinet", "option_counted"), ("cat6", "option_counted")],
)
def test_an_option_that_is_none_is_refused(item: str, code: str) -> None:
    plan = plan_of(camera("C1", 30.0), options=(PlanOption(item=item, quantity=1.0),))
    with pytest.raises(PlanError) as caught:
        counted(plan)
    assert (caught.value.code, caught.value.values["item"]) == (code, item)


def test_every_quantity_has_a_price_and_the_power_trench_is_to_confirm() -> None:
    plan = plan_of(camera("C1", 45.0))
    items = quantities(plan, STREET, equip(plan, STREET, load()), works_network())
    estimate = price(items, PriceBook(catalogue=load()))
    trenches = {line.rule: line for line in estimate.lines if line.item == "tr_foot"}
    assert trenches["network_design"].eligible == "yes"
    assert trenches["power_trench"].eligible == "to_confirm"
    assert trenches["power_trench"].because == "power_not_named"
    assert {item.item for item in items} <= set(load().prices)
    assert all(rules_of(item.item) for item in items)
