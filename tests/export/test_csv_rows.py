from __future__ import annotations

import csv
from io import StringIO

import pytest

from retold.export import graphs, tables
from retold.export.graphs import GraphData, Node
from retold.records.memory import Link

COLUMNS = tables.COLUMNS["mentions"]


def name_in_table(name: str) -> dict[str, str]:
    """A row of a table as a spreadsheet reads it."""
    out = StringIO()
    row = {**dict.fromkeys(COLUMNS, ""), "text": name, "start": -3}
    tables.write(out, "csv", ("mentions", iter([row])))
    (read,) = csv.DictReader(StringIO(out.getvalue(), newline=""))
    return read


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    row = name_in_table(text)
    assert row["text"] == f"'{text}"
    assert row["start"] == "-3", "numbers stay numbers"
    out = StringIO()
    nodes = [Node("E1", text, "person", 1), Node("E2", "Ann Lee", "person", 1)]
    link = Link("E1", "E2", "Ann Lee", "person", 1, 0.5, 0.5, 0.5, None, None, ())
    graphs.write(out, "csv", GraphData(nodes, [link]))
    (edge,) = csv.DictReader(StringIO(out.getvalue(), newline=""))
    assert edge["source_name"] == f"'{text}"
    assert edge["target_name"] == "Ann Lee"


def test_a_carriage_return_ends_no_row() -> None:
    assert name_in_table("\r=1\r\nb")["text"] == "'\n=1\nb"


@pytest.mark.parametrize("text", ["Ann Lee", "1+1", "a=b", "", "'=1"])
def test_other_text_stays(text: str) -> None:
    assert name_in_table(text)["text"] == text
