"""folium without a network and without chance: one page, no link, names counted from one.

folium loads Leaflet, jQuery and Bootstrap from afar and names each object by random letters.
Here the page carries Leaflet itself, nothing needs jQuery, and names are given in the order of
the tree just before rendering. A security policy in the page forbids any request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import folium
from branca.element import Element, Figure, MacroElement
from folium.template import Template
from folium.utilities import JsCode

from api.render.map_assets import leaflet_licence, leaflet_script, leaflet_style

Style = Callable[[Mapping[str, Any]], dict[str, Any]]

_POPUPS = JsCode(
    "function (feature, layer) { if (feature.properties.popup) "
    "{ layer.bindPopup(feature.properties.popup, {maxWidth: 320}); } }"
)
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)
_PAGE = """<!DOCTYPE html>
<html lang="{{ this.parts.language }}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{{ this.policy }}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ this.parts.title }}</title>
<!-- Leaflet
{{ this.licence }}
-->
<style>
{{ this.leaflet_style }}
{{ this.parts.style }}
</style>
</head>
<body>
{{ this.parts.patterns }}
<main>
{{ this.html.render(**kwargs) }}
</main>
{{ this.parts.panel }}
<noscript><p>{{ this.parts.no_script }}</p></noscript>
<script>
{{ this.leaflet_script }}
</script>
<script>
{{ this.script.render(**kwargs) }}
</script>
</body>
</html>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts of the page around the map, all of them HTML or CSS made safe."""

    language: str
    title: str
    style: str
    patterns: str
    panel: str
    no_script: str


class Page(Figure):
    """The page: everything it needs is inside."""

    _template = Template(_PAGE)

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self.parts = parts
        self.policy = _POLICY
        self.licence = leaflet_licence()
        self.leaflet_style = leaflet_style()
        self.leaflet_script = leaflet_script()


class TownMap(folium.Map):
    """A map without tiles, in a region with a name, with metric scale and titled buttons."""

    _template = Template(
        """
        {% macro html(this, kwargs) %}
        <div class="folium-map" id={{ this.get_name()|tojson }} role="region"
             aria-label={{ this.label|tojson }}></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {
            zoomControl: false, attributionControl: false, fadeAnimation: false, zoomSnap: 0.25,
            minZoom: 12, maxZoom: 22
        });
        {{ this.get_name() }}.fitBounds({{ this.box|tojson }}, {padding: [24, 24]});
        L.control.zoom({
            zoomInTitle: {{ this.zoom_in|tojson }}, zoomOutTitle: {{ this.zoom_out|tojson }}
        }).addTo({{ this.get_name() }});
        L.control.scale({imperial: false, maxWidth: 160}).addTo({{ this.get_name() }});
        L.control.attribution({prefix: false}).addAttribution({{ this.credit|tojson }})
            .addTo({{ this.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, box: Sequence[Sequence[float]], words: Mapping[str, str]) -> None:
        middle = [(box[0][k] + box[1][k]) / 2 for k in (0, 1)]
        super().__init__(location=middle, tiles=None)
        self.default_js, self.default_css = [], []  # nothing from afar
        self.box = box
        self.label, self.credit = words["label"], words["credit"]
        self.zoom_in, self.zoom_out = words["zoom_in"], words["zoom_out"]


class Bubble(MacroElement):
    """A popup with HTML made by us; folium's own needs jQuery."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        {{ this._parent.get_name() }}.bindPopup({{ this.html|tojson }}, {maxWidth: 320});
        {% endmacro %}
        """
    )

    def __init__(self, html: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca says nothing of it
        self.html = html


class Tail(MacroElement):
    """The last script, which ties map, panel and printing; ``script`` is a function."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        ({{ this.script }})(
            {{ this.town.get_name() }},
            {{ this.streets.get_name() if this.streets else "null" }},
            {{ this.spots.get_name() if this.spots else "null" }},
            [{% for marker, seen in this.cameras %}
            [{{ marker.get_name() }}, {{ seen.get_name() }}],{% endfor %}
            ],
            {{ this.town.box|tojson }}
        );
        {% endmacro %}
        """
    )

    def __init__(
        self,
        script: str,
        *,
        town: TownMap,
        streets: Element | None,
        spots: Element | None,
        cameras: Sequence[tuple[Element, Element]],
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca says nothing of it
        self.script, self.town, self.cameras = script, town, cameras
        self.streets, self.spots = streets, spots


def drawing(
    features: Sequence[Mapping[str, Any]], style: Style, *, pane: str, touchable: bool = False
) -> Any:  # noqa: ANN401 - a folium object
    """Make a layer of GeoJSON features.

    Parameters
    ----------
    features : sequence of mappings
        GeoJSON features; ``properties.popup`` is HTML made safe.
    style : callable
        Feature to Leaflet path options.
    pane : str
        Height in the pile.
    touchable : bool
        Whether it answers a click.
    """
    numbered = [dict(feature, id=str(k)) for k, feature in enumerate(features)]
    return folium.GeoJson(
        {"type": "FeatureCollection", "features": numbered},
        style_function=style,
        control=False,
        smooth_factor=0.5,
        on_each_feature=_POPUPS if touchable else None,
        pane=pane,
        interactive=touchable,
    )


def render(page: Page) -> str:
    """Give the page, each object named by its rank in the tree."""
    for rank, element in enumerate(_every(page), start=1):
        element._id = str(rank)  # noqa: SLF001 - branca offers no other way to name an element
    return str(page.render())


def _every(element: Element) -> Iterator[Element]:
    """Go through a tree, parents first, in the order of adding."""
    yield element
    for child in element._children.values():  # noqa: SLF001 - the tree has no public iterator
        yield from _every(child)
