"""The financing plan: who gives way, to the cent, whatever the bill and the schemes."""

from __future__ import annotations

from decimal import Decimal

from bills import estimate, line
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.catalogues.model import Label, Ruled, Scheme, Source
from planner.catalogues.reader import load
from planner.funding.financing import finance
from planner.funding.model import Funding
from planner.plan import Applicant

SOURCE = Source(title="test", href="https://example.org")
COMMUNE = Applicant(kind="commune", department="80", region="32")

amounts = st.integers(min_value=0, max_value=30_000_000).map(lambda cents: cents / 100)
rates = st.sampled_from(["0.10", "0.20", "0.333", "0.50", "0.80", "1.00"])
caps = st.one_of(st.none(), st.integers(min_value=1, max_value=60_000))


def scheme(name: str, rate: str | None, *, cap: float | None = None, **fields: object) -> Scheme:
    """Make a scheme whose every rule was read."""
    values = {"rate": rate, "cap_eur": cap, **fields}
    return Scheme(
        id=name,
        label=Label(fr=name, en=name),
        funder=str(fields.pop("funder", name)),
        edition="2024",
        fields={
            field: Ruled(value=value, status="verified", source=SOURCE)
            for field, value in values.items()
            if field != "funder"
        },
    )


def counted(funding: Funding, granted: dict[str, int] | None = None) -> int:
    acquired = granted or {}
    return sum(acquired.get(one.scheme, one.asked_cents) for one in funding.plan.aids)


@given(
    parts=st.lists(st.tuples(rates, caps), min_size=1, max_size=4), eligible=amounts, rest=amounts
)
@settings(max_examples=40)
def test_public_aid_never_passes_80_percent_and_the_plan_balances_to_the_cent(
    parts: list[tuple[str, float | None]], eligible: float, rest: float
) -> None:
    schemes = tuple(scheme(f"s{rank}", rate, cap=cap) for rank, (rate, cap) in enumerate(parts))
    bill = estimate(line("cam_fixed", eligible), line("study", rest, eligible="no"))
    funding = finance(bill, COMMUNE, schemes, "2024-05-02")
    plan = funding.plan
    assert plan.total_cents == bill.totals.ht.likely
    assert counted(funding) + plan.own_share_cents == plan.total_cents
    assert 5 * counted(funding) <= 4 * plan.total_cents
    assert plan.total_cents == 0 or plan.own_share_rate >= Decimal("0.2")
    for (rate, cap), aid in zip(parts, funding.schemes, strict=True):
        assert aid.aid_cents <= Decimal(rate) * aid.eligible_base_cents
        assert cap is None or aid.aid_cents <= 100 * cap
        assert aid.aid_cents <= aid.aid_high_cents


@given(rate=rates, cap=caps, less=amounts, more=amounts)
@settings(max_examples=40)
def test_more_eligible_expense_never_lowers_an_aid(
    rate: str, cap: float | None, less: float, more: float
) -> None:
    one = (scheme("s", rate, cap=cap),)
    small = finance(estimate(line("cam_fixed", less)), COMMUNE, one, "2024-05-02")
    large = finance(
        estimate(line("cam_fixed", less), line("mast_6", more)), COMMUNE, one, "2024-05-02"
    )
    assert large.schemes[0].aid_cents >= small.schemes[0].aid_cents
    assert large.plan.aids[0].asked_cents >= small.plan.aids[0].asked_cents


def test_the_last_asked_gives_way_first_then_the_one_before() -> None:
    schemes = tuple(scheme(name, "0.50") for name in ("a", "b", "c"))
    funding = finance(estimate(line("cam_fixed", 1000)), COMMUNE, schemes, "2024-05-02")
    assert [one.asked_cents for one in funding.plan.aids] == [50_000, 30_000, 0]
    told = [(one.subject, dict(one.values)["after"]) for one in funding.findings]
    assert told == [("b", 30_000), ("c", 0)]


def test_a_sum_granted_is_never_touched_the_asked_ones_give_way_before_it() -> None:
    schemes = (scheme("a", "0.50"), scheme("b", "0.50"))
    bill = estimate(line("cam_fixed", 1000))
    funding = finance(bill, COMMUNE, schemes, "2024-05-02", granted={"b": 45_000})
    first, second = funding.plan.aids
    assert (first.asked_cents, first.granted_cents) == (35_000, 0)
    assert (second.asked_cents, second.granted_cents) == (50_000, 45_000)
    assert funding.plan.own_share_cents == 20_000


def test_sums_granted_beyond_80_percent_stay_and_are_told() -> None:
    bill = estimate(line("cam_fixed", 1000))
    funding = finance(
        bill, COMMUNE, (scheme("a", "0.10"),), "2024-05-02", granted={"elsewhere": 90_000}
    )
    assert [(one.scheme, one.granted_cents) for one in funding.plan.aids] == [
        ("a", 0),
        ("elsewhere", 90_000),
    ]
    assert funding.plan.own_share_cents == 10_000
    assert [one.code for one in funding.findings] == ["aid_clipped", "own_share_too_low"]


def test_a_refusal_counts_for_nothing() -> None:
    bill = estimate(line("cam_fixed", 1000))
    funding = finance(bill, COMMUNE, (scheme("a", "0.10"),), "2024-05-02", granted={"a": 0})
    assert funding.plan.own_share_cents == 100_000


def test_state_money_has_its_own_ceiling() -> None:
    ceiling = [{"of": "state", "on": "operation_ht", "max": 0.5}]
    schemes = (
        scheme("fipd", "0.30", funder="État", ceilings=ceiling),
        scheme("detr", "0.30", funder="État"),
        scheme("region", "0.20"),
    )
    funding = finance(estimate(line("cam_fixed", 1000)), COMMUNE, schemes, "2024-05-02")
    assert [one.asked_cents for one in funding.plan.aids] == [30_000, 20_000, 20_000]
    assert [one.code for one in funding.findings] == ["state_aid_clipped"]


def test_a_scheme_may_cap_its_own_aid_on_its_base() -> None:
    ceiling = [{"of": "scheme", "on": "eligible_base", "max": 0.25}]
    funding = finance(
        estimate(line("cam_fixed", 1000)), COMMUNE,
        (scheme("a", "0.40", ceilings=ceiling),), "2024-05-02",
    )  # fmt: skip
    assert funding.schemes[0].aid_cents == 25_000


def test_an_aid_is_rounded_down_to_the_cent() -> None:
    bill = estimate(line("cam_fixed", "0.99"))
    funding = finance(bill, COMMUNE, (scheme("a", "0.333"),), "2024-05-02")
    assert funding.schemes[0].aid_cents == 32  # 0.32967 EUR


def test_excluded_items_and_other_categories_stay_out_of_the_base() -> None:
    bill = estimate(
        line("cam_fixed", 100),
        line("training", 10, category="none", eligible="no"),
        line("srv", 1000, category="C3"),
        line("tr_soft", 5000, category="C2"),
        line("panel", 7, category="none", eligible="to_confirm"),
    )
    rules = scheme("a", "1", categories=["C1", "C2"], exclusions=["tr_soft"])
    aid = finance(bill, COMMUNE, (rules,), "2024-05-02").schemes[0]
    assert aid.eligible_base_cents == 10_000
    assert aid.aid_high_cents == 10_700


def test_nothing_asked_is_not_a_failure() -> None:
    funding = finance(estimate(line("cam_fixed", 100)), COMMUNE, (), "2024-05-02")
    assert funding.findings == ()
    assert funding.plan.own_share_rate == 1


def test_an_empty_bill_leaves_nothing_to_pay() -> None:
    funding = finance(estimate(), COMMUNE, (scheme("a", "0.3"),), "2024-05-02")
    assert funding.plan.own_share_cents == 0
    assert [reason.code for reason in funding.schemes[0].reasons] == ["no_eligible_expense"]


def test_when_nothing_applies_it_blocks_and_the_owner_pays_all() -> None:
    closed = load().schemes["hauts-de-france-2023"]
    funding = finance(estimate(line("cam_fixed", 100)), COMMUNE, (closed,), "2025-01-01")
    severities = {one.code: one.severity for one in funding.findings}
    assert severities == {"no_scheme_applies": "blocking", "scheme_window_closed": "warning"}
    assert funding.plan.aids == ()
    assert funding.plan.own_share_cents == 10_000
