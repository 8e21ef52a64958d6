"""The commands of the memory, run as commands."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from tests.cli.articles import ROWS


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("cli")
    path = folder / "m.db"
    rows = folder / "rows.jsonl"
    rows.write_text("".join(json.dumps(r) + "\n" for r in ROWS))
    done = retold("ingest", str(rows), "--db", str(path), "--format", "jsonl")
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(line["id"], line["version"], line["status"]) for line in lines] == [
        ("n1", 1, "new"),
        ("n2", 1, "new"),
        ("n3", 1, "new"),
    ]
    assert "3 articles, 2 stories" in done.stderr
    return str(path)


def retold(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "retold", *args]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | env)


def answer(*args: str) -> object:
    done = retold(*args)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_settings_give_the_default_database(db: str, tmp_path: Path) -> None:
    done = retold("stories", RETOLD_DB=db)
    assert "2 articles, 2 publishers" in done.stdout
    none = retold("stories", RETOLD_DB="", XDG_DATA_HOME=str(tmp_path))
    assert none.returncode == 1
    assert "there is no database" in none.stderr
    assert "retold.db" in none.stderr


def test_a_second_ingest_reads_nothing_again(db: str, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text("".join(json.dumps(r) + "\n" for r in ROWS) + "oops\n")
    done = retold("ingest", str(rows), "--db", db)
    assert done.returncode == 1
    assert "3 known, 1 not read" in done.stderr
    assert f"{rows}:4" in done.stderr


def test_stories_and_one_story(db: str) -> None:
    done = retold("stories", "--db", db, "--format", "jsonl")
    stories = [json.loads(line) for line in done.stdout.splitlines()]
    assert stories[1] == {
        "id": "n1",
        "headline": "Northlink closes Marlow ferry",
        "first": "2026-03-02",
        "last": "2026-03-03",
        "articles": ["n1", "n2"],
    }
    detail = answer("story", "n2", "--db", db, "--format", "json")
    assert isinstance(detail, dict)
    assert detail["story"]["id"] == "n1"
    assert "Who reported what first" in retold("story", "n1", "--db", db).stdout


def test_search_entity_graph_timeline(db: str) -> None:
    hits = answer("search", "ferry", "--db", db, "--format", "json", "--by", "words")
    assert isinstance(hits, list)
    assert {h["article"]["id"] for h in hits} == {"n1", "n2"}
    without = answer("search", "ferry", "-told", "--db", db, "--format", "json", "--by", "words")
    assert [h["article"]["id"] for h in without] == ["n1"]  # type: ignore[attr-defined]
    assert "chief executive" in retold("article", "n3", "--db", db).stdout
    assert answer("article", "n1", "--db", db, "--format", "json")["story"]["id"] == "n1"  # type: ignore[index]
    assert "Nothing was found" in retold("search", "zeppelin", "--by", "words", "--db", db).stdout
    page = answer("entity", "Anna Rosendal", "--db", db, "--format", "json")
    assert isinstance(page, dict)
    assert page["entity"]["stories"] == 2
    assert "chief executive" in retold("entity", "Anna Rosendal", "--db", db).stdout
    graph = answer("graph", "Northlink", "--with", "Erik Moe", "--db", db, "--format", "json")
    assert isinstance(graph, dict)
    assert {"Marlow", "Anna Rosendal"} <= {n["name"] for n in graph["links"]}
    assert "Mowi" in retold("graph", "Northlink", "--new", "--since", "2026-03-05", "--db", db).stdout
    assert "Anna Rosendal" in retold("graph", "Erik Moe", "--path", "Mowi", "--db", db).stdout
    assert "2 March 2026" in retold("timeline", "Northlink", "--db", db).stdout


@pytest.mark.parametrize("output_format", ["gexf", "graphml", "csv"])
def test_graphs_are_well_formed(db: str, output_format: str) -> None:
    for args in (("graph", "Northlink"), ("graph", "Erik Moe", "--path", "Mowi"), ("export", "graph")):
        done = retold(*args, "--db", db, "--format", output_format)
        assert done.returncode == 0, done.stderr
        if output_format == "csv":
            rows = list(csv.DictReader(io.StringIO(done.stdout)))
            assert all(int(r["stories"]) >= 1 for r in rows)
            continue
        root = ElementTree.fromstring(done.stdout.encode())
        space = root.tag[: root.tag.index("}") + 1]
        nodes = {n.get("id") for n in root.iter(f"{space}node")}
        edges = [(e.get("source"), e.get("target")) for e in root.iter(f"{space}edge")]
        assert edges
        assert all(a in nodes and b in nodes for a, b in edges)


def test_every_export_can_be_read(db: str, tmp_path: Path) -> None:
    from pyarrow import parquet

    for what in ("mentions", "entities", "stories", "digests", "graph"):
        lines = [json.loads(line) for line in retold("export", what, "--db", db).stdout.splitlines()]
        rows = list(csv.DictReader(io.StringIO(retold("export", what, "--db", db, "--format", "csv").stdout)))
        out = tmp_path / f"{what}.parquet"
        assert retold("export", what, "--db", db, "-o", str(out)).returncode == 0
        assert len(lines) == len(rows) == parquet.read_table(out).num_rows > 0
    people = [
        json.loads(line) for line in retold("export", "entities", "--db", db, "--format", "ftm").stdout.splitlines()
    ]
    rosendal = next(p for p in people if p["properties"]["name"] == ["Anna Rosendal"])
    assert rosendal["schema"] == "Person"
    assert any("chief executive" in p for p in rosendal["properties"]["position"])
    links = [json.loads(line) for line in retold("export", "graph", "--db", db, "--format", "ftm").stdout.splitlines()]
    ids = {row["id"] for row in links if row["schema"] != "UnknownLink"}
    assert all(
        row["properties"]["subject"][0] in ids and row["properties"]["object"][0] in ids
        for row in links
        if row["schema"] == "UnknownLink"
    )


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("export", "stories", "--format", "gexf"), "gexf is for the graph"),
        (("export", "mentions", "--format", "ftm"), "FollowTheMoney has no type"),
        (("export", "mentions", "--format", "parquet"), "--output"),
        (("entity", "Nobody Atall"), "no entity has this name"),
        (("story", "zzz"), "no story or article"),
        (("graph", "Northlink", "--since", "yesterday"), "is no date"),
        (("undo", "999"), "no judgement of that number"),
        (("search", "ferry", "--entity", "Nobody Atall"), "no entity has this name"),
    ],
)
def test_an_error_says_why(db: str, args: tuple[str, ...], message: str) -> None:
    done = retold(*args, "--db", db)
    assert done.returncode in (1, 2)
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_judgement_can_be_undone(db: str) -> None:
    judged = retold("same", "Mowi", "Marlow", "--by", "kari", "--db", db)
    assert judged.returncode == 0, judged.stderr
    number = judged.stdout.split()[1].rstrip(":")
    assert (
        answer("entity", "Mowi", "--db", db, "--format", "json")["entity"]["id"]
        == answer("entity", "Marlow", "--db", db, "--format", "json")["entity"]["id"]
    )  # type: ignore[index]
    assert "kari" in retold("judgements", "--db", db).stdout
    assert retold("undo", number, "--db", db).returncode == 0
    assert answer("entity", "Mowi", "--db", db, "--format", "json")["entity"]["name"] == "Mowi"  # type: ignore[index]
    assert "taken back" in retold("judgements", "--db", db).stdout
    assert "was taken back already" in retold("undo", number, "--db", db).stderr


def test_a_reader_may_close_the_pipe_early(db: str) -> None:
    done = subprocess.run(
        f"{sys.executable} -m retold export mentions --db {db} | head -n 1",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.startswith('{"article"')
    assert done.stderr == ""


def test_relations_are_shown_and_narrow_a_search(db: str) -> None:
    said = "Anna Rosendal has a position at Northlink (chief executive)"
    for args in (
        ("entity", "Northlink"),
        ("graph", "Anna Rosendal"),
        ("graph", "Anna Rosendal", "--path", "Northlink"),
    ):
        done = retold(*args, "--db", db, COLUMNS="200")
        assert said in done.stdout, args
        assert "first said 2 March 2026" in done.stdout
        assert "Fjord Times" in done.stdout
    page = answer("entity", "Anna Rosendal", "--db", db, "--format", "json")
    assert isinstance(page, dict)
    assert [r["relation"] for r in page["relations"]] == ["position_at"]
    search = ("search", "ferry", "--by", "words", "--db", db, "--format", "json")
    hits = answer(*search, "--relation", "position_at", "--entity", "Anna Rosendal")
    assert isinstance(hits, list)
    assert "n1" in {hit["article"]["id"] for hit in hits}
    assert answer(*search, "--relation", "sues") == []
    refused = retold("search", "ferry", "--db", db, "--relation", "outshines")
    assert refused.returncode == 2
