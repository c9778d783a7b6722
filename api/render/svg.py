"""SVG in page millimetres, to the hundredth: paths from shapely geometries, shapes and texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from api.render import fonts

Attribute = str | float
_POLYGON, _LINE = 3, 1


def number(value: float) -> str:
    """Write a length to the hundredth, without useless zeros."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def path(geometries: Iterable[BaseGeometry], **style: Attribute) -> str:
    """Draw lines and polygons as one path.

    Outer rings run one way and holes the other, so that overlaps stay filled (non-zero rule).

    Parameters
    ----------
    geometries : iterable of shapely.Geometry
        Page millimetres.
    **style : str or float
        Attributes; ``_`` in their names stands for ``-``.

    Returns
    -------
    str
        A ``path`` element, empty when there is nothing to draw.
    """
    data = path_data(geometries)
    return element("path", d=data, **style) if data else ""


def path_data(geometries: Iterable[BaseGeometry]) -> str:
    """Give the ``d`` of lines and polygons: absolute starts, then relative steps."""
    parts = shapely.get_parts(np.array(list(geometries), dtype=object))
    parts = parts[~shapely.is_empty(parts)]
    kinds = shapely.get_type_id(parts)
    polygons = [shapely.orient_polygons(p) for p in parts[kinds == _POLYGON]]
    rings = [ring for p in polygons for ring in (p.exterior, *p.interiors)]
    closed = [_steps(np.asarray(ring.coords)[:-1]) + "z" for ring in rings if ring.length > 0]
    lines = [_steps(np.asarray(line.coords)) for line in parts[kinds == _LINE]]
    return "".join((*closed, *lines))


def _steps(coordinates: NDArray[np.float64]) -> str:
    """Write a run of points; rounding happens once, so that no error adds up."""
    cents = np.round(coordinates * 100).astype(np.int64)
    moves = np.diff(cents, axis=0)
    moves = moves[(moves != 0).any(axis=1)]
    start = f"M{_cents(cents[0, 0])} {_cents(cents[0, 1])}"
    if not len(moves):
        return start
    return start + "l" + " ".join(f"{_cents(x)} {_cents(y)}" for x, y in moves)


def _cents(value: int) -> str:
    """Write hundredths as a decimal number."""
    return number(value / 100)


def element(name: str, /, **attributes: Attribute) -> str:
    """Write one empty element; ``_`` in an attribute's name stands for ``-``."""
    return f"<{name}{_written(attributes)}/>"


def enclose(name: str, content: str, /, **attributes: Attribute) -> str:
    """Write one element around markup."""
    return f"<{name}{_written(attributes)}>{content}</{name}>"


def _written(attributes: Mapping[str, Attribute]) -> str:
    """Write attributes, escaped; an empty value leaves its attribute out."""
    return "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value != ""
    )


def _value(value: Attribute) -> str:
    return escape(value) if isinstance(value, str) else number(value)


def text(words: str, x: float, y: float, size: float, **style: Attribute) -> str:
    """Set a line of text centred on a point.

    Parameters
    ----------
    words : str
        Writable text (see ``fonts.writable``).
    x, y : float
        Middle of the line, halfway up a capital, millimetres.
    size : float
        Height of the em, millimetres.
    **style : str or float
        ``weight`` (400), ``angle`` in degrees clockwise, ``italic`` ("italic"), and any
        attribute; ``halo`` is the width of a white edge under the letters.
    """
    weight = int(style.pop("weight", fonts.REGULAR))
    angle = float(style.pop("angle", 0.0))
    halo = float(style.pop("halo", 0.0))
    halo_colour = str(style.pop("halo_colour", "#FFFFFF"))
    common: dict[str, Attribute] = {
        "x": x,
        "y": y + 0.33 * size,
        "font_family": f"'{fonts.FAMILY}'",  # quoted: an unquoted name may not hold a digit
        "font_size": size,
        "text_anchor": "middle",
        # typst's SVG reader sets a variable font at its lightest without this
        "style": f"font-variation-settings:'wght' {weight}",
    }
    if angle:
        common["transform"] = f"rotate({number(angle)} {number(x)} {number(y)})"
    # two elements: painting the edge first within one would let each letter bite its neighbour
    edge: dict[str, Attribute] = {
        "stroke": halo_colour,
        "stroke_width": 2 * halo,
        "stroke_linejoin": "round",
    }
    written = escape(words, quote=False)
    under = enclose("text", written, **common, **style, **edge) if halo else ""
    return under + enclose("text", written, **common, **style)


def document(width_mm: float, height_mm: float, content: Iterable[str]) -> str:
    """Close a drawing in an SVG document of its size."""
    size = f"{number(width_mm)} {number(height_mm)}"
    return enclose(
        "svg",
        "\n".join(part for part in content if part),
        xmlns="http://www.w3.org/2000/svg",
        width=f"{number(width_mm)}mm",
        height=f"{number(height_mm)}mm",
        viewBox=f"0 0 {size}",
    )
