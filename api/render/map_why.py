"""Why a blind spot is one, in sentences: asked of a point inside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shapely import Point

from api.explain_words import sight_sentences
from api.texts.reader import Texts
from planner.catalogues.reader import load
from planner.coverage.reasons.explain import explain_point, explainer_of, scale_of
from planner.study import Study

Why = Callable[[Point], Sequence[str]]

MOST_CAMERAS = 2  # told of a point
_NOT_CONCERNED = frozenset({"behind", "left", "right", "too_coarse", "beyond_range"})


def why_of(study: Study, texts: Texts) -> Why:
    """Give the function that explains a point of the ground.

    Parameters
    ----------
    study : Study
    texts : Texts
        Language of the sentences.

    Returns
    -------
    callable
        Point to one paragraph for each of the cameras nearest to seeing it: those that look
        its way and near enough, else the one that misses it the least.
    """
    catalogue = load(on=study.plan.date)
    scale = scale_of(study.plan, catalogue, study.coverage)
    explainer = explainer_of(study.scene, study.plan, catalogue, scale)

    def why(point: Point) -> list[str]:
        found = explain_point(explainer, point.x, point.y)
        concerned = [one for one in found.sights if _NOT_CONCERNED.isdisjoint(one.reasons)]
        told = concerned[:MOST_CAMERAS] or found.sights[:1]
        several = len(found.targets_m) > 1
        return [" ".join(sight_sentences(one, texts, several=several)) for one in told]

    return why
