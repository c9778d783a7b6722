"""The little pictures of legends: one SVG per sign of the plans."""

from __future__ import annotations

from collections.abc import Callable

import shapely
from shapely.geometry.base import BaseGeometry

from api.render import plan_style as look
from api.render import svg
from api.render.plan_density import swatch as class_swatch
from api.render.plan_symbols import link_swatch, point_symbol, supervision_symbol, wedge

WIDTH_MM, HEIGHT_MM = 8.0, 4.2
_WHITE = "#FFFFFF"


def swatch(name: str, standard: str) -> str:
    """Draw a sign.

    Parameters
    ----------
    name : str
        ``camera``, ``supervision``, ``point``, ``seen``, ``sector``, ``zone``, ``public``,
        ``building``, ``water``, ``class:LEVEL`` or ``link:RUN``.
    standard : str
        Id of the standard that names the levels.

    Returns
    -------
    str
        An SVG document of 8 x 4.2 mm.
    """
    family, _, member = name.partition(":")
    if family == "class":
        return class_swatch(member, standard, WIDTH_MM, HEIGHT_MM)
    if family == "link":
        return link_swatch(member, WIDTH_MM, HEIGHT_MM)
    return svg.document(WIDTH_MM, HEIGHT_MM, [_SIGNS[name]()])


def _box() -> BaseGeometry:
    return shapely.box(0.15, 0.15, WIDTH_MM - 0.15, HEIGHT_MM - 0.15)


def _tint(fill: str, edge: str) -> str:
    return svg.path([_box()], fill=fill, stroke=edge, stroke_width=0.15)


def _dashed(dash: str) -> str:
    return svg.path([_box()], fill=_WHITE, stroke=look.INK, stroke_width=0.3, stroke_dasharray=dash)


def _camera() -> str:
    x, y, r = 5.2, HEIGHT_MM / 2, 1.15
    disc = shapely.Point(x, y).buffer(r, quad_segs=6)
    return svg.path([disc, wedge(x, y, r, 270.0, 60.0)], fill=look.INK)


_SIGNS: dict[str, Callable[[], str]] = {
    "camera": _camera,
    "supervision": lambda: supervision_symbol(WIDTH_MM / 2, HEIGHT_MM / 2),
    "point": lambda: point_symbol(WIDTH_MM / 2, HEIGHT_MM / 2, 1.2),
    "seen": lambda: _tint(look.SEEN, look.SEEN_EDGE),
    "sector": lambda: _dashed("2.6 0.6 0.5 0.6"),
    "zone": lambda: _dashed("1.8 0.7"),
    "public": lambda: _tint(look.PUBLIC, look.PUBLIC_EDGE),
    "building": lambda: _tint(look.BUILDING, look.BUILDING_EDGE),
    "water": lambda: _tint(look.WATER, look.SHORE),
}
