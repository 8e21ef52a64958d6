"""Writes docs/benchmarks.md from `bench/results.json`.

python -m bench.report
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench import results

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

This page is written by `python -m bench.report` from `bench/results.json`. Each bench writes its rows into that file
when it runs. Do not edit the page by hand.

Each figure is beside simple baselines that were measured in the same run on the same set. The last digits can differ
between processors, because sums of float32 numbers round differently.

**How honest the figures are.** With one exception, no weight was fitted on the text that it is measured on. But
settings were chosen while looking at some of these sets: thresholds and priors for names on PUD and GUM; features of
the ranker on CLIFF and GUM, and how much GUM counts among them; the rules for dates and for speakers with the sets
that measure them in view. The exception: 119 articles of BBC, Giveme5W1H and news-cluster that an editor annotated. The
reading model was trained on their names, and the weights for speakers, roles, relations, themes and the choice of
sentences were fitted on them; 21 of the 61 articles with marked quotations are among these. So expect a little less on
text that nobody has looked at. The column "use" says how each set was used:

- *cross-fitted*: weights were fitted on this set, but each article is measured with weights that were fitted without
  its fifth of the set.
- *tuned on*: no weights were fitted on this text, but settings were chosen while looking at it.
- *development*: no weights were fitted on this text. It was in use during development, and nobody wrote down which
  settings were chosen on it.
- *only measured*: nothing was fitted or chosen on it.

The model's own scores and its weaknesses are in [MODEL_CARD.md](../MODEL_CARD.md). The cost of very large archives is
in [bulk.md](bulk.md). The floors in `bench/floors.json` are checked in every change by `python -m bench.gate`.

To measure again, install what the benches need, `pip install -e '.[test,bench]'`, put the public sets into a folder,
and name it: `RETOLD_DATA=FOLDER python -m bench.NAME`.
"""
COLUMNS = ("what", "unit", "Retold", "baselines", "set", "use", "measured")


def page(rows: Mapping[str, Mapping[str, Any]]) -> str:
    """The Markdown page: one section for each stage that has rows."""
    parts = [HEAD]
    for stage in results.Stage:
        section = [row for row in rows.values() if row["stage"] == stage.value]
        if section:
            table = [_line(COLUMNS), _line(["---"] * len(COLUMNS)), *(_line(_cells(row)) for row in section)]
            commands = dict.fromkeys(f"`python -m bench.{row['bench']}`" for row in section if row["bench"])
            parts.append("\n".join([f"## {stage.value}\n", *table, "", f"Commands: {', '.join(commands)}.\n"]))
    return "\n".join(parts)


def _line(cells: tuple[str, ...] | list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cells(row: Mapping[str, Any]) -> list[str]:
    digits = row["digits"]
    name = row["name"] + (f" ({row['note']})" if row["note"] else "")
    baselines = ", ".join(f"{other} {_number(value, digits)}" for other, value in row["baselines"].items())
    date = row["date"] + (f", {row['machine']}" if row["machine"] else "")
    return [name, row["unit"], _number(row["value"], digits), baselines, row["set"], row["use"], date]


def _number(value: float | list[float], digits: int) -> str:
    if isinstance(value, list):
        return " to ".join(_number(end, digits) for end in value)
    return f"{value:,.{digits}f}"


def main() -> None:
    PAGE.write_text(page(results.load()), encoding="utf-8")


if __name__ == "__main__":
    main()
