"""Where the tellings of a story differ: on how many are dead or injured, on another number, or on a person."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

from retold.corpus import comparison, tolls
from retold.corpus.comparison import NamedEntity, Statement
from retold.corpus.quantities import quantities
from retold.english.lexicon import content_words, stem
from retold.memory import mentions
from retold.memory.entity_ids import entity_id
from retold.memory.evidence import Sentences, source
from retold.records.memory import Difference, Said
from retold.store import deadline
from retold.store.articles import ArticleRow
from retold.store.name_tables import NameTables
from retold.types import Claim, Evidence, Span


class StoryDifferences:
    """Compares the tellings of a story. Use it within one reading transaction."""

    def __init__(self, names: NameTables, sentences: Sentences) -> None:
        self._names, self._sentences = names, sentences

    def of(self, articles: Sequence[ArticleRow]) -> tuple[Difference, ...]:
        """Where articles differ, one of each telling: first on tolls, anywhere in them; then in their retellings.

        Those without a day are left out: they may know later numbers.
        """
        articles = [article for article in articles if article.day is not None]
        found = self._tolls(articles)
        return (*found, *(d for d in self._claims(articles) if not any(_repeats(d, toll) for toll in found)))

    def _tolls(self, articles: Sequence[ArticleRow]) -> list[Difference]:
        texts = [self._sentences.whole(article.key) for article in articles]
        found = tolls.differing(texts, [article.day for article in articles], deadline.check)
        return [Difference(d.kind, tuple(self._side(articles, *side) for side in d.sides)) for d in found]

    def _side(self, articles: Sequence[ArticleRow], written: str, told: Sequence[tuple[int, int]]) -> Said:
        """The articles that give one toll, each with its sentence."""
        evidence = tuple(
            self._sentences.evidence(articles[a], self._sentences.split(articles[a].key)[number]) for a, number in told
        )
        by = tuple(source(articles[a]) for a, _ in told)
        return Said(written, evidence, by[0], len(by), by)

    def _claims(self, articles: Sequence[ArticleRow]) -> list[Difference]:
        """Where retellings contradict one another."""
        statements: list[Statement] = []
        claims: list[Claim] = []
        for telling, article in enumerate(articles):
            named = self._mentions_in(article.key)
            for paragraph in self._sentences.digest(article.key).retelling:
                for claim in paragraph:
                    exact = " ".join(e.exact for e in claim.evidence)
                    names = _named_entities(claim, named)
                    statements.append(Statement(telling, claim.text, names, exact, article.day))
                    claims.append(claim)
        differences = []
        for contradiction in comparison.contradictions(statements, deadline.check):
            sides = []
            for value, numbers in contradiction.sides:
                text = self._name(int(value)) if contradiction.named else value
                first = {statements[n].telling: claims[n] for n in reversed(numbers)}
                by = tuple(source(articles[telling]) for telling in sorted(first))
                evidence = tuple(e for telling in sorted(first) for e in first[telling].evidence)
                sides.append(Said(text, evidence, by[0], len(by), by))
            if not (contradiction.named and _is_one_name([side.text for side in sides])):
                differences.append(Difference(contradiction.of, tuple(sides)))
        return differences

    def _name(self, number: int) -> str:
        row = self._names.entities.get([number]).get(number)
        return row.name if row else entity_id(number)

    def _mentions_in(self, key: int) -> list[tuple[int, str, Span]]:
        """Entity, type and place of each mention in an article."""
        appearances = self._names.appearances.in_articles([key])
        entities = mentions.entities_by_form(self._names, appearances)
        return [(entities[a.form], a.type, span) for a in appearances for span in mentions.spans(a)]


def _repeats(difference: Difference, toll: Difference) -> bool:
    """Whether a difference has the numbers of a toll."""
    numbers = [{q.value for q in quantities(f"{side.text} people")} for side in (*difference.sides, *toll.sides)]
    own, known = numbers[: len(difference.sides)], frozenset[float]().union(*numbers[len(difference.sides) :])
    return all(values and values <= known for values in own)


def _is_one_name(names: Sequence[str]) -> bool:
    """Whether a name is a part of another one: "Kamal Sadat", "Sayed Kamal Sadat"."""
    words = [set(name.casefold().split()) for name in names]
    return any(a <= b for a, b in permutations(words, 2))


def _named_entities(claim: Claim, named: Sequence[tuple[int, str, Span]]) -> frozenset[NamedEntity]:
    """The entities that a claim's evidence names, each with the words beside it."""
    return frozenset(
        NamedEntity(entity, kind, _stems_beside(evidence, span))
        for entity, kind, span in named
        for evidence in claim.evidence
        if evidence.start <= span.start < evidence.end
    )


def _stems_beside(evidence: Evidence, mention: Span) -> frozenset[str]:
    """Stems of the content words next to a mention: two on each side."""
    before = evidence.exact[: mention.start - evidence.start]
    behind = evidence.exact[mention.end - evidence.start :]
    return frozenset(stem(w) for w in (*content_words(before)[-2:], *content_words(behind)[:2]))
