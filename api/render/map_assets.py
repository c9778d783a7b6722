"""Leaflet inside the file: its script and style from an installed package, no address left.

Leaflet travels as package data of ``django-js-lib-leaflet`` (which needs no Django), so that no
third-party code is kept here and none is fetched.
"""

from __future__ import annotations

import base64
import re
from functools import lru_cache
from importlib import metadata, resources

_PACKAGE, _FOLDER = "js_lib_leaflet", "static/js_lib_leaflet"
_DISTRIBUTION = "django-js-lib-leaflet"
_PICTURE = re.compile(r"url\((images/[\w.-]+\.png)\)")
_LINK = re.compile(r"https?://(?!www\.w3\.org/)[^\s\"'<>)]*")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SOURCE_MAP = re.compile(r"//# sourceMappingURL=\S*")


@lru_cache(maxsize=1)
def leaflet_script() -> str:
    """Give Leaflet's script without any link; names of XML spaces are joined at run time."""
    script = _SOURCE_MAP.sub("", _read("leaflet.js").decode())
    script = _LINK.sub("", script).replace(' xmlns="http://www.w3.org/2000/svg"', "")
    return script.replace("http://", 'http:"+"//').replace("</script", "<\\/script")


@lru_cache(maxsize=1)
def leaflet_style() -> str:
    """Give Leaflet's style with its pictures inside."""
    style = _COMMENT.sub("", _read("leaflet.css").decode())
    return _PICTURE.sub(lambda found: f"url({_inlined(found[1])})", style)


@lru_cache(maxsize=1)
def leaflet_licence() -> str:
    """Give the licence of Leaflet, which must travel with it."""
    files = metadata.files(_DISTRIBUTION) or []
    found = next((path for path in files if path.name == "LICENSE"), None)
    return _LINK.sub("", found.read_text(encoding="utf-8")) if found else "BSD-2-Clause"


def _read(name: str) -> bytes:
    return resources.files(_PACKAGE).joinpath(f"{_FOLDER}/{name}").read_bytes()


def _inlined(name: str) -> str:
    return "data:image/png;base64," + base64.b64encode(_read(name)).decode()
