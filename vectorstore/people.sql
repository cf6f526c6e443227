-- People: users, who is signed in, conversations with their turns, and what readers thought of an answer.
-- Behind a file of its own, so that the catalog can be rebuilt or moved without them. `owner` is a user's name, or empty
-- where the page has no accounts. A turn's record is JSON that only the page reads.
CREATE TABLE users (
    name          TEXT PRIMARY KEY COLLATE NOCASE,
    password_hash TEXT NOT NULL,
    added_at      TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE sign_ins (
    token_hash TEXT PRIMARY KEY,
    name       TEXT NOT NULL COLLATE NOCASE REFERENCES users (name) ON DELETE CASCADE,
    expires_at REAL NOT NULL
) WITHOUT ROWID;

CREATE TABLE conversations (
    conversation_id TEXT PRIMARY KEY,
    owner           TEXT NOT NULL COLLATE NOCASE,
    title           TEXT NOT NULL,
    began_at        TEXT NOT NULL,
    changed_at      TEXT NOT NULL
);
CREATE INDEX conversations_by_owner ON conversations (owner, changed_at DESC);

CREATE TABLE turns (
    conversation_id TEXT NOT NULL REFERENCES conversations (conversation_id) ON DELETE CASCADE,
    ordinal         INTEGER NOT NULL,
    question        TEXT NOT NULL,
    answer          TEXT NOT NULL,
    record          TEXT NOT NULL,
    PRIMARY KEY (conversation_id, ordinal)
) WITHOUT ROWID;

CREATE TABLE feedback (
    conversation_id TEXT NOT NULL,
    ordinal         INTEGER NOT NULL,
    verdict         TEXT NOT NULL CHECK (verdict IN ('up', 'down')),
    note            TEXT NOT NULL DEFAULT '',
    given_at        TEXT NOT NULL,
    PRIMARY KEY (conversation_id, ordinal),
    FOREIGN KEY (conversation_id, ordinal) REFERENCES turns (conversation_id, ordinal) ON DELETE CASCADE
) WITHOUT ROWID;
