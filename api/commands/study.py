"""``vigie study``: everything, as files."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from api.expense_table import print_expenses
from api.terminal import bar, print_findings
from api.texts.reader import Texts
from api.use_cases.estimate import quotes
from api.use_cases.opening import open_study
from api.use_cases.study import check_out, make_files, make_study, write_study


def run(arguments: Namespace, texts: Texts) -> int:
    """Write a study's files; 1 when a blocking finding stands, no scheme that applies for one."""
    out = Path(arguments.out)
    check_out(out, zipped=arguments.zip)
    progress = bar(texts)
    opened = open_study(
        arguments.scene,
        arguments.plan,
        terrain=arguments.terrain,
        prices=quotes(arguments.prices),
        progress=progress,
    )
    study = make_study(opened, progress=progress)
    files = make_files(
        study, opened.document, texts, anonymous=arguments.anonymous, progress=progress
    )
    progress("writing", 1.0)
    write_study(files, out, zipped=arguments.zip)
    print_expenses(study.estimate, study.funding, texts)
    print_findings(study.findings, texts)
    print(texts.say("cli.written", count=len(files), folder=arguments.out))
    if arguments.anonymous:
        print(texts.say("cli.anonymous_scope"), file=sys.stderr)
    return int(any(finding.severity == "blocking" for finding in study.findings))
