"""The ledger's tables, as the steps that made them. A released step never changes; a new one goes to the end.

docs/ledger.md says what each table is for. Moments are Unix seconds, UTC.
"""

__all__ = ["APPLICATION_ID", "MIGRATIONS"]

APPLICATION_ID = 0x4E435257  # "NCRW": tells our files from other people's SQLite files

_FIRST = """
CREATE TABLE page (
  n INTEGER PRIMARY KEY,
  url TEXT NOT NULL,                        -- the address to fetch
  state TEXT NOT NULL DEFAULT 'pending',    -- pending, live, gone, rejected, duplicate, alias
  todo INTEGER NOT NULL DEFAULT 0,          -- 0: nothing, 1: waits for a run, 2: handed out in this run
  why TEXT,                                 -- new, modified, recheck, gone, missing
  newest INTEGER NOT NULL,                  -- the order of fetching: published, or far ahead where that is unknown
  published INTEGER,
  modified INTEGER,                         -- the latest change that a source stated
  first_seen INTEGER NOT NULL,
  first_run INTEGER NOT NULL,
  checked INTEGER,
  recheck_at INTEGER,
  etag TEXT,
  last_modified TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,      -- runs in a row that could not fetch it
  empty_claims INTEGER NOT NULL DEFAULT 0,
  gone_run INTEGER,                         -- the run that first found a published page gone
  same_as INTEGER,                          -- alias, duplicate: the page that holds the article
  detail TEXT,                              -- rejected: the reason
  article TEXT,                             -- the record's id
  revision INTEGER,
  content_hash BLOB,
  near TEXT,                                -- the id of an earlier article that says the same
  run TEXT,                                 -- the run that wrote the latest line, and where that line starts
  offset INTEGER
);
-- Queries say "todo = 1 AND todo > 0": SQLite uses a partial index only where its condition stands in the query literally.
CREATE INDEX page_todo ON page (todo, newest DESC, n) WHERE todo > 0;
CREATE INDEX page_recheck ON page (recheck_at) WHERE recheck_at IS NOT NULL;
CREATE INDEX page_content ON page (content_hash) WHERE content_hash IS NOT NULL;
CREATE INDEX page_article ON page (article) WHERE article IS NOT NULL;

CREATE TABLE address (key TEXT PRIMARY KEY, page INTEGER, own INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE hint (page INTEGER PRIMARY KEY, data BLOB NOT NULL);

CREATE TABLE signature (page INTEGER PRIMARY KEY, minhash BLOB NOT NULL);
CREATE TABLE band (hash INTEGER NOT NULL, page INTEGER NOT NULL, PRIMARY KEY (hash, page)) WITHOUT ROWID;

CREATE TABLE source (url TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE listed (source TEXT PRIMARY KEY, run INTEGER NOT NULL, pages BLOB NOT NULL);

CREATE TABLE line (
  key INTEGER PRIMARY KEY, articles INTEGER NOT NULL, head INTEGER NOT NULL, tail INTEGER NOT NULL,
  first INTEGER NOT NULL, last INTEGER NOT NULL, since INTEGER NOT NULL
);
CREATE INDEX line_single ON line (since) WHERE articles = 1;
CREATE TABLE counted (article INTEGER PRIMARY KEY);

CREATE TABLE run (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,                      -- open, finishing, finished
  started TEXT NOT NULL,
  spider_version TEXT NOT NULL,
  entry TEXT                                -- the manifest's line, from finishing on
);
CREATE TABLE file (
  run TEXT NOT NULL, kind TEXT NOT NULL, bytes INTEGER NOT NULL, records INTEGER NOT NULL, counts TEXT NOT NULL,
  PRIMARY KEY (run, kind)
) WITHOUT ROWID;
"""

_ARCHIVES = """
-- as_of: when an archive captured what was last looked at; null: it was the live page, and `checked` says when.
ALTER TABLE page ADD COLUMN as_of INTEGER;
CREATE TABLE capture (
  archive TEXT NOT NULL,
  key TEXT NOT NULL,
  todo INTEGER NOT NULL,                    -- 0: nothing, 1: waits for a run on that archive, 2: handed out in this run
  first INTEGER NOT NULL,                   -- the first capture, and the last one that is known
  last INTEGER NOT NULL,
  published INTEGER,                        -- where a capture said it: it lay outside the days that were asked for
  attempts INTEGER NOT NULL DEFAULT 0,
  data BLOB,                                -- the captures, while they wait
  PRIMARY KEY (archive, key)
) WITHOUT ROWID;
CREATE INDEX capture_todo ON capture (todo, archive, first, key) WHERE todo > 0;
CREATE TABLE place (walk TEXT PRIMARY KEY, resume TEXT NOT NULL) WITHOUT ROWID
"""

_ROBOTS = """
CREATE TABLE robots (url TEXT PRIMARY KEY, body BLOB NOT NULL, etag TEXT, last_modified TEXT, fetched REAL NOT NULL) WITHOUT ROWID
"""

_PLANS = """
CREATE TABLE backfill (n INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, begun INTEGER NOT NULL);
CREATE TABLE backfill_listed (backfill INTEGER NOT NULL, way TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (backfill, way)) WITHOUT ROWID;
CREATE TABLE planned (
  backfill INTEGER NOT NULL,
  key TEXT NOT NULL,
  month TEXT NOT NULL,                      -- of publication, as far as it is known: 2021-05, undated
  source TEXT NOT NULL,                     -- which named it first
  outcome TEXT,                             -- null: still to fetch; had, written, or the reason why it was rejected
  fetched INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (backfill, key)
) WITHOUT ROWID;
CREATE INDEX planned_month ON planned (backfill, month)
"""

# Both indices are read in their order, which is the order of the marks.
_MARKS = """
CREATE TABLE unsorted (n INTEGER PRIMARY KEY, page INTEGER NOT NULL, marks BLOB NOT NULL);
ALTER TABLE band RENAME TO mark;
INSERT OR IGNORE INTO mark (hash, page) SELECT content_mark(content_hash), n FROM page WHERE content_hash IS NOT NULL ORDER BY content_hash;
INSERT OR IGNORE INTO mark (hash, page) SELECT id_mark(article), n FROM page WHERE article IS NOT NULL ORDER BY article;
DROP INDEX page_content;
DROP INDEX page_article
"""

# Runs may be `unread` or `unread-parts` (a rebuild that was stopped), which versions before this step would take for crashed runs.
_UNREAD = "-- no table changes: the number alone tells older versions to keep away\n"

MIGRATIONS: tuple[str, ...] = (_FIRST, _ARCHIVES, _ROBOTS, _PLANS, _MARKS, _UNREAD)
