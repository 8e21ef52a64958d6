"""The public surface of the package, its lazy imports, and its documentation."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib.resources import files
from pathlib import Path

import click
import pytest

import retold
from retold.cli import main
from retold.cli.options import RELATIONS, TYPES
from retold.cli.reference import reference
from retold.config import Settings
from retold.export.tables import COLUMNS
from retold.records import memory
from retold.records.digest_json import SCHEMA, document
from retold.types import EntityType
from retold.types.relations import RelationType

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
        "retold.types",
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
    for name in (
        "reading.onnx",
        "reading.json",
        "tokenizer.json",
        "ranker.json",
        "roles.json",
        "nouns.tsv",
        "words.txt",
    ):
        assert (folder / name).is_file()


def test_the_reference_of_the_command_line_is_what_the_generator_writes() -> None:
    assert (ROOT / "docs" / "cli.md").read_text() == reference(), "run: python -m retold.cli.reference > docs/cli.md"


def commands(group: click.Group, parent: str) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        yield f"{parent} {name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{parent} {name}")


def test_the_command_line_knows_every_entity_type() -> None:
    assert tuple(EntityType) == TYPES
    assert tuple(RelationType) == RELATIONS


@pytest.mark.parametrize(("name", "command"), list(commands(main, "retold")))
def test_every_option_has_a_row_below_its_command(name: str, command: click.Command) -> None:
    text = (ROOT / "docs" / "cli.md").read_text()
    (section,) = re.findall(rf"^#+ `{name}`\n(.*?)(?=^#|\Z)", text, flags=re.MULTILINE | re.DOTALL)
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    for option in command.params:
        if isinstance(option, click.Option):
            names = {f"`{spelling}`" for spelling in (*option.opts, *option.secondary_opts)}
            assert any(names <= set(re.findall("`[^`]*`", row)) for row in rows), option.opts
    assert command.help


def test_every_setting_has_a_row() -> None:
    lines = (ROOT / "docs" / "cli.md").read_text().splitlines()
    for field in fields(Settings):
        (row,) = [line for line in lines if line.startswith(f"| `RETOLD_{field.name.upper()}` |")]
        assert row.split("|")[3].strip(), row


def links(page: Path) -> set[Path]:
    targets = re.findall(r"\]\(([^)#\s]+)", page.read_text())
    return {(page.parent / target).resolve() for target in targets if "://" not in target}


PAGES = sorted((ROOT / "docs").rglob("*.md"))


def test_every_page_of_the_documentation_is_linked() -> None:
    linked = set().union(*(links(page) - {page} for page in (ROOT / "README.md", *PAGES)))
    assert {str(page.relative_to(ROOT)) for page in PAGES if page not in linked} == set()


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "SECURITY.md", *PAGES], ids=lambda p: p.name
)
def test_links_lead_to_files(page: Path) -> None:
    assert {target for target in links(page) if not target.exists()} == set()


def test_the_front_page_is_short() -> None:
    assert len((ROOT / "README.md").read_bytes()) < 4_000


def test_every_path_in_the_architecture_exists() -> None:
    """`retold/...` stands below `src`, other paths below the root."""
    text = (ROOT / "docs" / "architecture.md").read_text()
    paths = set(re.findall(r"`([\w.-]+/[\w./-]*)`|(?<![\w./-])((?:src|retold)/[\w./-]*)", text))
    names = {quoted or bare for quoted, bare in paths}
    assert {n for n in names if not (ROOT / n).exists() and not (ROOT / "src" / n).exists()} == set()
    assert len(names) > 50
    assert len(text.splitlines()) < 200


def rows(page: str, heading: str) -> set[str]:
    """The fields that have a row of their own below a heading of a page of the documentation."""
    sections = re.split(r"^#+ (.+)$", (ROOT / "docs" / page).read_text(), flags=re.MULTILINE)
    (section,) = [text for title, text in zip(sections[1::2], sections[2::2], strict=True) if title == heading]
    return set(re.findall(r"^\| `(\w+)` \| \S", section, re.MULTILINE))


SECTIONS = {"": "The digest", "takeaways": "Claim", "retelling": "Claim", "claim": "Claim", "role": "Claim"}
"""Headings of the objects of a digest, where they are not named as the field is."""
SECTIONS |= dict.fromkeys(("who", "what", "when", "where", "why", "how"), "Claim") | {"evidence": "Evidence"}


def test_every_field_of_the_digest_has_its_row(engine: retold.Engine, examples: Path) -> None:
    assert SCHEMA in (ROOT / "docs" / "digest.md").read_text()

    def objects(value: object, field: str = "") -> Iterator[tuple[str, frozenset[str]]]:
        if isinstance(value, list):
            for inner in value:
                yield from objects(inner, field)
        elif isinstance(value, dict) and field != "links":  # links have the names of sites
            yield SECTIONS.get(field, f"`{field}`"), frozenset(value)
            for name, inner in value.items():
                yield from objects(inner, name)

    digests = [document(d) for d in engine.read([str(examples / "articles.jsonl")]) if isinstance(d, retold.Digest)]
    seen = {found for digest in digests for found in objects(digest)}
    assert len({heading for heading, _ in seen}) == 15
    assert {heading: names ^ rows("digest.md", heading) for heading, names in seen} == {
        heading: frozenset() for heading, _ in seen
    }


RECORDS = [r for r in vars(memory).values() if is_dataclass(r) and r.__module__ == memory.__name__]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_every_field_of_the_memory_has_its_row(record: type) -> None:
    assert rows("memory.md", record.__name__) == {f.name for f in fields(record)}  # type: ignore[arg-type]


@pytest.mark.parametrize("table", COLUMNS)
def test_every_column_of_an_export_has_its_row(table: str) -> None:
    assert rows("memory.md", f"`{table}`") == set(COLUMNS[table])


def test_a_source_archive_has_the_files_of_the_repository_and_no_other(tmp_path: Path) -> None:
    """Those that belong to it: not what a build or an editor has left."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path)]
    built = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert built.returncode == 0, built.stderr
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        packed = {name.partition("/")[2] for name in opened.getnames()} - {"PKG-INFO"}
    assert {name.partition("/")[0] for name in packed} == {
        *("src", "tests", "bench", "train", "frontend", "docs", "examples", "requirements"),
        *("CHANGELOG.md", "LICENSE", "MODEL_CARD.md", "Makefile", "README.md", "SECURITY.md", "pyproject.toml"),
        ".gitignore",
    }
    asks = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    tracked = subprocess.run(asks, capture_output=True, text=True, check=False, cwd=ROOT)
    if not tracked.returncode:
        files = {
            name for name in tracked.stdout.splitlines() if not name.startswith(".ci/") and (ROOT / name).is_file()
        }
        assert packed - files == set(), "stray files"
        assert files - packed == set(), "files that are missing"


def test_the_lock_file_has_every_dependency_with_its_hashes() -> None:
    """Renew it with: make lock"""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    needed = [*project["dependencies"], *extras["test"], *extras["lint"], *extras["gate"]]
    needed += [*extras["bulk"], *extras["postgres"]]

    def plain(name: str) -> str:
        return re.sub(r"[-_.]+", "-", name).lower()

    names = {plain(re.split(r"[^\w.-]", line)[0]) for line in needed if not line.startswith("retold[")}
    entries = re.split(r"\n(?=\S)", (ROOT / "requirements" / "dev.txt").read_text())
    locked = {plain(e.split("==")[0]): "--hash=sha256:" in e for e in entries if "==" in e}
    assert names - locked.keys() == set(), "run: make lock"
    assert all(locked.values())


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
