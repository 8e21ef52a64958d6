"""The package's surface, its laziness, its documentation."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from dataclasses import fields, is_dataclass
from importlib.resources import files
from pathlib import Path

import click

import retold
from retold.cli import main
from retold.config import Settings
from retold.export.tables import COLUMNS
from retold.records import memory
from retold.records.digest_json import SCHEMA, document
from retold.types import Content, Page

ROOT = Path(__file__).parents[1]


def loaded(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; {code}; print(*sys.modules)"], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_the_public_surface() -> None:
    assert set(retold.__all__) == {
        "Article",
        "Claim",
        "Digest",
        "DigestEntity",
        "Edge",
        "Engine",
        "Evidence",
        "Graph",
        "Memory",
        "RetoldError",
        "Settings",
        "__version__",
        "check",
        "open",
        "read",
        "read_all",
        "to_json",
    }
    assert all(getattr(retold, name) is not None for name in retold.__all__)


def test_heavy_imports_are_lazy() -> None:
    assert not {
        "numpy",
        "onnxruntime",
        "trafilatura",
        "httpx",
        "rich",
        "tokenizers",
        "apsw",
        "psycopg",
        "pyarrow",
        "fastapi",
        "starlette",
        "uvicorn",
        "jinja2",
        "pydantic",
    } & loaded("import retold.cli")
    assert not {"rich", "fastapi", "onnxruntime", "trafilatura"} & loaded("import retold.memory")
    # httpx loads rich for a command of its own where it is installed; without that command nothing loads it.
    web = "sys.modules['httpx._main'] = None; import retold.web"
    assert not {"rich", "onnxruntime", "trafilatura"} & loaded(web)
    text = (
        "from retold import read; read({'body': 'Ann Lee met the man of the house in the city of Paris on a Monday.'})"
    )
    assert not {"trafilatura", "httpx", "rich", "py3langid"} & loaded(text)


def test_the_model_is_in_the_package() -> None:
    folder = files("retold") / "data"
    for name in ("reading.onnx", "reading.json", "tokenizer.json", "ranker.json", "words.txt"):
        assert (folder / name).is_file()


def test_every_option_and_setting_is_documented() -> None:
    text = (ROOT / "docs" / "cli.md").read_text()
    for name, command in main.commands.items():
        assert f"retold {name}" in text
        for one in (command, *(command.commands.values() if isinstance(command, click.Group) else ())):
            for parameter in one.params:
                if isinstance(parameter, click.Option):
                    assert all(f"`{o}`" in text or f"`{o} " in text for o in parameter.opts), parameter.opts
        if isinstance(command, click.Group):
            part = text[text.index(f"## `retold {name}") :]
            assert not [
                inner
                for inner in command.commands
                if not re.search(rf"[ `]{inner}[ `]", part) and inner != getattr(command, "otherwise", None)
            ]
    for field in fields(Settings):
        assert f"`RETOLD_{field.name.upper()}`" in text


def test_every_field_of_the_digest_is_documented(engine: retold.Engine) -> None:
    text = (ROOT / "docs" / "digest.md").read_text()
    assert SCHEMA in text

    def names(value: object) -> set[str]:
        if isinstance(value, dict):
            return set(value) | {n for v in value.values() for n in names(v)}
        return {n for v in value for n in names(v)} if isinstance(value, list) else set()

    body = "Ann Lee met Bo Ek in Paris on Monday to sign a trade deal. Ann Lee said that Paris was cold."
    for name in names(document(engine.digest(Page("x", Content.BODY, body)))):
        assert f"`{name}`" in text, name


def test_every_column_and_field_of_the_memory_is_documented() -> None:
    text = (ROOT / "docs" / "memory.md").read_text()
    answers = [
        r
        for r in vars(memory).values()
        if is_dataclass(r) and r.__module__ == memory.__name__ and r is not memory.Story
    ]
    named = {f.name for r in answers for f in fields(r)} | {c for columns in COLUMNS.values() for c in columns}
    assert {n for n in named if f"`{n}`" not in text} == set()


def test_a_wheel_carries_the_model(tmp_path: Path) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), str(ROOT)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    assert "retold/data/reading.onnx" in zipfile.ZipFile(wheel).namelist()
