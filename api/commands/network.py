"""``vigie network``: the runs that bring the pictures home, their cost and its bound."""

from __future__ import annotations

from argparse import Namespace

from api.terminal import bar, print_findings, print_json, print_table
from api.texts.reader import Texts
from api.use_cases.estimate import quotes
from api.use_cases.network import NetworkQuestion, ask_network
from api.use_cases.opening import open_study
from api.views import Beside, network_view
from planner.network.model import Network


def run(arguments: Namespace, texts: Texts) -> int:
    """Print the network; never exits 1."""
    opened = open_study(
        arguments.scene,
        arguments.plan,
        terrain=arguments.terrain,
        prices=quotes(arguments.prices),
        progress=bar(texts),
    )
    question = NetworkQuestion(
        objective=arguments.objective, years=arguments.years, prove_seconds=arguments.prove
    )
    answer = ask_network(opened, question)
    network = answer.network
    bar(texts)("network", 1.0)
    if arguments.format == "json":
        beside = Beside(equipment=answer.equipment, years=answer.years)
        print_json(network_view(network, texts, beside=beside))
    else:
        _print(network, texts)
    print_findings(opened.plan.findings + network.findings, texts)
    return 0


def _print(network: Network, texts: Texts) -> None:
    head = ["site", "link", "length_m", "cost_eur"]
    print_table(
        [texts.say(f"table.{name}") for name in head],
        [
            [
                site.id,
                texts.say(f"links.{site.link}"),
                texts.number(site.length_m),
                texts.euros(site.cost_cents),
            ]
            for site in network.sites
        ],
        right="23",
    )
    print()
    head = ["medium", "surface", "length_m", "street", "cost_eur"]
    print_table(
        [texts.say(f"table.{name}") for name in head],
        [
            [
                texts.say(f"media.{segment.medium}"),
                texts.say(f"surfaces.{segment.surface}"),
                texts.number(segment.length_m),
                segment.street,
                texts.euros(segment.cost_cents),
            ]
            for segment in network.segments
        ],
        right="24",
    )
    print()
    print(
        texts.say(
            "table.objective",
            objective=network.objective_cents,
            bound=network.lower_bound_cents,
            gap=network.gap,
        )
    )
