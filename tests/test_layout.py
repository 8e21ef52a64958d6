"""How the code is laid out: sizes, names of files, and no circle among modules."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
LONGEST_FILE, LONGEST_FUNCTION, MOST_PARAMETERS = 400, 60, 6
"""Lines, lines, and parameters without `self` and `cls`."""
FIELD_WORDS = {"retelling", "grounding", "content_coding"}
"""File names that end in -ing because the word is a noun of the field."""


def python_files(*folders: str) -> list[Path]:
    return sorted(p for folder in folders for p in (ROOT / folder).rglob("*.py"))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    given = function.args
    return len([a for a in (*given.posonlyargs, *given.args, *given.kwonlyargs) if a.arg not in ("self", "cls")])


def module_name(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(files: dict[str, str]) -> dict[str, set[str]]:
    """The modules of ours that each module imports, also inside functions. `files`: source text by module name."""
    found: dict[str, set[str]] = {}
    for module, text in files.items():
        names: set[str] = set()
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                inner = {f"{node.module}.{alias.name}" for alias in node.names}
                names |= {name if name in files else node.module for name in inner}
        found[module] = (names & set(files)) - {module}
    return found


def circle(files: dict[str, str]) -> list[str]:
    """One circle of imports, or nothing."""
    try:
        TopologicalSorter(imports(files)).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_file_is_long() -> None:
    lines = {p: p.read_text(encoding="utf-8").count("\n") for p in python_files("src", "bench", "train", "tests")}
    assert {str(p.relative_to(ROOT)): n for p, n in lines.items() if n > LONGEST_FILE} == {}


def test_no_function_is_long_or_takes_many_parameters() -> None:
    faults = []
    for path in python_files("src", "bench", "train", "tests"):
        for function in functions(ast.parse(path.read_text(encoding="utf-8"))):
            length = (function.end_lineno or 0) - function.lineno + 1
            many = parameters(function) > MOST_PARAMETERS and "tests" not in path.parts and "cli" not in path.parts
            if length > LONGEST_FUNCTION or many:
                faults.append(f"{path.relative_to(ROOT)}:{function.lineno} {function.name}")
    assert faults == []


def test_files_are_named_for_what_they_hold() -> None:
    doing = {p.stem for p in python_files("src", "bench", "train") if p.stem.endswith("ing")}
    assert doing <= FIELD_WORDS


def test_few_modules_stand_beside_the_packages() -> None:
    assert len([p for p in (SOURCE / "retold").glob("*.py") if p.stem != "__init__"]) <= 8


def test_modules_do_not_import_each_other_in_a_circle() -> None:
    assert circle({module_name(p): p.read_text(encoding="utf-8") for p in python_files("src")}) == []


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a": "import b", "b": "import c", "c": ""}, set()),
        ({"a": "import b", "b": "def f():\n    from a import x"}, {"a", "b"}),
        ({"p": "from p import q", "p.q": "from p.r import x", "p.r": "import p"}, {"p", "p.q", "p.r"}),
    ],
)
def test_a_circle_is_seen(files: dict[str, str], expected: set[str]) -> None:
    assert set(circle(files)) == expected
