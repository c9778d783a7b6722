"""QGIS styles of ``plan.gpkg``: each layer opens drawn, with a legend in words.

Written in the property form that every QGIS since 2.0 reads. Sizes are millimetres, as on paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from api.render import screen_palette as palette
from api.render.map_panel import levels_of
from api.render.screen_palette import ClassLook, LineLook
from api.texts.reader import Texts
from planner.study import Study

_HEAD = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_PX = 0.2646  # millimetres in a pixel of the screen palette
_BRUSHES = {"none": "solid", "dots": "dense6", "lines": "b_diagonal", "cross": "diagonal_x"}
_TURNED = {-45.0: "f_diagonal", 0.0: "horizontal", 90.0: "vertical"}
_KINDS = {
    "fixed": "filled_arrowhead",
    "plate": "square",
    "ptz": "star",
    "multi": "pentagon",
    "panoramic": "circle",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """One QGIS symbol layer: its class and properties; ``turned_by`` is a field of angles."""

    kind: str
    properties: dict[str, str] = field(default_factory=dict)
    turned_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a legend: the value it stands for, its words and its drawing."""

    value: str
    label: str
    strokes: tuple[Stroke, ...]


def styles_of(study: Study, texts: Texts) -> dict[str, str]:
    """Give the QML of each layer, by the layer's name."""
    return {
        "blind_spots": _single("fill", texts.say("map.layers.blind"), _gap("blind")),
        "buildings": _categorised("fill", "use", _buildings(texts)),
        "cameras": _categorised("marker", "kind", _cameras(texts), label="id"),
        "coverage": _categorised("fill", "level", _classes(study, texts)),
        "dead_zones": _categorised("fill", "plane", _planes(texts)),
        "masts": _single(
            "marker", texts.say("map.layers.masts"), _marker("cross", 3.0), label="id"
        ),
        "network": _categorised("line", "medium", _media(texts)),
        "ptz_presets": _single(
            "fill", texts.say("map.reach.presets"), _outline(palette.PRESET), label="name"
        ),
        "ptz_reach": _single("fill", texts.say("map.layers.reach"), _outline(palette.REACH)),
        "shared_ground": _categorised("fill", "id", _shared(texts)),
        "sites": _single("marker", texts.say("geo.layers.sites"), _marker("diamond", 2.4)),
        "streets": _single("line", texts.say("geo.layers.streets"), _street(), label="name"),
        "supervision": _single(
            "marker", texts.say("map.supervision"), _marker("square", 4.5), label="label"
        ),
        "zones": _single("fill", texts.say("map.layers.zones"), _zone(), label="label"),
    }


def _classes(study: Study, texts: Texts) -> list[Entry]:
    levels = levels_of(study, texts)
    standard = study.coverage.standard
    return [
        Entry(
            value=name,
            label=f"{word}, {texts.number(least, decimals=0 if least % 1 == 0 else 1)} px/m",
            strokes=_class(palette.class_look(standard, name, rank, len(levels))),
        )
        for rank, (name, word, least) in enumerate(levels)
    ]


def _class(look: ClassLook) -> tuple[Stroke, ...]:
    """Fill a class with its colour, then its pattern, with the white limit between classes."""
    return (_fill(look.fill, "#FFFFFF", 1.2), *_hatch(look))


def _hatch(look: ClassLook) -> tuple[Stroke, ...]:
    brush = _BRUSHES[look.motif]
    if look.motif == "lines":
        brush = _TURNED.get(look.angle_deg, brush)
    return () if brush == "solid" else (_brush(look.line, brush),)


def _gap(name: str) -> tuple[Stroke, ...]:
    """Draw ground that is missed or seen twice: its veil, its pattern, its edge."""
    look = palette.GAP_LOOKS[name]
    edge = _line(look.edge, look.edge_width, dash=look.edge_dash)
    return (_fill(look.fill.fill, look.edge, 0.0), *_hatch(look.fill), edge)


def _planes(texts: Texts) -> list[Entry]:
    feet = (_fill("#FFFFFF00", palette.INK, 0.0), _line(palette.INK, 1.0, dash="1 4"))
    drawn = {"target": _gap("dead"), "feet": feet}
    return [
        Entry(value=plane, label=texts.say(f"geo.planes.{plane}"), strokes=strokes)
        for plane, strokes in drawn.items()
    ]


def _shared(texts: Texts) -> list[Entry]:
    """Draw what one camera sees as an outline, what two and three see with their lines."""
    once = (_fill("#FFFFFF00", palette.INK, 0.0), _line(palette.INK, 0.7))
    return [
        Entry(
            value=str(count),
            label=texts.say("map.layers.shared", count=count),
            strokes=once if count == 1 else _gap(f"shared-{count}"),
        )
        for count in (1, 2, 3)
    ]


def _media(texts: Texts) -> list[Entry]:
    return [
        Entry(value=medium, label=texts.say(f"media.{medium}"), strokes=_medium(look))
        for medium, look in palette.MEDIA.items()
    ]


def _medium(look: LineLook) -> tuple[Stroke, ...]:
    strokes = [_line("#FFFFFF", look.width + 3), _line(look.colour, look.width, dash=look.dash)]
    if look.thin:
        strokes.insert(1, _line(look.colour, look.thin))
    if look.core:
        strokes.append(_line("#FFFFFF", look.core))
    return tuple(strokes)


def _cameras(texts: Texts) -> list[Entry]:
    return [
        Entry(
            value=kind,
            label=texts.say(f"map.kinds.{kind}"),
            strokes=(*_marker(shape, 4.0, turned_by="bearing_deg"), *_marker("circle", 1.6)),
        )
        for kind, shape in _KINDS.items()
    ]


def _buildings(texts: Texts) -> list[Entry]:
    looks = {
        "dwelling": (palette.BUILDING, palette.BUILDING_EDGE),
        "public": (palette.PUBLIC, palette.PUBLIC_EDGE),
        "other": (palette.BUILDING, palette.BUILDING_EDGE),
    }
    return [
        Entry(value=use, label=texts.say(f"geo.uses.{use}"), strokes=(_fill(fill, edge, 0.7),))
        for use, (fill, edge) in looks.items()
    ]


def _street() -> tuple[Stroke, ...]:
    return (_line(palette.CASING, 7), _line(palette.STREET, 5.4))


def _zone() -> tuple[Stroke, ...]:
    border = _line(palette.INK, 1.8, dash="8 4")
    return (_unfilled(), _line("#FFFFFF", 4), border)


def _outline(look: LineLook) -> tuple[Stroke, ...]:
    """Draw ground that is never counted: a line on white, no fill."""
    line = _line(look.colour, look.width, dash=look.dash)
    return (_unfilled(), _line("#FFFFFF", look.width + 3), line)


def _unfilled() -> Stroke:
    properties = {"outline_style": "no", "style": "no", "color": _rgba("#FFFFFF", alpha=0)}
    return Stroke(kind="SimpleFill", properties=properties)


def _fill(colour: str, edge: str, width: float) -> Stroke:
    return Stroke(
        kind="SimpleFill",
        properties={
            "color": _rgba(colour), "style": "solid", "outline_color": _rgba(edge),
            "outline_style": "solid", "outline_width": _mm(width), "outline_width_unit": "MM",
        },
    )  # fmt: skip


def _brush(colour: str, brush: str) -> Stroke:
    return Stroke(
        kind="SimpleFill",
        properties={"color": _rgba(colour), "style": brush, "outline_style": "no"},
    )


def _line(colour: str, width: float, *, dash: str = "") -> Stroke:
    properties = {
        "line_color": _rgba(colour), "line_width": _mm(width), "line_width_unit": "MM",
        "line_style": "solid", "capstyle": "flat" if dash else "round", "joinstyle": "round",
    }  # fmt: skip
    if dash:
        lengths = ";".join(_mm(float(piece)) for piece in dash.split())
        properties |= {"use_custom_dash": "1", "customdash": lengths, "customdash_unit": "MM"}
    return Stroke(kind="SimpleLine", properties=properties)


def _marker(shape: str, size: float, *, turned_by: str = "") -> tuple[Stroke, ...]:
    properties = {
        "name": shape, "size": f"{size:g}", "size_unit": "MM", "color": _rgba(palette.INK),
        "outline_color": _rgba("#FFFFFF"), "outline_width": "0.4", "outline_width_unit": "MM",
    }  # fmt: skip
    return (Stroke(kind="SimpleMarker", properties=properties, turned_by=turned_by),)


def _single(kind: str, words: str, strokes: tuple[Stroke, ...], *, label: str = "") -> str:
    entry = Entry(value="", label=words, strokes=strokes)
    renderer = ET.Element("renderer-v2", type="singleSymbol", symbollevels="0")
    renderer.append(_symbols(kind, [entry]))
    return _document(renderer, label)


def _categorised(kind: str, attribute: str, entries: Sequence[Entry], *, label: str = "") -> str:
    renderer = ET.Element("renderer-v2", type="categorizedSymbol", attr=attribute, symbollevels="0")
    categories = ET.SubElement(renderer, "categories")
    for rank, entry in enumerate(entries):
        ET.SubElement(
            categories, "category",
            value=entry.value, label=entry.label, symbol=str(rank), render="true", type="string",
        )  # fmt: skip
    renderer.append(_symbols(kind, entries))
    return _document(renderer, label)


def _symbols(kind: str, entries: Sequence[Entry]) -> ET.Element:
    symbols = ET.Element("symbols")
    for rank, entry in enumerate(entries):
        symbol = ET.SubElement(
            symbols, "symbol", name=str(rank), type=kind, alpha="1", clip_to_extent="1"
        )
        for stroke in entry.strokes:
            symbol.append(_symbol_layer(stroke))
    return symbols


def _symbol_layer(stroke: Stroke) -> ET.Element:
    layer = ET.Element("layer", attrib={"class": stroke.kind, "pass": "0"}, enabled="1", locked="0")
    for name in sorted(stroke.properties):
        ET.SubElement(layer, "prop", k=name, v=stroke.properties[name])
    if stroke.turned_by:
        layer.append(_data_defined("angle", stroke.turned_by))
    return layer


def _data_defined(name: str, column: str) -> ET.Element:
    """Tie a property to a field, as QGIS 3 writes it."""
    root = ET.Element("data_defined_properties")
    whole = ET.SubElement(root, "Option", type="Map")
    ET.SubElement(whole, "Option", name="name", type="QString", value="")
    every = ET.SubElement(whole, "Option", name="properties", type="Map")
    one = ET.SubElement(every, "Option", name=name, type="Map")
    ET.SubElement(one, "Option", name="active", type="bool", value="true")
    ET.SubElement(one, "Option", name="field", type="QString", value=column)
    ET.SubElement(one, "Option", name="type", type="int", value="2")
    ET.SubElement(whole, "Option", name="type", type="QString", value="collection")
    return root


def _document(renderer: ET.Element, label: str) -> str:
    root = ET.Element(
        "qgis", version="3.22.0", styleCategories="Symbology|Labeling",
        labelsEnabled="1" if label else "0",
    )  # fmt: skip
    root.append(renderer)
    if label:
        root.append(_labels(label))
    ET.indent(root)
    return _HEAD + ET.tostring(root, encoding="unicode") + "\n"


def _labels(column: str) -> ET.Element:
    labeling = ET.Element("labeling", type="simple")
    settings = ET.SubElement(labeling, "settings")
    style = ET.SubElement(
        settings, "text-style",
        fieldName=column, fontSize="8", fontSizeUnit="Point", isExpression="0",
        textColor=_rgba(palette.INK),
    )  # fmt: skip
    ET.SubElement(
        style, "text-buffer",
        bufferDraw="1", bufferSize="0.8", bufferSizeUnits="MM", bufferColor=_rgba("#FFFFFF"),
    )  # fmt: skip
    return labeling


def _rgba(colour: str, *, alpha: int = 255) -> str:
    """Write a colour as QGIS does; a fourth pair of digits is its opacity."""
    red, green, blue = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    if len(colour) == len("#RRGGBBAA"):
        alpha = int(colour[7:], 16)
    return f"{red},{green},{blue},{alpha}"


def _mm(px: float) -> str:
    return f"{px * _PX:.2f}"
