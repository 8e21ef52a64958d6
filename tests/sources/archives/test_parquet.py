from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pyarrow
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from retold.config import Settings
from retold.errors import DamagedError, FormatError, SourceError
from retold.sources import items, pages
from retold.sources.archives import parquet as source
from retold.types import Content, Page

SETTINGS = Settings(max_bytes=10_000)


def write(path: Path, table: pyarrow.Table, **options: object) -> Path:
    parquet.write_table(table, path, **options)
    return path


def read(path: Path) -> list[Page | SourceError]:
    return [p for p in items(str(path), SETTINGS) if not hasattr(p, "reason")]


def test_rows_in_order_with_bad_ones_in_their_place(tmp_path: Path) -> None:
    table = pyarrow.table(
        {
            "id": ["a", "b", "c", None],
            "body": ["One.", None, "x" * 20_000, None],
            "html": [None, None, None, b"<p>caf\xc3\xa9"],
            "byline": [["Ann Lee", "Bo Ek"], None, None, ["Kai", None]],
            "published": [
                dt.datetime(2026, 2, 26, 9, tzinfo=dt.UTC),
                None,
                None,
                dt.datetime(2026, 2, 27, tzinfo=dt.UTC),
            ],
        },
        schema=pyarrow.schema(
            {
                "id": "string",
                "body": "string",
                "html": "binary",
                "byline": pyarrow.list_(pyarrow.string()),
                "published": pyarrow.timestamp("s", "UTC"),
            }
        ),
    )
    one, two, three, four = read(write(tmp_path / "x.parquet", table))
    assert isinstance(one, Page)
    assert (one.source, one.content, one.text) == (f"{tmp_path}/x.parquet:1 (id a)", Content.BODY, "One.")
    assert (one.metadata.byline, one.metadata.published) == (("Ann Lee", "Bo Ek"), "2026-02-26T09:00:00+00:00")
    assert isinstance(two, FormatError)
    assert "no body, text or html" in str(two)
    assert isinstance(three, FormatError)
    assert "x.parquet:3" in str(three)
    assert isinstance(four, Page)
    assert (four.content, four.text, four.metadata.byline) == (Content.HTML, "<p>café", ("Kai",))


def test_columns_by_the_names_of_other_sets(tmp_path: Path) -> None:
    table = pyarrow.table(
        {
            "Title": ["Ferry"],
            "authors": [["Ann Lee"]],
            "date": [dt.datetime(2026, 2, 26, 9, tzinfo=dt.UTC).replace(tzinfo=None)],
            "Content": ["Text."],
            "link": ["http://x.example/"],
            "source": ["Post"],
            "lang": ["en"],
            "doc_id": [7],
        }
    )
    (page,) = read(write(tmp_path / "x.parquet", table))
    assert isinstance(page, Page)
    about = page.metadata
    assert (page.content, page.text) == (Content.TEXT, "Text.")
    assert (about.id, about.headline, about.byline, about.published) == ("7", "Ferry", ("Ann Lee",), "2026-02-26")
    assert (about.url, about.publisher, about.language) == ("http://x.example/", "Post", "en")


def test_our_own_name_comes_before_others(tmp_path: Path) -> None:
    (page,) = read(
        write(
            tmp_path / "x.parquet",
            pyarrow.table({"title": ["Not this"], "headline": ["This"], "content": ["No."], "body": ["Yes."]}),
        )
    )
    assert isinstance(page, Page)
    assert (page.metadata.headline, page.text, page.content) == ("This", "Yes.", Content.BODY)


def test_a_damaged_row_group_loses_only_itself(tmp_path: Path) -> None:
    path = write(
        tmp_path / "x.parquet",
        pyarrow.table({"body": [f"Body {n}." for n in range(300)]}),
        row_group_size=100,
        compression="zstd",
        use_dictionary=False,
    )
    column = parquet.read_metadata(path).row_group(1).column(0)
    data = bytearray(path.read_bytes())
    at = column.data_page_offset + column.total_compressed_size // 2
    data[at : at + 20] = bytes(20)
    path.write_bytes(data)
    found = read(path)
    assert [p.text for p in found if isinstance(p, Page)] == [f"Body {n}." for n in (*range(100), *range(200, 300))]
    (error,) = (p for p in found if not isinstance(p, Page))
    assert isinstance(error, DamagedError)
    assert "row group 1" in str(error)
    assert "100 rows lost" in str(error)
    assert "x.parquet:101" in str(error)


ODD = (
    (pyarrow.date32(), 20_000, 30_000_000, "2024-10-04"),
    (pyarrow.date64(), 20_000 * 86_400_000, 300_000_000_000_000, "2024-10-04"),
    (pyarrow.timestamp("s"), 1_772_096_400, 2**50, "2026-02-26"),
    (pyarrow.timestamp("ms", "UTC"), 1_772_096_400_000, -(2**62), "2026-02-26T09:00:00+00:00"),
    (pyarrow.timestamp("us", "-08:00"), 1_772_096_400_000_000, -62_135_596_800_000_000, "2026-02-26T01:00:00-08:00"),
)


@pytest.mark.parametrize(("kind", "plain", "odd", "said"), ODD)
@pytest.mark.parametrize("column", ["published", "updated_at"])
def test_a_date_beyond_the_calendar_costs_itself_alone(
    tmp_path: Path, kind: pyarrow.DataType, plain: int, odd: int, said: str, column: str
) -> None:
    stored = pyarrow.array(
        [plain, odd, None, plain], pyarrow.int32() if kind.bit_width == 32 else pyarrow.int64()
    ).view(kind)
    found = read(
        write(tmp_path / "x.parquet", pyarrow.table({"body": ["One.", "Two.", "Three.", "Four."], column: stored}))
    )
    dates = [p.metadata.published or p.metadata.modified for p in found if isinstance(p, Page)]
    assert dates == [said, None, None, said]


def test_nanoseconds_are_read_with_and_without_pandas(tmp_path: Path) -> None:
    moments = pyarrow.array([1_772_096_400_123_456_789, 1_772_096_400_000_000_000], pyarrow.int64())
    for kind, said in (
        (pyarrow.timestamp("ns", "UTC"), ["2026-02-26T09:00:00.123456+00:00", "2026-02-26T09:00:00+00:00"]),
        (pyarrow.timestamp("ns"), ["2026-02-26", "2026-02-26"]),
    ):
        found = read(
            write(tmp_path / "x.parquet", pyarrow.table({"body": ["One.", "Two."], "date": moments.view(kind)}))
        )
        assert [p.metadata.published for p in found if isinstance(p, Page)] == said


def test_a_zone_that_is_not_known_costs_the_date(tmp_path: Path) -> None:
    (page,) = read(
        write(
            tmp_path / "x.parquet",
            pyarrow.table({"body": ["One."], "date": pyarrow.array([1], pyarrow.timestamp("us", "Mars/Phobos"))}),
        )
    )
    assert isinstance(page, Page)
    assert page.metadata.published is None


def test_text_that_is_no_utf_8_costs_its_row_alone(tmp_path: Path) -> None:
    for column in ("body", "Title"):
        table = pyarrow.table(
            {"text": ["1", "2", "3"], column: pyarrow.array([b"One.", b"caf\xe9", b"Three."]).view(pyarrow.string())}
        )
        one, two, three = read(write(tmp_path / "x.parquet", table))
        assert isinstance(one, Page)
        assert isinstance(three, Page)
        assert isinstance(two, FormatError)
        assert str(two).startswith(f"{tmp_path}/x.parquet:2: its {column} cannot be read: 'utf-8' codec")


@pytest.mark.parametrize(
    "kind",
    [
        pyarrow.string(),
        pyarrow.large_string(),
        pyarrow.large_binary(),
        pyarrow.dictionary(pyarrow.int32(), pyarrow.string()),
        pyarrow.list_(pyarrow.string()),
    ],
)
def test_a_row_that_is_too_large_is_an_error_in_its_place(tmp_path: Path, kind: pyarrow.DataType) -> None:
    large = [["x"] * 20_000, ["x"], None] if pyarrow.types.is_list(kind) else ["x" * 20_000, "x", None]
    table = pyarrow.table(
        {
            "body": ["One.", "Two.", "Three."],
            "author": pyarrow.array(
                large, pyarrow.list_(pyarrow.string()) if pyarrow.types.is_list(kind) else pyarrow.string()
            ).cast(kind),
        }
    )
    one, *others = read(write(tmp_path / "x.parquet", table))
    assert "larger than 10,000 bytes" in str(one)
    assert [p.text for p in others if isinstance(p, Page)] == ["Two.", "Three."]


def test_few_large_rows_are_held_at_once(tmp_path: Path) -> None:
    bodies = [f"{n} " + f"{n:x}" * 1_000_000 for n in range(10, 50)]
    path = write(
        tmp_path / "x.parquet",
        pyarrow.table({"body": bodies, "other": ["y"] * 40}),
        use_dictionary=False,
        write_batch_size=1,
    )
    before, most = pyarrow.total_allocated_bytes(), 0
    with path.open("rb") as stream:
        for number, page in enumerate(source.pages(stream, "x", Settings(max_bytes=5_000_000))):
            assert isinstance(page, Page)
            assert page.text == bodies[number]
            most = max(most, pyarrow.total_allocated_bytes() - before)
    assert most < 20_000_000


def test_a_column_that_is_there_twice(tmp_path: Path) -> None:
    table = pyarrow.Table.from_arrays([pyarrow.array(["One."]), pyarrow.array(["Two."])], names=["body", "body"])
    (page,) = read(write(tmp_path / "x.parquet", table))
    assert isinstance(page, Page)
    assert page.text == "One."


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1" + bytes(100) + b"PAR1", b"no table at all"])
def test_what_is_no_parquet_file(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.parquet"
    path.write_bytes(data)
    (error,) = read(path)
    assert isinstance(error, FormatError)
    assert "x.parquet" in str(error)


def test_a_table_without_text_names_its_columns(tmp_path: Path) -> None:
    (error,) = read(write(tmp_path / "x.parquet", pyarrow.table({"url": ["x"], "price": [1]})))
    assert "url, price" in str(error)


def test_known_by_its_content(tmp_path: Path) -> None:
    (page,) = pages(str(write(tmp_path / "unnamed", pyarrow.table({"body": ["One."]}))), SETTINGS)
    assert isinstance(page, Page)


def _written(rows: int) -> bytes:
    stream = io.BytesIO()
    parquet.write_table(
        pyarrow.table({"id": [str(n) for n in range(rows)], "body": [f"Body {n}." for n in range(rows)]}),
        stream,
        row_group_size=50,
    )
    return stream.getvalue()


WHOLE = _written(rows=200)


def damaged(data: bytes, at: int, junk: bytes) -> list[Page | SourceError]:
    return list(source.pages(io.BytesIO(data[:at] + junk + data[at + len(junk) :]), "x", SETTINGS))


def test_a_column_name_that_is_no_utf_8_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    path.write_bytes(WHOLE.replace(b"body", b"\xc0\x9bdy"))
    (error,) = read(path)
    assert isinstance(error, FormatError)
    assert str(error).startswith(f"{path}: is not a whole Parquet file: 'utf-8' codec")
    assert source.count_rows(path) is None


def test_no_byte_of_the_footer_ends_the_process() -> None:
    """Damaged statistics of one column made pyarrow abort."""
    data = _written(rows=3)
    footer = int.from_bytes(data[-8:-4], "little") + 8
    for at in range(len(data) - footer, len(data)):
        assert all(isinstance(f, Page | SourceError) for f in damaged(data, at, b"}"))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=40))
def test_any_damage_is_an_error_and_no_exception(at: int, junk: bytes) -> None:
    assert all(isinstance(f, Page | SourceError) for f in damaged(WHOLE, at, junk))


def test_every_column_is_documented() -> None:
    text = (Path(__file__).parents[3] / "docs" / "bulk.md").read_text()
    assert [c for columns in source.COLUMNS.values() for c in columns if c not in text] == []
