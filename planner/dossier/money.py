"""The pages about money: expenses by category, then who pays."""

from __future__ import annotations

from decimal import Decimal

from planner.dossier.facts import Facts, amount_of, decimal_share, share_of, state_of
from planner.dossier.ledger import GROUPS, Printed, hand_down
from planner.dossier.model import (
    Bar,
    BarPart,
    Block,
    Column,
    Content,
    Form,
    Heading,
    Mark,
    Note,
    Prose,
    Quantity,
    Row,
    RowKind,
    Say,
    Section,
    SideBySide,
    Span,
    State,
    Table,
    say,
)
from planner.estimate.model import Line
from planner.funding.model import SchemeAid

MOST_PUBLIC_AID = 0.8
LEAST_OWN_SHARE = 0.2
_CATEGORIES = GROUPS[:5]


def expenses(facts: Facts) -> Section:
    """Compose the bill: eligible lines by category, then to confirm, then not eligible."""
    groups = facts.ledger.groups
    blocks: tuple[Block, ...] = (
        Prose(paragraphs=((say("expenses.lead"), say("expenses.basis")),), style="lead"),
        _eligible_table(facts),
    )
    for group in ("to_confirm", "no"):
        if group in groups:
            blocks += (_reasoned_table(facts, group),)
    return Section(
        id="expenses",
        title=(say("title.expenses"),),
        blocks=(*blocks, *_cap_note(facts)),
    )


def _eligible_table(facts: Facts) -> Table:
    rows: list[Row] = []
    for group in _CATEGORIES:
        if group in facts.ledger.groups:
            subtotal = facts.ledger.groups[group]
            title: Content = (say(f"category.{group}"),)
            rows.append(_amounts((title, (), (), ()), subtotal, kind="subtotal"))
            rows += [_line_row(line, amount) for line, amount in facts.ledger.lines[group]]
    total: Content = (say("expenses.total_eligible"),)
    rows.append(_amounts((total, (), (), ()), facts.ledger.eligible, kind="total"))
    columns = (
        Column(head=(say("column.item"),), share=0.39),
        Column(head=(say("column.quantity"),), align="right", share=0.09),
        Column(head=(say("column.unit"),), share=0.07),
        Column(head=(say("column.unit_price"),), align="right", share=0.1),
        Column(head=(say("column.amount_ht"),), align="right", share=0.12),
        Column(head=(say("column.range"),), align="right", share=0.17, soft=True),
        Column(head=(say("column.state"),), align="center", share=0.06),
    )
    return Table(name="eligible", columns=columns, rows=tuple(rows))


def _amounts(first: tuple[Content, ...], amount: Printed, *, kind: RowKind = "line") -> Row:
    return Row(
        cells=(
            *first,
            (Quantity(value=amount.likely),),
            (Span(low=amount.low, high=amount.high, form="int"),),
            (),
        ),
        kind=kind,
    )


def _line_row(line: Line, amount: Printed) -> Row:
    quantity, unit, price = _counted(line)
    return Row(
        cells=(
            (line.label,),
            (Quantity(value=quantity, form="px"),),
            unit,
            (price,),
            (Quantity(value=amount.likely),),
            (Span(low=amount.low, high=amount.high, form="int"),),
            (Mark(state=state_of(line)),),
        )
    )


def _counted(line: Line) -> tuple[float, Content, Quantity]:
    """Give quantity, unit and unit price; a percentage is so many hundredths of its base."""
    if line.base is None:
        cents = line.unit_price.likely
        form: Form = "eur" if cents % 100 == 0 else "eur2"
        return float(line.quantity), (_unit(line.unit),), Quantity(value=cents, form=form)
    hundredth = (Decimal(line.base.likely) * line.quantity / 100).to_integral_value()
    percent = line.unit_price.likely / 100
    return percent, (say("unit.percent"),), Quantity(value=int(hundredth), form="eur2")


def _unit(unit: str) -> Say:
    return Say(code=f"units.{unit}")


def _reasoned_table(facts: Facts, group: str) -> Table:
    """List lines that are not in the base, with why."""
    rows = [
        Row(
            cells=(
                (line.label,),
                (Quantity(value=amount.likely),),
                (Span(low=amount.low, high=amount.high, form="int"),),
                (Say(code=f"because.{line.because}"),),
            )
        )
        for line, amount in facts.ledger.lines[group]
    ]
    total = facts.ledger.groups[group]
    rows.append(
        Row(
            cells=(
                (say(f"expenses.total_{group}"),),
                (Quantity(value=total.likely),),
                (Span(low=total.low, high=total.high, form="int"),),
                (),
            ),
            kind="total",
        )
    )
    head: Content = (say(f"expenses.head_{group}"),)
    if group == "to_confirm":
        head = (head[0], Mark(state="C"), say("expenses.not_counted"))
    columns = (
        Column(head=head, share=0.35),
        Column(head=(say("column.amount_ht"),), align="right", share=0.12),
        Column(head=(say("column.range"),), align="right", share=0.15, soft=True),
        Column(head=(say("column.why"),), share=0.38),
    )
    return Table(name=group, columns=columns, rows=tuple(rows))


def _cap_note(facts: Facts) -> tuple[Block, ...]:
    """Say what the lines to confirm would change to the first scheme that gives something."""
    giving = [s for s in facts.study.funding.schemes if s.applies and s.aid_cents]
    if not giving or "to_confirm" not in facts.ledger.groups:
        return ()
    scheme = giving[0]
    if scheme.cap_cents is not None and scheme.rate and scheme.aid_cents >= scheme.cap_cents:
        threshold = int(Decimal(scheme.cap_cents) / scheme.rate)
        return (Note(content=(say("expenses.capped", aid=scheme.aid_cents, threshold=threshold),)),)
    return (
        Note(content=(say("expenses.more", low=scheme.aid_cents, high=scheme.aid_high_cents),)),
    )


def financing(facts: Facts) -> Section:
    """Compose who pays: resources, checks, from HT to TTC, to the cent, yearly costs."""
    return Section(
        id="financing",
        title=(say("title.financing"),),
        blocks=(
            _resource_table(facts),
            _aid_bar(facts),
            *_refused(facts),
            SideBySide(
                left=(
                    Heading(title=(say("heading.checks"),)),
                    _check_table(facts),
                    Heading(title=(say("heading.yearly"),)),
                    *_yearly(facts),
                ),
                right=(
                    Heading(title=(say("heading.cents"),)),
                    _cents_table(facts),
                    Prose(paragraphs=((say("financing.cents_key"),),), style="source"),
                ),
            ),
            Heading(title=(say("heading.changes"),)),
            _change_table(facts),
            Prose(paragraphs=((say("financing.changes_key"),),), style="source"),
        ),
    )


def _shares(facts: Facts) -> list[int]:
    """Give each aid then the own share, whole euros summing to the printed total."""
    plan = facts.study.funding.plan
    cents = [*(amount_of(aid) for aid in plan.aids), plan.own_share_cents]
    return hand_down(facts.ledger.ht.likely, cents)


def _resource_table(facts: Facts) -> Table:
    plan, total = facts.study.funding.plan, facts.ledger.ht.likely
    schemes = {scheme.scheme: scheme for scheme in facts.study.funding.schemes}
    *aids, own = _shares(facts)
    rows = [
        _aid_row(facts, schemes.get(planned.scheme), planned.scheme, (euros, planned.granted_cents))
        for planned, euros in zip(plan.aids, aids, strict=True)
    ]
    sums: tuple[tuple[str, int, RowKind], ...] = (
        ("aids", sum(aids), "subtotal"),
        ("own", own, "subtotal"),
        ("total", total, "total"),
    )
    for name, euros, kind in sums:
        share = Quantity(value=share_of(euros, total), form="pct1")
        cells: tuple[Content, ...] = (
            (say(f"financing.{name}"),), (), (), (), (Quantity(value=euros),), (share,), (),
        )  # fmt: skip
        rows.append(Row(cells=cells, kind=kind))
    columns = (
        Column(head=(say("column.resource"),), share=0.36),
        Column(head=(say("column.base_ht"),), align="right", share=0.13),
        Column(head=(say("column.rate_of_aid"),), align="right", share=0.09),
        Column(head=(say("column.cap"),), align="right", share=0.12),
        Column(head=(say("column.amount_eur"),), align="right", share=0.13),
        Column(head=(say("column.share_ht"),), align="right", share=0.11),
        Column(head=(say("column.state"),), align="center", share=0.06),
    )
    return Table(name="financing", columns=columns, rows=tuple(rows))


def _aid_row(facts: Facts, scheme: SchemeAid | None, name: str, amount: tuple[int, int]) -> Row:
    euros, granted = amount
    label = facts.scheme_label(name)
    share = Quantity(value=share_of(euros, facts.ledger.ht.likely), form="pct1")
    if scheme is None:
        return Row(cells=(label, (), (), (), (Quantity(value=euros),), (share,), ()))
    sure: State = "V" if granted or scheme.certainty == "verified" else "C"
    if scheme.certainty == "presumed" and not granted:
        sure = "H"
    return Row(
        cells=(
            label,
            (Quantity(value=scheme.eligible_base_cents, form="eur"),),
            (Quantity(value=decimal_share(scheme.rate), form="pct"),),
            (Quantity(value=scheme.cap_cents, form="eur"),),
            (Quantity(value=euros),),
            (share,),
            (Mark(state=sure),),
        )
    )


def _aid_bar(facts: Facts) -> Bar:
    plan, total = facts.study.funding.plan, facts.study.funding.plan.total_cents
    parts = [
        BarPart(label=facts.funder(aid.scheme), share=share_of(amount_of(aid), total))
        for aid in plan.aids
        if amount_of(aid)
    ]
    own = share_of(plan.own_share_cents, total)
    parts.append(BarPart(label=(say("financing.own_short"),), share=own))
    return Bar(
        parts=tuple(parts),
        limit=MOST_PUBLIC_AID,
        limit_label=(say("financing.limit", share=MOST_PUBLIC_AID),),
        alt=say("alt.bar", aids=1.0 - own, own=own),
    )


def _refused(facts: Facts) -> tuple[Block, ...]:
    """Give, for each scheme that gives nothing, why."""
    paragraphs: list[Content] = []
    for scheme in facts.study.funding.schemes:
        reasons = tuple(Say(code=f"reasons.{r.code}", values=r.values) for r in scheme.reasons)
        label = facts.scheme_label(scheme.scheme)
        if not scheme.applies:
            paragraphs.append((*label, say("financing.refused"), *reasons))
        elif scheme.to_confirm:
            fields = tuple(Say(code=f"scheme_fields.{name}") for name in scheme.to_confirm)
            paragraphs.append(
                (*label, say("financing.to_confirm", fields=fields), Mark(state="C"), *reasons)
            )
    return (Prose(paragraphs=tuple(paragraphs), style="source"),) if paragraphs else ()


def _check_table(facts: Facts) -> Table:
    plan = facts.study.funding.plan
    own = share_of(plan.own_share_cents, plan.total_cents)
    applicant = facts.study.plan.applicant
    rows = [
        _check("aids", Quantity(value=1.0 - own if plan.total_cents else None, form="pct1"),
               holds=1.0 - own <= MOST_PUBLIC_AID + 1e-9, limit=MOST_PUBLIC_AID),
        _check("own", Quantity(value=own if plan.total_cents else None, form="pct1"),
               holds=own >= LEAST_OWN_SHARE - 1e-9, limit=LEAST_OWN_SHARE),
    ]  # fmt: skip
    population = applicant.population_totale or applicant.population_municipale
    rows.append(
        Row(
            cells=(
                (say("check.population", year=str(applicant.population_year or "–")),),
                (Quantity(value=population),),
                (say("check.declared"),) if population else (say("check.to_give"), Mark(state="C")),
            )
        )
    )
    first = {True: "yes", False: "no", None: "unknown"}[applicant.first_equipment]
    rows.append(
        Row(
            cells=(
                (say("check.first"),),
                (say(f"check.first_{first}"),),
                (say("check.to_attest"), Mark(state="C")),
            )
        )
    )
    columns = (
        Column(head=(say("column.rule"),), share=0.5),
        Column(head=(say("column.value"),), align="right", share=0.2),
        Column(head=(say("column.finding"),), share=0.3),
    )
    return Table(name="checks", columns=columns, rows=tuple(rows))


def _check(name: str, value: Quantity, *, holds: bool, limit: float) -> Row:
    word = say("check.holds") if holds else say("check.fails")
    return Row(cells=((say(f"check.{name}", limit=limit),), (value,), (word,)))


def _yearly(facts: Facts) -> tuple[Block, ...]:
    running = facts.study.estimate.running
    if not running:
        return (Prose(paragraphs=((say("yearly.none"),),)),)
    euros = (facts.study.estimate.running_per_year.likely + 50) // 100
    amounts = hand_down(euros, [line.amount.likely for line in running])
    rows = [
        Row(cells=((line.label,), (Quantity(value=amount),)))
        for line, amount in zip(running, amounts, strict=True)
    ]
    rows.append(Row(cells=((say("yearly.total"),), (Quantity(value=euros),)), kind="total"))
    columns = (
        Column(head=(say("column.not_aided"),), share=0.72),
        Column(head=(say("column.per_year"),), align="right", share=0.28),
    )
    return (Table(name="yearly", columns=columns, rows=tuple(rows)),)


def _cents_table(facts: Facts) -> Table:
    """Give every total to the cent, as the workbook has it."""
    totals, plan = facts.study.estimate.totals, facts.study.funding.plan
    lines: list[tuple[Content, int, RowKind]] = [
        ((say("cents.eligible"),), totals.eligible_ht.likely, "line"),
        ((say("cents.to_confirm"),), totals.to_confirm_ht.likely, "line"),
        ((say("cents.not_eligible"),), totals.not_eligible_ht.likely, "line"),
        ((say("cents.ht"),), totals.ht.likely, "subtotal"),
        (
            (say("cents.vat", rate=float(facts.study.estimate.vat_rate)),),
            totals.vat.likely,
            "line",
        ),
        ((say("cents.ttc"),), totals.ttc.likely, "subtotal"),
    ]
    lines += [
        ((say("cents.aid"), *facts.scheme_label(a.scheme)), amount_of(a), "line") for a in plan.aids
    ]
    lines += [((say("cents.own"),), plan.own_share_cents, "subtotal")]
    rows = tuple(
        Row(cells=(label, (Quantity(value=cents, form="eur2"),)), kind=kind)
        for label, cents, kind in lines
    )
    columns = (
        Column(head=(say("column.amount"),), share=0.66),
        Column(head=(say("column.eur"),), align="right", share=0.34),
    )
    return Table(name="cents", columns=columns, rows=rows)


def _change_table(facts: Facts) -> Table:
    """Tell what the own share becomes when one assumption changes."""
    plan = facts.study.funding.plan
    total, aids = plan.total_cents, facts.aid_cents
    high = sum(s.aid_high_cents for s in facts.study.funding.schemes if s.applies)
    most = min(max(high, aids), int(total * Decimal(str(MOST_PUBLIC_AID))))
    cases = [("none", aids)]
    if aids:
        cases.append(("refused", 0))
    if most > aids:
        cases.append(("accepted", most))
    rows = tuple(
        Row(
            cells=(
                (say(f"change.{name}"),),
                (Quantity(value=total, form="eur"),),
                (Quantity(value=aid, form="eur"),),
                (Quantity(value=total - aid, form="eur"),),
                (Quantity(value=share_of(total - aid, total), form="pct1"),),
            )
        )
        for name, aid in cases
    )
    columns = (
        Column(head=(say("column.assumption"),), share=0.46),
        Column(head=(say("column.cost_ht"),), align="right", share=0.14),
        Column(head=(say("column.aids"),), align="right", share=0.13),
        Column(head=(say("column.own_share"),), align="right", share=0.15),
        Column(head=(say("column.share_ht"),), align="right", share=0.12),
    )
    return Table(name="changes", columns=columns, rows=rows)
