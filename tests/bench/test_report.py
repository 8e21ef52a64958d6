from __future__ import annotations

import ast
from pathlib import Path

import pytest

from bench import report, results
from bench.results import Measure, Sheet, Stage, Use

ROOT = Path(__file__).parents[2]


def test_benchmarks_page_is_what_the_report_writes() -> None:
    assert report.PAGE.read_text(encoding="utf-8") == report.page(results.load()), "run: python -m bench.report"


def test_page_shows_each_row_with_its_baselines_set_and_use() -> None:
    row = {
        "stage": "Digest",
        "bench": "hashtags",
        "name": "hashtags",
        "value": [1234.5, 2000],
        "unit": "F1",
        "digits": 1,
        "baselines": {"YAKE": 0.0},
        "set": "KPCrowd",
        "use": "cross-fitted",
        "note": "in two runs",
        "date": "2026-11",
        "machine": "2 cores",
    }
    page = report.page({"hashtags.f1": row})
    cells = "hashtags (in two runs) | F1 | 1,234.5 to 2,000.0 | YAKE 0.0 | KPCrowd | cross-fitted | 2026-11, 2 cores"
    assert "## Digest\n\n| what | unit | Retold | baselines | set | use | measured |\n" in page
    assert f"| {cells} |\n\nCommands: `python -m bench.hashtags`.\n" in page
    assert "## Reading" not in page


def test_rows_name_known_stages_uses_and_benches() -> None:
    for key, row in results.load().items():
        assert row["stage"] in list(Stage), key
        assert row["use"] in list(Use), key
        assert not row["bench"] or (ROOT / "bench" / f"{row['bench'].split()[0]}.py").is_file(), key


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "results.json"
    file.write_text('{"other.f1": {"name": "of another bench"}}')
    monkeypatch.setattr(results, "FILE", file)
    return file


SHEET = Sheet(
    "quotes",
    Stage.READING,
    (
        Measure("a.f1", "a", "F1", "the set", Use.TUNED, {"simple": "a.simple"}),
        Measure(("b.first", "b.second"), "b", "%", digits=0, scale=100),
        Measure("c.f1", "c", baselines={"simple": "c.simple"}),
    ),
)


def test_a_run_replaces_its_own_rows_and_leaves_others(file: Path) -> None:
    SHEET.publish({"a.f1": 0.71239, "a.simple": 0.5, "b.first": 0.99, "b.second": 0.951, "not shown": 1.0})
    rows = results.load()
    assert rows["other.f1"] == {"name": "of another bench"}
    assert (rows["a.f1"]["value"], rows["a.f1"]["baselines"], rows["a.f1"]["use"]) == (
        0.712,
        {"simple": 0.5},
        "tuned on",
    )
    assert rows["b.first"]["value"] == [95, 99]
    assert rows.keys() == {"other.f1", "a.f1", "b.first"}


def test_a_row_is_written_only_with_all_its_baselines(file: Path) -> None:
    SHEET.publish({"c.f1": 0.5})
    assert results.load().keys() == {"other.f1"}


def test_a_partial_run_is_shown_but_not_recorded(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    SHEET.publish({"a.f1": 0.7, "a.simple": 0.5}, record=False)
    assert results.load().keys() == {"other.f1"}
    assert "a.f1" in capsys.readouterr().out


def test_training_code_imports_no_bench() -> None:
    for path in (ROOT / "train").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not any(name.split(".")[0] == "bench" for name in names), path.name
