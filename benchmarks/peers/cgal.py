"""CGAL's exact triangular expansion visibility: no heights, no densities, no range."""

from __future__ import annotations

import os
import pathlib
import subprocess
from dataclasses import dataclass

from parts.town import Place
from reference.cgal_areas import build, outlines, run

from planner.scene.model import Scene

APT = ("apt-get", "install", "--yes", "--quiet", "libcgal-dev", "g++")
STEPS = ("arrangement_s", "attach_s", "locate_s", "visibility_s")
PROCESSOR = "processor_s"  # of all the steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """The compiled program, or why there is none."""

    path: pathlib.Path | None
    why_not: str = ""


def program(folder: pathlib.Path, *, install: bool) -> Program:
    """Compile the program; where asked, and as root, install CGAL's headers first."""
    try:
        return Program(path=build(folder))
    except (OSError, subprocess.CalledProcessError):
        pass
    if not (install and os.geteuid() == 0):
        return Program(path=None, why_not="no g++ or CGAL headers (libcgal-dev; --install-cgal)")
    try:
        subprocess.run(APT, check=True, capture_output=True)
        return Program(path=build(folder))
    except (OSError, subprocess.CalledProcessError):
        return Program(path=None, why_not="libcgal-dev could not be installed")


def steps(
    path: pathlib.Path, scene: Scene, places: list[Place], locate: str = "batch"
) -> dict[str, float]:
    """Give the seconds of each step, text read and areas clipped left out."""
    figures = run(path, outlines(scene), places, locate=locate).figures
    return {step: float(figures[step]) for step in (*STEPS, PROCESSOR)}
