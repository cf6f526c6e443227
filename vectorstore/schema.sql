-- The catalog: documents, their versions, passages as spans, and the full-text index over passages.
-- A passage's words are never stored apart from the document's: the full-text index is contentless.
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS documents (
    document_id TEXT PRIMARY KEY,
    source      TEXT NOT NULL UNIQUE,
    status      TEXT NOT NULL CHECK (status IN ('pending', 'ready', 'removed')),
    version     TEXT,                 -- the current one; NULL until the first is ready
    content_key TEXT
);

CREATE TABLE IF NOT EXISTS versions (
    version_no  INTEGER PRIMARY KEY,
    document_id TEXT NOT NULL REFERENCES documents (document_id),
    version     TEXT NOT NULL,
    title       TEXT NOT NULL,
    publisher   TEXT,
    published   INTEGER NOT NULL DEFAULT 0,   -- YYYYMMDD, 0 for none
    metadata    TEXT NOT NULL,                -- JSON: authors, url, language, topics, headings, references, dropped
    text        TEXT NOT NULL,
    ingested_at TEXT NOT NULL,
    UNIQUE (document_id, version)
);

CREATE TABLE IF NOT EXISTS passages (
    passage_id INTEGER PRIMARY KEY AUTOINCREMENT,
    version_no INTEGER NOT NULL REFERENCES versions (version_no),
    ordinal    INTEGER NOT NULL,
    start      INTEGER NOT NULL,
    "end"      INTEGER NOT NULL,
    heading    TEXT,
    state      TEXT NOT NULL CHECK (state IN ('pending', 'ready', 'retired'))
);
CREATE INDEX IF NOT EXISTS passages_by_version ON passages (version_no, ordinal);
CREATE INDEX IF NOT EXISTS passages_unfinished ON passages (state) WHERE state <> 'ready';
CREATE INDEX IF NOT EXISTS versions_by_date ON versions (published);

-- Passages of another splitter while their vectors are built: they take the place of the others in one transaction.
CREATE TABLE IF NOT EXISTS passages_next (
    passage_id INTEGER PRIMARY KEY,
    version_no INTEGER NOT NULL,
    ordinal    INTEGER NOT NULL,
    start      INTEGER NOT NULL,
    "end"      INTEGER NOT NULL,
    heading    TEXT
);

-- Vectors of a passage's sentences, one byte a number, for the index of this name (see the manifest's `vectors`), and
-- the passage's own, from which a lost index is filled again without a model.
CREATE TABLE IF NOT EXISTS sentence_vectors (
    index_name TEXT NOT NULL,
    passage_id INTEGER NOT NULL,
    packed     BLOB NOT NULL,
    passage    BLOB,
    PRIMARY KEY (index_name, passage_id)
) WITHOUT ROWID;

-- Collections are sources that hold many documents (a JSON Lines file): known unchanged by one key.
CREATE TABLE IF NOT EXISTS collections (source TEXT PRIMARY KEY, content_key TEXT NOT NULL, documents INTEGER NOT NULL)
    WITHOUT ROWID;

CREATE VIRTUAL TABLE IF NOT EXISTS passages_fts USING fts5 (
    title, body, content = '', tokenize = "porter unicode61 remove_diacritics 2"
);

CREATE VIRTUAL TABLE IF NOT EXISTS passages_vocabulary USING fts5vocab (passages_fts, 'row');
