"""One parent for the three packages, the contracts of the house, no address in the pins."""

from __future__ import annotations

import pathlib
import re
import subprocess
import sys

import api
import geodata
import planner

ROOT = pathlib.Path(__file__).resolve().parents[2]


def test_the_three_packages_share_one_parent() -> None:
    parents = {
        pathlib.Path(str(package.__file__)).resolve().parents[1]
        for package in (planner, geodata, api)
    }
    assert parents == {ROOT}


def test_the_import_contracts_hold() -> None:
    command = [str(pathlib.Path(sys.executable).parent / "lint-imports"), "--no-logo", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_pins_carry_hashes_and_no_address() -> None:
    text = (ROOT / "requirements/pins.txt").read_text(encoding="utf-8")
    assert "://" not in text
    pins = re.findall(r"^[A-Za-z0-9_.-]+==", text, flags=re.MULTILINE)
    assert len(pins) > 50
    assert text.count("--hash=sha256:") >= len(pins)


def test_coverage_from_the_command_line_imports_no_heavy_library() -> None:
    code = (
        "import sys, api.cli, api.use_cases.coverage\n"
        "heavy = {'geopandas', 'pandas', 'folium', 'fastapi', 'osmnx', 'rasterio'}\n"
        "print(','.join(sorted(heavy & set(sys.modules))))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""


def test_only_the_reader_of_relief_knows_rasterio() -> None:
    importing = [
        str(path.relative_to(ROOT))
        for top in ("planner", "geodata", "api")
        for path in sorted((ROOT / top).rglob("*.py"))
        if re.search(r"^\s*(?:import|from) rasterio", path.read_text("utf-8"), flags=re.MULTILINE)
    ]
    assert importing == ["geodata/relief.py"]
