"""The sizes that keep rooms small (docs/decisions/0009): modules, bodies, arguments, names."""

from __future__ import annotations

import ast
import pathlib
import statistics

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODULES = sorted(
    path for top in ("planner", "geodata", "api") for path in (ROOT / top).rglob("*.py")
)
CODE = [path for path in MODULES if path.name != "__init__.py"]


def _functions(path: pathlib.Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def _body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = function.body
    if (
        isinstance(body[0], ast.Expr)
        and isinstance(body[0].value, ast.Constant)
        and isinstance(body[0].value.value, str)
    ):
        body = body[1:]
    if not body:
        return 0
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


def test_no_module_passes_500_lines_and_half_are_under_150() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in CODE}
    assert [str(path.relative_to(ROOT)) for path, n in lengths.items() if n > 500] == []
    assert statistics.median(lengths.values()) <= 150


def test_no_function_body_passes_50_lines_and_half_are_under_10() -> None:
    bodies = {
        f"{path.relative_to(ROOT)}:{function.name}": _body_lines(function)
        for path in MODULES
        for function in _functions(path)
    }
    assert [name for name, lines in bodies.items() if lines > 50] == []
    assert statistics.median(bodies.values()) <= 10


def test_no_function_takes_more_than_6_arguments() -> None:
    crowded = []
    for path in MODULES:
        for function in _functions(path):
            arguments = function.args
            names = [a.arg for a in arguments.posonlyargs + arguments.args + arguments.kwonlyargs]
            if len([name for name in names if name not in {"self", "cls"}]) > 6:
                crowded.append(f"{path.relative_to(ROOT)}:{function.name}")
    assert crowded == []


def test_optional_arguments_are_keyword_only() -> None:
    loose = [
        f"{path.relative_to(ROOT)}:{function.name}"
        for path in MODULES
        for function in _functions(path)
        if function.args.defaults and not function.name.startswith("_")
    ]
    assert loose == ["api/cli.py:add_usage"]  # argparse calls it so


@pytest.mark.parametrize("word", ["utils", "helpers", "common", "manager"])
def test_no_module_bears_a_name_that_says_nothing(word: str) -> None:
    assert [path for path in MODULES if path.stem == word] == []
