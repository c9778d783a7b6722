"""Quantity rules of the room: recording, screens, services, and what it costs each year."""

from __future__ import annotations

import math
from functools import partial

from planner.estimate.rule import Counted, Rule, once
from planner.estimate.rules_network import MONTHS
from planner.estimate.works import Works

SMALL_RECORDER_TB = 8.0  # usable disks that a 16-channel recorder comes with: a hypothesis
# One gigabit port carries 700 / 1.3 Mbit/s of nominal streams (reference/network.md 5).
MBPS_PER_SERVER = 538.0


def _recorder(kind: str, works: Works) -> Counted:
    storage = works.equipment.storage
    if storage.streams and storage.recorder == kind:
        yield "", 1.0


def _servers(works: Works) -> Counted:
    storage = works.equipment.storage
    if storage.recorder == "srv":
        yield "", float(math.ceil(storage.mbps / MBPS_PER_SERVER))


def _disks(works: Works) -> Counted:
    storage = works.equipment.storage
    included = SMALL_RECORDER_TB if storage.recorder == "nvr_small" else 0.0
    yield "", max(0.0, storage.usable_tb - included)


def _licences(works: Works) -> Counted:
    storage = works.equipment.storage
    if storage.recorder == "srv":  # a small recorder comes with its own
        yield "", float(storage.streams)


def _screens(works: Works) -> Counted:
    yield "", float(works.equipment.screens)


def _workstations(works: Works) -> Counted:
    if works.equipment.screens:
        yield "", 1.0


def _panels(works: Works) -> Counted:
    if works.plan.panels and works.bodies:
        for panel in works.plan.panels:
            yield panel.id, 1.0
    elif works.bodies:
        for point in works.points:
            yield point.id, 1.0


def _energy(works: Works) -> Counted:
    sunny = {point.id for point in works.points if point.power == "solar"}
    for body in works.bodies:
        if body.point not in sunny:
            yield body.camera, 1.0


def _electricity_months(works: Works) -> Counted:
    for run in works.runs:
        if run.feed == "grid":
            yield run.point, MONTHS


def _shared_poles(works: Works) -> Counted:
    for point in works.points:
        if point.support == "pole":
            yield point.id, 1.0


ROOM_RULES = (
    Rule(item="nvr_small", code="small_recorder", count=partial(_recorder, "nvr_small")),
    Rule(item="srv", code="recording_server", count=_servers),
    Rule(item="disk", code="usable_storage", count=_disks),
    Rule(item="vms", code="licence_per_stream", count=_licences),
    Rule(item="vms_base", code="licence_base", count=partial(_recorder, "srv")),
    Rule(item="vpi_soft", code="option", basis="option"),
    Rule(item="rack_ups", code="once", count=once),
    Rule(item="room_sec", code="once", count=once),
    Rule(item="room_cool", code="option", basis="option"),
    Rule(item="screen", code="screens", count=_screens),
    Rule(item="ws", code="workstation", count=_workstations),
    Rule(item="export", code="once", count=once),
    Rule(item="commission", code="share_of_works", count=once),
    Rule(item="contingency", code="share_of_works", count=once),
    Rule(item="study", code="below_threshold", basis="amount", count=once),
    Rule(item="moe", code="above_threshold", basis="amount", count=once),
    Rule(item="publication", code="above_threshold", basis="amount", count=once),
    *(Rule(item=item, code="option", basis="option") for item in ("aipd", "removal", "spare")),
    Rule(item="panel", code="panels", count=_panels),
    Rule(item="training", code="once", count=once),
    Rule(item="maint", code="share_of_equipment", count=once),
    Rule(item="energy", code="per_camera_year", count=_energy),
    Rule(item="sub_elec", code="delivery_months", count=_electricity_months),
    Rule(item="road_perm", code="per_shared_pole", count=_shared_poles),
    Rule(item="revision", code="option", basis="option"),
)
