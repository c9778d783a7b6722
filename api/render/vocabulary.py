"""Names of things in the language of a file: levels, standards, models, runs."""

from __future__ import annotations

from api.render.map_signs import kind_of
from api.texts.reader import Texts
from planner.catalogues.model import Label
from planner.catalogues.reader import load
from planner.network.model import Segment
from planner.plan import Camera


def label_word(texts: Texts, label: Label) -> str:
    """Give the name of a catalogue thing in the language."""
    return label.fr if texts.language == "fr" else label.en


def degrees(bearing_deg: float) -> str:
    """Write a bearing as whole degrees in [0, 360)."""
    return f"{round(bearing_deg) % 360}°"


def level_word(texts: Texts, level: str) -> str:
    """Give the name of a level; an unknown one as it is."""
    key = f"levels.{level}"
    return texts.say(key) if texts.has(key) else level


def mission_word(texts: Texts, camera: Camera) -> str:
    """Give what a camera is for, empty when the plan does not say."""
    if camera.mission is None:
        return ""
    if camera.mission == "plate":
        return texts.say("map.plate")
    return level_word(texts, camera.mission)


def standard_word(texts: Texts, standard: str, date: str) -> str:
    """Give the name of a standard with its edition, as the catalogue of a day has it."""
    known = load(on=date).standards.get(standard)
    return label_word(texts, known.label) if known else standard


def model_word(texts: Texts, camera: Camera, date: str) -> str:
    """Give the name of a camera's model, or say that the plan describes its optics."""
    if camera.optics is not None or not camera.model:
        return texts.say("map.own_optics")
    known = load(on=date).cameras.get(camera.model)
    return label_word(texts, known.label) if known else camera.model


def kind_word(texts: Texts, camera: Camera) -> str:
    """Give the kind of a camera."""
    return texts.say(f"map.kinds.{kind_of(camera)}")


def run_word(texts: Texts, segment: Segment) -> str:
    """Name a run: its medium, and the surface it goes under when there is one."""
    medium = texts.say(f"media.{segment.medium}")
    if segment.surface == "none":
        return medium
    return f"{medium}, {texts.say(f'surfaces.{segment.surface}')}"
