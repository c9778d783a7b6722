"""An invented town: a French bourg made by code, for demonstrations and tests.

It has what real towns bring to a camera plan (party walls, courtyards, a river with two
bridges, a railway, heights partly assumed, sidewalks drawn apart, a hamlet down the road) and
belongs to nobody: no licence but this program's, no real place, no dwelling of anyone. Up to
1,000 buildings it is a bourg; beyond, quarters grow around an old core (``growth``).
"""

from geodata.invented.town import demo_scene, invent

__all__ = ["demo_scene", "invent"]
