"""Identity in the memory: each chain belongs to a form, and the ledger makes entities of forms."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray

from retold.config import VERSION
from retold.corpus import identity
from retold.corpus.identity import Form, Judgement, Named, Verdict
from retold.corpus.signature import restored
from retold.memory.prepared import PreparedChain
from retold.store.appearances import Appearance
from retold.store.clusters import Clusters
from retold.store.forms import FormRow
from retold.store.judgements import JudgementRow
from retold.store.name_tables import NameTables
from retold.types import EntityType

MEMBERS = 16
"""Articles by which a form is judged, the latest."""
CACHED = 4000
"""Articles and forms that are held in memory."""
MODEL = f"identity/1 retold/{VERSION}"


@dataclass(frozen=True, slots=True)
class _Context:
    """What an article says about its names: its vector, the keys of all its names, and its day."""

    vector: NDArray[np.float32]
    keys: frozenset[str]
    day: float | None


class Ledger:
    """Writes forms, judgements and entities. Use it within one writing transaction at a time.

    It is the `corpus.identity.Forms` that the program's judgements are made with.
    """

    def __init__(self, names: NameTables, clusters: Clusters) -> None:
        self._names, self._clusters = names, clusters
        self._contexts: LRUCache[int, _Context] = LRUCache(CACHED)
        self._forms: LRUCache[int, tuple[int, Form]] = LRUCache(CACHED)
        self.changed_stories: set[int] = set()
        """Stories whose entities have changed through judgements. The caller writes them again and clears the set."""

    def add(self, article: int, chains: Sequence[PreparedChain], now: str) -> dict[str, int]:
        """Adds the chains of an article, and judges forms that are new or have twice as many articles as when they
        were last judged. `now`: RFC 3339. Returns the form of each chain."""
        appearances, to_judge, seen = [], [], set()
        for chain in chains:
            form = self._form_of(article, chain)
            appearances.append(_appearance(form.id, article, chain))
            if form.id in seen:
                continue
            seen.add(form.id)
            form = _with_vote(form, chain.named.name, chain.named.kind.value, 1)
            self._names.forms.update(form)
            is_power_of_two = form.articles & (form.articles - 1) == 0
            if chain.named.kind is not EntityType.TOPIC and is_power_of_two:
                to_judge.append(form.id)
        self._names.appearances.add(appearances)
        for number in seen:  # the cached forms lack this article
            self._forms.pop(number, None)
        for entity in sorted({f.entity for f in self._names.forms.get(seen)}):
            self._name_entity(entity)
        for number in to_judge:
            (row,) = self._names.forms.get([number])
            self.record(identity.judge(self.form(row), self), now)
            self._name_entity(row.entity)
        return {a.chain: a.form for a in appearances}

    def forget(self, article: int) -> None:
        """Removes the chains of an article."""
        appearances = sorted(self._names.appearances.in_articles([article]), key=lambda a: (len(a.chain), a.chain))
        first = {a.form: a for a in reversed(appearances)}  # the chain that voted in `add`: e2 before e10
        for form in self._names.forms.get(first):
            self._names.forms.update(_with_vote(form, first[form.id].name, first[form.id].type, -1))
        self._names.appearances.remove(article)
        for entity in sorted({f.entity for f in self._names.forms.get(first)}):
            self._name_entity(entity)
        self._contexts.pop(article, None)
        self._forms.clear()

    def reset(self) -> None:
        """Empties the caches after a transaction that failed."""
        self._contexts.clear()
        self._forms.clear()
        self.changed_stories.clear()

    def in_blocks(self, blocks: Collection[str]) -> Mapping[str, Sequence[int]]:
        """See `corpus.identity.Forms`."""
        return self._names.forms.in_blocks(blocks)

    def get(self, ids: Collection[int]) -> list[Form]:
        """See `corpus.identity.Forms`."""
        return [f for f in map(self.form, self._names.forms.get(ids) if ids else ()) if f.members]

    def form(self, row: FormRow) -> Form:
        """A form with its latest members."""
        cached = self._forms.get(row.id)
        if cached is not None and cached[0] == row.articles:
            return cached[1]
        members = []
        for a in self._names.appearances.of_forms([row.id], MEMBERS):
            context = self._context(a.article)
            role = str(json.loads(a.role)["text"]) if a.role else ""
            others = context.keys - {row.key}
            members.append(Named(a.article, a.name, EntityType(a.type), role, context.vector, others, context.day))
        form = Form(row.id, row.key, EntityType(row.type), row.name, tuple(members))
        self._forms[row.id] = (row.articles, form)
        return form

    def record(self, judgements: Sequence[Judgement], now: str) -> None:
        """Writes judgements of the program that differ from its earlier ones, and derives the entities."""
        if not judgements:
            return
        ids = {f for j in judgements for f in (j.a, j.b)}
        earlier = {(j.a, j.b): j for j in self._names.judgements.on_forms(ids) if not j.person}
        changed = set()
        for judgement in judgements:
            before = earlier.get((judgement.a, judgement.b))
            if before and before.verdict == judgement.verdict and before.features == dict(judgement.features):
                continue
            if before:
                self._names.judgements.end(before.id, now)
            self._names.judgements.add(_row(judgement, now))
            rescored = before is not None and before.score != judgement.score and judgement.verdict is Verdict.SAME
            if rescored or (before.verdict if before else Verdict.DIFFERENT) != judgement.verdict:
                changed |= {judgement.a, judgement.b}
        self.derive(changed)

    def derive(self, forms: Collection[int]) -> None:
        """Derives the entities of forms, and of all forms that judgements join with them, from the ledger alone."""
        if not forms:
            return
        rows = {f.id: f for f in self._names.forms.of_entities({f.entity for f in self._names.forms.get(forms)})}
        judgements: dict[int, JudgementRow] = {}
        frontier = set(rows)
        while frontier:
            new = [j for j in self._names.judgements.on_forms(frontier) if j.id not in judgements]
            judgements |= {j.id: j for j in new}
            joined = {f for j in new if j.verdict == Verdict.SAME for f in (j.a, j.b)} - rows.keys()
            rows |= {f.id: f for f in self._names.forms.get(joined)}
            frontier = joined
        entities = identity.entities(
            rows,
            [
                Judgement(j.a, j.b, Verdict(j.verdict), j.score, j.features, j.person)
                for j in judgements.values()
                if j.a in rows and j.b in rows
            ],
        )
        changed = [form for form, entity in entities.items() if rows[form].entity != entity]
        for form in changed:
            self._names.forms.set_entity(form, entities[form])
        if changed:
            self.changed_stories |= self._names.appearances.stories_with(changed)
            for entity in {entities[f] for f in changed} | {rows[f].entity for f in changed}:
                self._name_entity(entity)

    def rebuild(self) -> None:
        """Derives the entities of all forms."""
        for form in self._names.forms.judged_or_joined():
            self.derive([form])

    def _form_of(self, article: int, chain: PreparedChain) -> FormRow:
        """The form of a chain; a new one if no form of its key fits."""
        person = chain.named.kind is EntityType.PERSON
        topic = chain.named.kind is EntityType.TOPIC
        key = f"# {chain.key}" if topic else chain.key
        rows = self._names.forms.with_key(key, person)
        if len(rows) > 1 or (rows and person and " " in key and chain.named.role):
            form = identity.matching_form(replace(chain.named, article=article), [self.form(r) for r in rows])
            rows = [r for r in rows if form is not None and r.id == form.id]
        if rows:
            return rows[0]
        blocks = {f"= {key}"} if topic else identity.blocks(key, chain.named.name, chain.named.kind)
        return self._names.forms.add(key, person, chain.named.name, chain.named.kind.value, sorted(blocks))

    def _name_entity(self, entity: int) -> None:
        """Gives an entity the name of its best form, or removes an entity that has no form."""
        forms = self._names.forms.of_entities([entity])
        if forms:
            best = max(forms, key=_rank)
            known = self._names.entities.get([entity]).get(entity)
            if known is None or (known.name, known.type) != (best.name, best.type):
                self._names.entities.put(entity, best.name, best.type)
        else:
            self._names.entities.remove(entity)

    def _context(self, article: int) -> _Context:
        cached = self._contexts.get(article)
        if cached is None:
            rows = self._clusters.signatures([article])
            vector = restored(np.frombuffer(rows[0][2], dtype=np.int8)) if rows else np.zeros(384, dtype=np.float32)
            keys = frozenset(self._names.appearances.keys_in(article))
            cached = self._contexts[article] = _Context(vector, keys, rows[0][3] if rows else None)
        return cached


def _appearance(form: int, article: int, chain: PreparedChain) -> Appearance:
    named = chain.named
    return Appearance(form, article, chain.id, named.name, named.kind.value, chain.role, chain.salience, chain.spans)


def _with_vote(form: FormRow, name: str, kind: str, by: int) -> FormRow:
    """A form with one more article (`by` 1), or one less (-1), that gives it this name and type. The majority wins."""
    votes = {of: dict(form.votes.get(of, {})) for of in ("name", "type")}
    for of, value in (("name", name), ("type", kind)):
        votes[of][value] = votes[of].get(value, 0) + by
        votes[of] = {v: n for v, n in votes[of].items() if n > 0}
    best = {of: max(counts, key=lambda v: (counts[v], v)) for of, counts in votes.items() if counts}
    return replace(
        form,
        name=best.get("name", form.name),
        type=best.get("type", form.type),
        articles=form.articles + by,
        votes=votes,
    )


def _rank(form: FormRow) -> tuple[bool, int, int]:
    """The order in which forms name their entity: full names of people, then most articles, then the oldest."""
    return (form.person and " " in form.key, form.articles, -form.id)


def _row(judgement: Judgement, now: str) -> JudgementRow:
    features = dict(judgement.features)
    return JudgementRow(
        0, judgement.a, judgement.b, judgement.verdict.value, judgement.score, features, MODEL, "", now, None
    )
