"""The statements that lead from each version of the schema to the next, in SQLite's dialect.

A migration that has been released is never changed: the next one changes what it made.
"""

from __future__ import annotations

META = "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID"
"""The table that holds the version of the schema, created before all others."""
FULL_TEXT_TABLE = "{full text}"
"""Stands for the statements of `FULL_TEXT` in a migration."""
RELATIONS_OF_DIGESTS = "{relations}"
"""Stands for the relations of the digests that were kept before there was a table for them."""
FULL_TEXT = {
    "sqlite": (
        """CREATE VIRTUAL TABLE fulltext USING fts5(
            headline, body, content='', contentless_delete=1, tokenize='porter unicode61 remove_diacritics 2')""",
    ),
    "postgresql": (
        "CREATE TABLE fulltext (article BIGINT PRIMARY KEY REFERENCES article (key), terms TSVECTOR NOT NULL)",
        "CREATE INDEX fulltext_terms ON fulltext USING gin (terms)",
    ),
}
"""Statements that create the full-text index, for each database."""

_FIRST = (
    """CREATE TABLE article (
        key INTEGER PRIMARY KEY, id TEXT NOT NULL, version INTEGER NOT NULL, current INTEGER NOT NULL,
        url TEXT NOT NULL, headline TEXT NOT NULL, publisher TEXT NOT NULL, published TEXT, day REAL,
        added TEXT NOT NULL, language TEXT NOT NULL, words INTEGER NOT NULL, fingerprint BLOB NOT NULL,
        telling INTEGER, story INTEGER, part0 INTEGER, part1 INTEGER, part2 INTEGER, part3 INTEGER,
        UNIQUE (id, version)) STRICT""",
    "CREATE INDEX article_url ON article (url) WHERE current = 1 AND url <> ''",
    "CREATE INDEX article_day ON article (day)",
    "CREATE INDEX article_publisher ON article (publisher)",
    "CREATE INDEX article_telling ON article (telling)",
    "CREATE INDEX article_story ON article (story)",
    "CREATE INDEX article_part0 ON article (part0)",
    "CREATE INDEX article_part1 ON article (part1)",
    "CREATE INDEX article_part2 ON article (part2)",
    "CREATE INDEX article_part3 ON article (part3)",
    "CREATE TABLE digest (article INTEGER PRIMARY KEY REFERENCES article (key), content BLOB NOT NULL) STRICT",
    """CREATE TABLE signature (
        article INTEGER PRIMARY KEY REFERENCES article (key), terms BLOB NOT NULL, vector BLOB NOT NULL) STRICT""",
    """CREATE TABLE pair (
        hash INTEGER NOT NULL, article INTEGER NOT NULL, PRIMARY KEY (hash, article)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE shingle (
        hash INTEGER NOT NULL, article INTEGER NOT NULL, PRIMARY KEY (hash, article)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE story (
        key INTEGER PRIMARY KEY, id TEXT NOT NULL, headline TEXT NOT NULL, first TEXT, last TEXT, day REAL,
        end_day REAL, articles INTEGER NOT NULL, tellings INTEGER NOT NULL, publishers INTEGER NOT NULL,
        entities BLOB NOT NULL, changed INTEGER NOT NULL) STRICT""",
    "CREATE INDEX story_id ON story (id)",
    "CREATE INDEX story_day ON story (end_day)",
    "CREATE INDEX story_changed ON story (changed)",
    "CREATE TABLE gone (story INTEGER PRIMARY KEY, changed INTEGER NOT NULL) STRICT",
    "CREATE INDEX gone_changed ON gone (changed)",
    """CREATE TABLE form (
        id INTEGER PRIMARY KEY, key TEXT NOT NULL, person INTEGER NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL,
        entity INTEGER NOT NULL, articles INTEGER NOT NULL, votes TEXT NOT NULL) STRICT""",
    "CREATE INDEX form_entity ON form (entity)",
    """CREATE TABLE block (
        hash INTEGER NOT NULL, form INTEGER NOT NULL, PRIMARY KEY (hash, form)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE appearance (
        form INTEGER NOT NULL REFERENCES form (id), article INTEGER NOT NULL REFERENCES article (key),
        chain TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, role TEXT NOT NULL, salience REAL NOT NULL,
        spans BLOB NOT NULL, PRIMARY KEY (form, article, chain)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX appearance_article ON appearance (article)",
    """CREATE TABLE entity (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL, stories INTEGER NOT NULL) STRICT""",
    "CREATE INDEX entity_stories ON entity (stories)",
    """CREATE TABLE presence (
        entity INTEGER NOT NULL, story INTEGER NOT NULL, PRIMARY KEY (entity, story)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE judgement (
        id INTEGER PRIMARY KEY, a INTEGER NOT NULL REFERENCES form (id), b INTEGER NOT NULL REFERENCES form (id),
        verdict TEXT NOT NULL, score REAL NOT NULL, features TEXT NOT NULL, model TEXT NOT NULL,
        person TEXT NOT NULL, at TEXT NOT NULL, ended TEXT, ended_by INTEGER, CHECK (a < b)) STRICT""",
    "CREATE INDEX judgement_a ON judgement (a, b)",
    "CREATE INDEX judgement_b ON judgement (b)",
    "CREATE INDEX judgement_person ON judgement (id) WHERE person <> ''",
    FULL_TEXT_TABLE,
)
_SECOND = (
    "CREATE INDEX article_by ON article (publisher, day) WHERE current = 1",
    "DROP INDEX article_publisher",
    "CREATE INDEX entity_frequent ON entity (stories DESC, id)",
    "CREATE INDEX entity_of_type ON entity (type, stories DESC, id)",
    "DROP INDEX entity_stories",
)
_FEEDS = (
    """CREATE TABLE feed (
        id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, title TEXT NOT NULL, site TEXT NOT NULL,
        folder TEXT NOT NULL, state TEXT NOT NULL, host TEXT NOT NULL, at TEXT NOT NULL, hops INTEGER NOT NULL,
        moving INTEGER NOT NULL, queue TEXT NOT NULL, added REAL NOT NULL, next REAL NOT NULL, last REAL,
        failures INTEGER NOT NULL, note TEXT NOT NULL, etag TEXT NOT NULL, modified TEXT NOT NULL,
        hints TEXT NOT NULL, hub TEXT NOT NULL, topic TEXT NOT NULL) STRICT""",
    "CREATE INDEX feed_next ON feed (next) WHERE state = 'active'",
    """CREATE TABLE entry (
        key INTEGER PRIMARY KEY, feed INTEGER NOT NULL REFERENCES feed (id) ON DELETE CASCADE, guid TEXT NOT NULL,
        url TEXT NOT NULL, host TEXT NOT NULL, at TEXT NOT NULL, hops INTEGER NOT NULL, metadata TEXT NOT NULL,
        updated TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL, note TEXT NOT NULL, article TEXT NOT NULL,
        attempts INTEGER NOT NULL, revisions INTEGER NOT NULL, next REAL NOT NULL, listed REAL NOT NULL,
        content BLOB, holder TEXT NOT NULL, until REAL NOT NULL, UNIQUE (feed, guid)) STRICT""",
    "CREATE INDEX entry_url ON entry (url)",
    "CREATE INDEX entry_waiting ON entry (host, next) WHERE state = 'waiting'",
    "CREATE INDEX entry_fetched ON entry (until) WHERE state = 'fetched'",
    "CREATE INDEX entry_listed ON entry (feed, listed)",
    "CREATE INDEX entry_state ON entry (feed, state, reason)",
    """CREATE TABLE host (
        name TEXT PRIMARY KEY, next REAL NOT NULL, failures INTEGER NOT NULL, holder TEXT NOT NULL,
        until REAL NOT NULL) STRICT, WITHOUT ROWID""",
    """CREATE TABLE origin (
        name TEXT PRIMARY KEY, robots TEXT NOT NULL, closed INTEGER NOT NULL, read REAL NOT NULL,
        good REAL NOT NULL, tdm TEXT NOT NULL, tdm_read REAL NOT NULL) STRICT, WITHOUT ROWID""",
    """CREATE TABLE visit (
        key INTEGER PRIMARY KEY, feed INTEGER NOT NULL REFERENCES feed (id) ON DELETE CASCADE, at REAL NOT NULL,
        due REAL NOT NULL, status INTEGER NOT NULL, took REAL NOT NULL, bytes INTEGER NOT NULL,
        found INTEGER NOT NULL, note TEXT NOT NULL) STRICT""",
    "CREATE INDEX visit_feed ON visit (feed, key)",
    """CREATE TABLE subscription (
        feed INTEGER PRIMARY KEY REFERENCES feed (id) ON DELETE CASCADE, hub TEXT NOT NULL, topic TEXT NOT NULL,
        path TEXT NOT NULL UNIQUE, secret TEXT NOT NULL, state TEXT NOT NULL, until REAL NOT NULL,
        next REAL NOT NULL, told INTEGER NOT NULL) STRICT""",
)
_ALERTS = (
    """CREATE TABLE alert (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL, entity TEXT NOT NULL, entity_form INTEGER, other TEXT NOT NULL,
        other_form INTEGER, theme TEXT NOT NULL, query TEXT NOT NULL, publisher TEXT NOT NULL, type TEXT NOT NULL,
        new_only INTEGER NOT NULL, made TEXT NOT NULL, paused INTEGER NOT NULL, secret TEXT NOT NULL,
        changed INTEGER NOT NULL, seen INTEGER NOT NULL, looked INTEGER NOT NULL) STRICT""",
    """CREATE TABLE alert_channel (
        id INTEGER PRIMARY KEY, alert INTEGER NOT NULL REFERENCES alert (id), kind TEXT NOT NULL,
        target TEXT NOT NULL, secret TEXT NOT NULL, digest TEXT NOT NULL, gone INTEGER NOT NULL) STRICT""",
    "CREATE INDEX alert_channel_alert ON alert_channel (alert)",
    """CREATE TABLE alert_telling (
        id INTEGER PRIMARY KEY, alert INTEGER NOT NULL REFERENCES alert (id), story TEXT NOT NULL,
        headline TEXT NOT NULL, told TEXT NOT NULL, content BLOB NOT NULL) STRICT""",
    "CREATE INDEX alert_telling_alert ON alert_telling (alert, id)",
    """CREATE TABLE alert_article (
        alert INTEGER NOT NULL REFERENCES alert (id), article TEXT NOT NULL, telling INTEGER,
        PRIMARY KEY (alert, article)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE alert_met (
        alert INTEGER NOT NULL REFERENCES alert (id), form INTEGER NOT NULL,
        PRIMARY KEY (alert, form)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE alert_delivery (
        id INTEGER PRIMARY KEY, uid TEXT NOT NULL, telling INTEGER NOT NULL REFERENCES alert_telling (id),
        channel INTEGER NOT NULL REFERENCES alert_channel (id), state TEXT NOT NULL, attempts INTEGER NOT NULL,
        due TEXT NOT NULL, begun TEXT, tried TEXT, holder TEXT NOT NULL, leased TEXT NOT NULL, answer TEXT NOT NULL,
        UNIQUE (telling, channel)) STRICT""",
    "CREATE INDEX alert_delivery_due ON alert_delivery (state, due)",
    "CREATE INDEX alert_delivery_channel ON alert_delivery (channel, state)",
)
_RELATIONS = (
    """CREATE TABLE relation (
        article INTEGER NOT NULL REFERENCES article (key), number INTEGER NOT NULL,
        subject INTEGER NOT NULL REFERENCES form (id), object INTEGER NOT NULL REFERENCES form (id),
        type TEXT NOT NULL, status TEXT NOT NULL, detail TEXT NOT NULL, probability REAL NOT NULL,
        span_start INTEGER NOT NULL, span_end INTEGER NOT NULL, speaker INTEGER REFERENCES form (id),
        said_by TEXT NOT NULL, PRIMARY KEY (article, number)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX relation_subject ON relation (subject, article)",
    "CREATE INDEX relation_object ON relation (object, article)",
    "CREATE INDEX relation_type ON relation (type, article)",
    RELATIONS_OF_DIGESTS,
)
MIGRATIONS = (_FIRST, _SECOND, _FEEDS, _ALERTS, _RELATIONS)
"""The first creates the schema."""
