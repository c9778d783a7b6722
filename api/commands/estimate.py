"""``vigie estimate``: the bill, its totals and who pays, from a plan or from a bill alone."""

from __future__ import annotations

from argparse import Namespace

from api.expense_table import print_expenses
from api.terminal import bar, print_findings, print_json
from api.texts.reader import Texts
from api.use_cases.estimate import Costed, cost_bill, cost_plan, quotes
from api.use_cases.opening import open_study
from api.views import estimate_view
from planner.errors import BillError


def run(arguments: Namespace, texts: Texts) -> int:
    """Print the estimate; 1 when no scheme asked for applies."""
    costed = _from_bill(arguments) if arguments.bill else _from_plan(arguments, texts)
    if arguments.format == "json":
        print_json(estimate_view(costed.estimate, costed.funding, texts))
    else:
        print_expenses(costed.estimate, costed.funding, texts)
    findings = costed.estimate.findings + costed.funding.findings
    print_findings(findings, texts)
    return int(any(finding.severity == "blocking" for finding in findings))


def _from_bill(arguments: Namespace) -> Costed:
    for name in ("applicant", "schemes"):
        if getattr(arguments, name) is None:
            raise BillError("bill_needs", option=f"--{name}")
    return cost_bill(
        arguments.bill, arguments.applicant, _scheme_ids(arguments.schemes), arguments.prices
    )


def _from_plan(arguments: Namespace, texts: Texts) -> Costed:
    for name in ("scene", "plan"):
        if getattr(arguments, name) is None:
            raise BillError("estimate_needs", option=f"--{name}")
    schemes = None if arguments.schemes is None else _scheme_ids(arguments.schemes)
    opened = open_study(
        arguments.scene,
        arguments.plan,
        terrain=arguments.terrain,
        prices=quotes(arguments.prices),
        progress=bar(texts),
    )
    study = cost_plan(opened, schemes=schemes)
    bar(texts)("estimate", 1.0)
    return Costed(estimate=study.estimate, funding=study.funding)


def _scheme_ids(text: str) -> tuple[str, ...]:
    """Read scheme ids separated by commas, each once, in the user's order."""
    named = (one.strip() for one in text.split(","))
    ids = tuple(dict.fromkeys(one for one in named if one))
    if not ids:
        raise BillError("schemes_none_named")
    return ids
