"""What a shard counts: articles, records that were passed over, records that were lost."""

from __future__ import annotations

import json
from pathlib import Path

from tests.bulk.material import archived, contents, manifests, read, retold, row, rows, skipped, table
from tests.sources.archives.warc.written import made, response

from retold.bulk.jobs import BulkProgress


def test_of_a_damaged_archive_only_the_damaged_record_is_lost(tmp_path: Path) -> None:
    whole = archived([0, 1, 3])
    part = bytearray(whole.part(1))
    part[len(part) // 2] ^= 0xFF
    source = tmp_path / "a.warc.gz"
    source.write_bytes(whole.with_part(1, bytes(part)))
    read([source], tmp_path / "out")
    assert [u.rpartition("/")[2] for u in table(tmp_path / "out", "digests", "url")] == ["north-1", "salmon-1"]
    assert skipped(tmp_path / "out") == (3, 2, {"damaged or of another form": 1})
    (lost,) = manifests(tmp_path / "out")[0]["lost"]
    assert lost["where"].startswith(f"{source}:{whole.at[1]}")
    assert json.loads((tmp_path / "out/manifest.json").read_text())["counts"]["lost"] == 1


def test_what_is_passed_over_is_counted_by_reason(tmp_path: Path) -> None:
    source = tmp_path / "a.warc.gz"
    gone = made(
        [
            lambda w: response(w, "https://x.example/gone", b"<p>Gone", "404 Not Found"),
            lambda w: response(w, "https://x.example/bare", b"<html><body><script>x()</script></body></html>"),
        ]
    )
    source.write_bytes(archived([0, 0]).data + gone.data)
    read([source], tmp_path / "out")
    taken, out, reasons = skipped(tmp_path / "out")
    assert (taken, out, reasons["twice in one input"], reasons["no article"]) == (4, 1, 1, 1)
    assert any("404" in r or "status" in r for r in reasons)


def test_an_input_that_is_no_table_is_told(tmp_path: Path) -> None:
    good = rows(tmp_path / "b.jsonl", [row(5)])
    (tmp_path / "a.parquet").write_bytes(b"PAR1 no table PAR1")
    told: list[BulkProgress] = []
    found = read([tmp_path / "a.parquet", good], tmp_path / "out", told=told)
    assert found.manifest["counts"]["out"] == 1
    assert not found.failed
    assert found.manifest["counts"]["skipped"] == {"damaged or of another form": 1}


def test_limit_and_language(tmp_path: Path) -> None:
    german = (
        "Der Stadtrat von Marlow hat am Montag den Bau einer Straßenbahn zum Flughafen beschlossen. "
        "Die Arbeiten beginnen im Sommer und kosten 610 Millionen Euro."
    )
    one = rows(tmp_path / "a.jsonl", [row(0), row(3, body=german), row(1), row(2)])
    two = rows(tmp_path / "b.jsonl", [row(4), row(5)])
    read([one, two], tmp_path / "limited", limit=2)
    assert skipped(tmp_path / "limited") == (4, 4, {})
    read([one], tmp_path / "english", language="en", limit=2)
    assert table(tmp_path / "english", "digests", "article") == ["north-1", "island-1"]
    assert skipped(tmp_path / "english") == (3, 2, {"language": 1})
    read([one], tmp_path / "german", language="de")
    assert table(tmp_path / "german", "digests", "language") == ["de"]
    assert skipped(tmp_path / "german") == (4, 1, {"language": 3})


def test_a_shard_without_articles_is_one(tmp_path: Path) -> None:
    source = rows(tmp_path / "a.jsonl", [row(0)])
    read([source], tmp_path / "out", language="fr")
    assert skipped(tmp_path / "out") == (1, 0, {"language": 1})
    assert set(contents(tmp_path / "out")) == {
        f"{t}/{manifests(tmp_path / 'out')[0]['shard']}.parquet" for t in ("digests", "mentions", "vectors")
    }
    assert read([source], tmp_path / "out", language="fr").skipped == 1
    empty = retold("bulk", "reduce", tmp_path / "out")
    assert empty.returncode == 1
    assert "has no articles" in empty.stderr
