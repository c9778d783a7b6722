"""The invented bourg from end to end: coverage, network, euros, and the files to attach.

``vigie study --scene demo --plan demo --out DIR`` does the same from a terminal.
"""

from __future__ import annotations

import pathlib
import sys
import tempfile

from api.texts.reader import load
from api.use_cases.opening import DEMO, open_study
from api.use_cases.study import make_files, make_study, write_study

folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp()) / "dossier"
opened = open_study(DEMO, DEMO)
study = make_study(opened)

metres = sum(segment.length_m for segment in study.network.segments)
print(f"{len(study.plan.cameras)} cameras, {metres:.0f} m of runs")
print(f"network {study.network.objective_cents / 100:.2f} EUR, bound {study.network.gap:.2%} below")
for zone in study.coverage.zones:
    print(f"{zone.label}: {zone.covered_share:.0%}, at least {zone.covered_share_low:.0%}")
print(f"total {study.estimate.totals.ht.likely / 100:.2f} EUR HT")

write_study(make_files(study, opened.document, load("fr")), folder)
print("\n".join(sorted(path.name for path in folder.iterdir())))
