"""The numbered examples run as they are and say what their prose announces."""

from __future__ import annotations

import pathlib
import subprocess
import sys

import pytest

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples"
SAID = {
    "01_one_street.py": ["C1 sees", "identify", "at least"],
    "02_a_bill.py": ["8900.00", "eligible base 45500.00", "aid 13650.00"],
    "03_a_whole_study.py": ["12 cameras", "dossier.pdf", "manifest.json"],
}


def test_every_numbered_example_is_run() -> None:
    assert sorted(path.name for path in EXAMPLES.glob("[0-9]*.py")) == sorted(SAID)


@pytest.mark.parametrize("name", sorted(SAID))
def test_an_example_runs(name: str, tmp_path: pathlib.Path) -> None:
    command = [sys.executable, str(EXAMPLES / name), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for words in SAID[name]:
        assert words in done.stdout
