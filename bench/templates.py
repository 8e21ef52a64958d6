"""Templates: texts of one template about different things are neither copies nor one story.

    python -m bench.templates [--errors]

The set is made by `bench.template_set`. Over pairs of articles of one template: `false_copies` and `false_stories` are
the shares of pairs of different happenings that the memory takes for copies, or puts into one story; `copies` and
`stories` are the shares of true pairs that it finds.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from bench import scratch_memory
from bench.results import Measure, Sheet, Stage, Use
from bench.template_set import HELD_OUT, TUNED, Telling, articles
from retold.engine import Engine
from train import readings

_TITLES = (
    ("false_copies", "texts of one template taken for copies", "share, lower is better"),
    ("false_stories", "texts of one template put into one story", "share, lower is better"),
    ("copies", "true copies found among texts of one template", "recall"),
    ("stories", "true copies and updates of one template put into one story", "recall"),
)
_SETS = (("tuned", TUNED, Use.TUNED), ("held_out", HELD_OUT, Use.MEASURED))
SHEET = Sheet(
    "templates",
    Stage.CORPUS,
    tuple(
        Measure(f"templates.{name}.{key}", title, unit, f"{len(texts)} templates of news", use, digits=3)
        for name, texts, use in _SETS
        for key, title, unit in _TITLES
    ),
)


def run(errors: bool = False) -> dict[str, float]:
    engine = Engine()
    return {
        f"templates.{name}.{key}": value
        for name, texts, _ in _SETS
        for key, value in _measure(engine, articles(texts), errors and name == "tuned").items()
    }


def _measure(engine: Engine, tellings: Sequence[Telling], errors: bool) -> dict[str, float]:
    pages = (readings.page(t.body, t.id, t.headline, t.published) for t in tellings)
    prepared = [article for _, article in scratch_memory.read_pages(engine, pages)]
    with scratch_memory.holding(prepared) as memory:
        found = memory._db.all("SELECT id, telling, story FROM article")
    copied, together = _pairs((a, t) for a, t, _ in found), _pairs((a, s) for a, _, s in found)
    wording = _pairs((t.id, t.wording) for t in tellings)
    happening = _pairs((t.id, t.happening) for t in tellings)
    others = _pairs((t.id, t.happening.split("-")[0]) for t in tellings) - happening
    if errors:
        for title, pairs in (
            ("false copy", copied & others),
            ("false story", together & others),
            ("missed copy", wording - copied),
            ("missed story", happening - together),
        ):
            for a, b in sorted(pairs):
                print(title, a, b)
    return {
        "false_copies": len(copied & others) / len(others),
        "false_stories": len(together & others) / len(others),
        "copies": len(copied & wording) / len(wording),
        "stories": len(together & happening) / len(happening),
    }


def _pairs(groups: Iterable[tuple[str, object]]) -> set[tuple[str, str]]:
    """Pairs of articles of one group."""
    members: defaultdict[object, list[str]] = defaultdict(list)
    for article, group in groups:
        members[group].append(article)
    return {pair for group in members.values() for pair in combinations(sorted(group), 2)}


if __name__ == "__main__":
    SHEET.publish(run(errors="--errors" in sys.argv))
