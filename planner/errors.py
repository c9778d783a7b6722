"""What stops Vigie: one small tree of exceptions, each a code and values, never a sentence.

VigieError                 everything a person can act upon
├── PlanError              the plan file cannot be read as a plan
├── SceneError             the scene cannot carry this plan
├── CatalogueError         a model, an item or a scheme is unknown, undated or unsourced
├── BillError              a bill, price or applicant file cannot be used
└── SourceError            a town file cannot be read (raised by geodata)

The sentences live in ``api/texts/{fr,en}.yaml`` under ``errors.<code>``; the values fill
their placeholders.
"""

from __future__ import annotations


class VigieError(Exception):
    """An error that a person can act upon.

    Parameters
    ----------
    code : str
        Key of the sentence, ``errors.<code>`` in the texts.
    **values : object
        What the sentence names: subject, place, limit (units in the names).
    """

    def __init__(self, code: str, /, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(code, values)

    def __reduce__(self) -> tuple[object, ...]:
        """Rebuild across processes (jobs run in a pool)."""
        return (_rebuild, (type(self), self.code, self.values))


def _rebuild(kind: type[VigieError], code: str, values: dict[str, object]) -> VigieError:
    return kind(code, **values)


class PlanError(VigieError):
    """The plan file cannot be read as a plan."""


class SceneError(VigieError):
    """The scene cannot carry this plan."""


class CatalogueError(VigieError):
    """A model, an item or a scheme is unknown, undated or unsourced."""


class BillError(VigieError):
    """A bill, price or applicant file cannot be used."""


class SourceError(VigieError):
    """A town file cannot be read."""
