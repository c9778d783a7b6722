"""Quantity rules of the ground and of the links.

What the network design decides is taken from it; what follows is counted here: set-up, enquiries,
cores, chambers, copper drops, network head, yearly lines.
"""

from __future__ import annotations

import math

import shapely

from planner.estimate.rule import Counted, Rule, once
from planner.estimate.works import COATED, HARD, TRENCHES, Works

CHAMBER_EVERY_M = 100.0
TRENCH_PER_DAY_M = 40.0  # of hard surface, one crew: a working hypothesis
CORE_EVERY_M = 150.0  # one core for 100 to 200 m, at least two (prices_hypotheses, asbestos)
LEAST_CORES = 2
LEAST_SURVEY_M = 200.0  # the minimum of 400 EUR at the likely 2 EUR/m
DROP_SLACK_M = 3.0
LINKS_PER_PANEL = 12  # 24 fibres, two a link
PORTS_PER_SWITCH = 24
RELAY_WITHIN_M = 1.0
MONTHS = 12.0


def _chambers(works: Works) -> Counted:
    """Count one for 100 m begun, and enough for each branch: a branch is where a chamber stands."""
    if works.data_trench_m:
        spaced = math.ceil(works.data_trench_m / CHAMBER_EVERY_M)
        yield "", float(max(spaced, works.branches()))


def _when_digging(works: Works) -> Counted:
    if works.metres((*TRENCHES, "bore")):
        yield "", 1.0


def _traffic_days(works: Works) -> Counted:
    yield "", float(math.ceil(works.metres(HARD) / TRENCH_PER_DAY_M))


def _enquiries(works: Works) -> Counted:
    for street in works.streets:
        yield street, 1.0


def _cores(works: Works) -> Counted:
    coated = works.metres(COATED)
    if coated:
        yield "", float(max(LEAST_CORES, math.ceil(coated / CORE_EVERY_M)))


def _as_built(works: Works) -> Counted:
    dug = works.metres((*TRENCHES, "bore"))
    if dug:
        yield "", max(dug, LEAST_SURVEY_M)


def _drops(works: Works) -> Counted:
    """Count the copper of each camera, down its support to the box or into the building."""
    for body in works.bodies:
        yield body.camera, body.height_m + DROP_SLACK_M


def _indoor_routes(works: Works) -> Counted:
    if works.bodies:
        yield works.plan.supervision.id, 1.0
    for point in works.points:
        if point.support == "facade" and point.power == "existing":
            yield point.id, 1.0


def _patch_panels(works: Works) -> Counted:
    """Count a drawer at the far end of each optical link, and one at the head for twelve."""
    links = works.designed("sfp_pair")
    yield "", links + math.ceil(links / LINKS_PER_PANEL)


def _core_switches(works: Works) -> Counted:
    at_head = sum(works.link(point) != "poe" for point in works.points)
    if works.points:
        yield "", float(max(1, math.ceil(at_head / PORTS_PER_SWITCH)))


def _radio_hops(works: Works) -> Counted:
    for point in works.points:
        if works.link(point) == "radio":
            yield point.id, 1.0


def _relays(works: Works) -> Counted:
    hops = [segment.line for segment in works.network.segments if segment.medium == "radio"]
    for relay in works.plan.relays:
        if any(shapely.dwithin(hop, relay.position, RELAY_WITHIN_M) for hop in hops):
            yield relay.id, 1.0


def _mobile_months(works: Works) -> Counted:
    yield "", MONTHS * works.designed("r4g")


def _fibre_months(works: Works) -> Counted:
    yield "", MONTHS * works.designed("ftth_fee")


def _rented(works: Works) -> Counted:
    for segment in works.network.segments:
        if segment.medium in {"duct", "aerial"}:
            yield segment.street, segment.length_m


NETWORK_RULES = (
    *(
        Rule(item=item, code="network_design", basis="network")
        for item in (
            *TRENCHES, "bore", "bore_setup", "fib_duct", "fib_aerial", "duct_clear", "fib_end",
            "sfp_pair", "cat6", "sw_poe", "cabinet_street", "radio_ptp", "radio_base",
            "radio_cli", "r4g", "ftth_fee",
        )
    ),
    *(
        Rule(item=item, code="option", basis="option")
        for item in ("tr_micro", "pole", "detect", "link_gend")
    ),
    Rule(item="chamber", code="chamber_spacing", count=_chambers),
    Rule(item="site_setup", code="once_when_digging", count=_when_digging),
    Rule(item="traffic", code="traffic_days", count=_traffic_days),
    Rule(item="dict", code="per_dug_street", count=_enquiries),
    Rule(item="asbestos", code="core_spacing", count=_cores),
    Rule(item="survey_asb", code="dug_metres", count=_as_built),
    Rule(item="csps", code="once_when_digging", count=_when_digging),
    Rule(item="cat6", code="camera_drop", count=_drops, beside_network=True),
    Rule(item="indoor", code="per_building", count=_indoor_routes),
    Rule(item="patch_panel", code="optical_drawers", count=_patch_panels),
    Rule(item="sw_core", code="core_switch", count=_core_switches),
    Rule(item="firewall", code="once", count=once),
    Rule(item="net_conf", code="once", count=once),
    Rule(item="radio_study", code="per_radio_hop", count=_radio_hops),
    Rule(item="radio_relay", code="per_relay", count=_relays),
    Rule(item="sub_4g", code="mobile_months", count=_mobile_months),
    Rule(item="sub_ftth", code="fibre_months", count=_fibre_months),
    Rule(item="duct_rent", code="rented_metres", count=_rented),
)  # fmt: skip
