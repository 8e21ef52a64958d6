"""What may happen to a database: each time what was acknowledged is whole, and the error says what to do."""

from __future__ import annotations

import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from tests.made import article, story_sets

from retold import Engine, Memory, Settings
from retold.errors import CorruptError, NewerDatabaseError, ReadOnlyError, StoreError
from retold.memory import Status
from retold.reading.encoder import Encoder

HERE = Path(__file__).parent
FIRST, LAST = (
    "Ann Bo Carl Dag Eva Finn Greta Hans Ida Jon".split(),
    "Moe Lee Berg Holm Strand Vik Dahl Lund Aas Rood".split(),
)
FIRMS, TOWNS = (
    "Northlink Telenor SalMar Fjordkraft Tidewater Brannvik".split(),
    "Marlow Oslo Bergen Hull Cork Vigo".split(),
)


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """Ninety short articles on a few people and firms; some are versions of one happening."""
    random, lines = Random(3), []
    for i in range(90):
        person, firm, town = (
            random.choice(names) for names in ([f"{a} {b}" for a in FIRST for b in LAST], FIRMS, TOWNS)
        )
        body = (
            f"{firm} will open a plant in {town}, chief executive {person} said on Monday. "
            f"The plant costs {i + 2} million kroner. Its {random.randint(20, 900)} workers begin in May."
        )
        lines.append(
            json.dumps(
                {
                    "id": f"a{i}",
                    "headline": f"{firm} opens plant in {town}",
                    "published": f"2026-03-{1 + i % 28:02}",
                    "body": body,
                }
            )
        )
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(lines) + "\n")
    return path


def crashed(*args: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.memory.crash", *args],
        cwd=HERE.parents[1],
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )
    return done.stdout + (done.stderr if done.returncode not in (0, 1) else "")


def ingest(database: Path, rows: Path, **given: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "retold", "ingest", str(rows), "--db", str(database)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **given)  # type: ignore[call-overload, no-any-return]


def test_killed_at_any_moment_nothing_acknowledged_is_lost(tmp_path: Path, rows: Path) -> None:
    assert crashed("kill", str(tmp_path), str(rows), "100") == ""


def test_three_ingests_at_once(tmp_path: Path, rows: Path) -> None:
    assert crashed("together", str(tmp_path), str(rows)) == ""


def test_a_disk_without_room(tmp_path: Path, rows: Path, engine: Engine) -> None:
    database = tmp_path / "m.db"
    with Memory(str(database), engine) as memory:
        memory.keep([article("first")])
    room = database.stat().st_size + 300_000
    done = ingest(database, rows, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)))
    assert done.returncode == 1
    assert "disk" in done.stderr
    assert "Traceback" not in done.stderr
    with Memory(str(database), engine) as memory:
        assert memory.problems() == []
        assert memory.digest("first")
        assert memory.counts()["articles"] < 91
    again = ingest(database, rows)
    assert again.returncode == 0, again.stderr
    with Memory(str(database), engine) as memory:
        assert memory.problems() == []
        assert memory.counts()["articles"] == 91


def test_a_database_that_may_not_be_written(tmp_path: Path, rows: Path, engine: Engine) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    database = folder / "m.db"
    with Memory(str(database), engine) as memory:
        memory.keep([article("first", text="Ann Lee met Bo Ek in Paris on a Monday.")])
    database.chmod(0o444)
    folder.chmod(0o555)
    # The superuser may write anyway, unless that power is given up.
    as_other = (
        ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"] if os.geteuid() == 0 else []
    )
    command = [*as_other, sys.executable, "-m", "retold"]
    try:
        before = database.read_bytes()
        done = subprocess.run(
            [*command, "ingest", str(rows), "--db", str(database)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 1
        assert "may not be written to" in done.stderr
        read = subprocess.run(
            [*command, "search", "Paris", "--db", str(database)], capture_output=True, text=True, check=False
        )
        assert read.returncode == 0, read.stderr
        assert "On first" in read.stdout
        assert database.read_bytes() == before
    finally:
        folder.chmod(0o755)


def test_reading_makes_no_database(tmp_path: Path, engine: Engine) -> None:
    with pytest.raises(StoreError, match="ingest"):
        Memory(str(tmp_path / "none.db"), engine, readonly=True)
    assert not (tmp_path / "none.db").exists()
    with Memory(str(tmp_path / "m.db"), engine):
        pass
    with Memory(str(tmp_path / "m.db"), engine, readonly=True) as memory, pytest.raises(ReadOnlyError):
        memory.keep([article("a")])


@pytest.mark.parametrize("damage", ["text", "header", "pages", "cut"])
def test_a_corrupt_file_is_left_as_it_is(tmp_path: Path, rows: Path, engine: Engine, damage: str) -> None:
    database = tmp_path / "m.db"
    with Memory(str(database), engine) as memory:
        memory.keep([article(f"a{i}", text=f"Ann Lee{i} met Bo Ek in Paris. " * 40) for i in range(40)])
    data = bytearray(database.read_bytes())
    if damage == "text":
        data = bytearray(b"This is a diary, not a database.\n" * 1000)
    elif damage == "header":
        data[:100] = bytes(100)
    elif damage == "pages":
        for at in range(4096, len(data), 4096):
            data[at : at + 64] = bytes(range(64))
    else:
        del data[len(data) // 3 :]
    database.write_bytes(data)
    for command in (["ingest", str(rows)], ["stories"], ["same", "Ann Lee1", "Ann Lee2"]):
        done = subprocess.run(
            [sys.executable, "-m", "retold", *command, "--db", str(database)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1, done.stdout
        assert "damaged" in done.stderr
        assert "Traceback" not in done.stderr
        assert database.read_bytes() == bytes(data)


def test_a_newer_and_another_programs_database_are_not_touched(tmp_path: Path, engine: Engine) -> None:
    newer = tmp_path / "newer.db"
    with Memory(str(newer), engine) as memory, memory._db.writing():
        memory._db.run("UPDATE meta SET value = '99'")
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE diary (day TEXT)")
    connection.close()
    for path, error in ((newer, NewerDatabaseError), (other, CorruptError)):
        before = path.read_bytes()
        for readonly in (False, True):
            with pytest.raises(error, match=path.name):
                Memory(str(path), engine, readonly=readonly)
        assert path.read_bytes() == before


def test_a_clock_that_goes_back(tmp_path: Path, encoder: Encoder, rows: Path) -> None:
    times = iter(datetime(2026, 8, 1, tzinfo=UTC) - timedelta(hours=i) for i in range(10_000))
    engine = Engine(Settings(threads=1), encoder, lambda: next(times))
    with Memory(str(tmp_path / "m.db"), engine) as memory:
        statuses = [k.status for _ in range(2) for k in memory.ingest([str(rows)])]  # type: ignore[union-attr]
        assert statuses == [Status.NEW] * 90 + [Status.KNOWN] * 90
        number = memory.same("Northlink", "Tidewater", "kari")
        memory.undo(number)
        memory.same("Northlink", "Telenor", "kari")
        assert [j.id for j in memory.judgements()] == [number + 1, number]
        assert memory.problems() == []
        going_back = story_sets(memory)
    with Memory(
        str(tmp_path / "n.db"), Engine(Settings(threads=1), encoder, lambda: datetime(2026, 8, 1, tzinfo=UTC))
    ) as memory:
        list(memory.ingest([str(rows)]))
        assert story_sets(memory) == going_back


def test_a_failed_batch_leaves_nothing_half(tmp_path: Path, engine: Engine) -> None:
    broken = article("b")
    object.__setattr__(broken, "content", "no bytes")
    with Memory(str(tmp_path / "m.db"), engine) as memory:
        memory.keep([article("a")])
        with pytest.raises(Exception, match=r"digest|bytes|datatype|BLOB"):
            memory.keep([article("c"), broken])
        memory.keep([article("c")])
        assert memory.problems() == []
        assert [k for k, _ in memory.articles()] == ["a", "c"]


def test_readers_go_on_while_one_writes(tmp_path: Path, engine: Engine) -> None:
    with (
        Memory(str(tmp_path / "m.db"), engine) as writer,
        Memory(str(tmp_path / "m.db"), engine, readonly=True) as reader,
    ):
        writer.keep([article("a")])
        with writer._db.writing():
            writer._db.run("DELETE FROM fulltext")
            assert [s.id for s in reader.stories()] == ["a"]
            shutil.copy(tmp_path / "m.db", tmp_path / "copy.db")
        assert reader.counts()["articles"] == 1
