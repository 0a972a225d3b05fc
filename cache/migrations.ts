/** A step of the schema: its name, and statements that run inside a transaction. Data that code derives is not a migration's: see derived.ts. */
export interface Migration {
  name: string
  sql: string
}

/** The schema of the cache, one step a version: a file of version n has had the first n applied. Never change a step that was released. */
export const migrations: Migration[] = [
  {
    name: 'sessions, runs and decisions',
    sql: `
  CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    from_ms INTEGER NOT NULL,
    to_ms INTEGER,              -- null while the session is open
    mark TEXT,                  -- what processes of the session carry in BOOKEND_SESSION
    metadata TEXT NOT NULL      -- JSON: HEADs, branch, worktree, goal, outcome, documents
  );
  CREATE INDEX sessions_by_end ON sessions (to_ms);

  CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    workflow TEXT NOT NULL,
    session TEXT NOT NULL,
    started_ms INTEGER NOT NULL,
    finished_ms INTEGER,        -- null: interrupted, can be resumed
    outcome TEXT,
    settings TEXT NOT NULL      -- JSON: window and options, so that a resumed run has the same
  );
  CREATE INDEX runs_unfinished ON runs (workflow) WHERE finished_ms IS NULL;

  CREATE TABLE steps (
    run INTEGER NOT NULL REFERENCES runs (id),
    task TEXT NOT NULL,
    started_ms INTEGER NOT NULL,
    ms INTEGER,
    outcome TEXT,               -- null while it runs
    reason TEXT,                -- JSON
    plan TEXT,                  -- JSON: what it is about to do, written before it does it
    output TEXT,                -- JSON
    actions TEXT,               -- JSON
    PRIMARY KEY (run, task)
  ) WITHOUT ROWID;

  CREATE TABLE step_actions (
    run INTEGER NOT NULL,
    task TEXT NOT NULL,
    position INTEGER NOT NULL,
    result TEXT NOT NULL,       -- JSON
    PRIMARY KEY (run, task, position)
  ) WITHOUT ROWID;

  CREATE TABLE run_lock (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    pid INTEGER NOT NULL,
    process_start TEXT NOT NULL,
    command TEXT NOT NULL,
    taken_ms INTEGER NOT NULL
  );

  CREATE TABLE notes (
    id INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL
  );
  CREATE INDEX notes_by_time ON notes (at_ms);

  CREATE TABLE reports (
    session TEXT NOT NULL,
    workflow TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    report TEXT NOT NULL,       -- JSON
    PRIMARY KEY (session, workflow)
  );

  CREATE TABLE baselines (
    session TEXT PRIMARY KEY,
    from_ms INTEGER NOT NULL,
    to_ms INTEGER NOT NULL,
    metrics TEXT NOT NULL       -- JSON: the report's analysis
  );
  CREATE INDEX baselines_by_end ON baselines (to_ms);

  CREATE TABLE sources (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,  -- relative to the project where it lies in it
    offset INTEGER NOT NULL,    -- bytes read: the end of the last whole line
    lines INTEGER NOT NULL,
    last_ms INTEGER,            -- time of the last readable line, for unreadable lines that follow it
    fingerprint TEXT NOT NULL   -- hash of the first and the last bytes read: tells an append from a rewrite
  );

  CREATE TABLE decisions (
    id INTEGER PRIMARY KEY,
    hash TEXT NOT NULL,
    number INTEGER NOT NULL,    -- among decisions of equal content
    at_ms INTEGER NOT NULL,
    session TEXT NOT NULL,
    service TEXT NOT NULL,
    action TEXT NOT NULL,
    verdict TEXT NOT NULL,
    document TEXT NOT NULL,     -- JSON: rules, violations, metadata, extra
    source INTEGER NOT NULL REFERENCES sources (id),
    line INTEGER NOT NULL
  );
  CREATE UNIQUE INDEX decisions_by_content ON decisions (hash, number);
  CREATE INDEX decisions_by_time ON decisions (at_ms, service, verdict);

  CREATE TABLE violations (     -- of blocked decisions only: what was allowed violated nothing
    decision INTEGER NOT NULL REFERENCES decisions (id),
    position INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    key TEXT NOT NULL,
    rule TEXT,
    context TEXT NOT NULL,
    PRIMARY KEY (at_ms, decision, position)
  ) WITHOUT ROWID;

  CREATE TABLE unreadable (
    source INTEGER NOT NULL REFERENCES sources (id),
    line INTEGER NOT NULL,
    earliest_ms INTEGER NOT NULL,
    latest_ms INTEGER NOT NULL, -- the same as earliest where a readable line stands before it
    reason TEXT NOT NULL,
    PRIMARY KEY (source, line)
  ) WITHOUT ROWID;
  `,
  },
  {
    name: 'rules and their syncs',
    sql: `
  CREATE TABLE rules (
    id TEXT PRIMARY KEY,
    document TEXT NOT NULL      -- JSON
  ) WITHOUT ROWID;

  CREATE TABLE rule_syncs (
    store TEXT PRIMARY KEY,     -- without credentials
    at_ms INTEGER NOT NULL,
    total INTEGER NOT NULL      -- entries of the file then
  ) WITHOUT ROWID;

  CREATE TABLE waiting_rules (  -- what could not be written, because the store was away
    store TEXT NOT NULL,
    id TEXT NOT NULL,
    keys TEXT NOT NULL,         -- JSON
    PRIMARY KEY (store, id)
  ) WITHOUT ROWID;
  `,
  },
  // What analysis groups by and adds up, extracted at import: a million decisions are grouped without parsing a document.
  {
    name: 'profiles and measures',
    sql: `
  CREATE TABLE profiles (       -- everything that decisions are grouped by
    id INTEGER PRIMARY KEY,
    service TEXT NOT NULL,
    blocked INTEGER NOT NULL,
    document TEXT NOT NULL UNIQUE -- JSON
  );
  ALTER TABLE decisions ADD COLUMN profile INTEGER REFERENCES profiles (id);

  CREATE TABLE measures (       -- numbers that take many values
    series INTEGER NOT NULL,    -- which measure
    at_ms INTEGER NOT NULL,
    decision INTEGER NOT NULL REFERENCES decisions (id),
    value REAL NOT NULL,
    PRIMARY KEY (series, at_ms, decision)
  ) WITHOUT ROWID;

  CREATE TABLE classifications (
    at_ms INTEGER NOT NULL,
    decision INTEGER NOT NULL REFERENCES decisions (id),
    text TEXT NOT NULL,
    quadrant TEXT NOT NULL,
    PRIMARY KEY (at_ms, decision)
  ) WITHOUT ROWID;

  CREATE TABLE setbacks (       -- where the clock went back between two lines
    source INTEGER NOT NULL REFERENCES sources (id),
    line INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    before_ms INTEGER NOT NULL,
    PRIMARY KEY (source, line)
  ) WITHOUT ROWID;

  DROP INDEX decisions_by_time;
  CREATE INDEX decisions_by_profile ON decisions (at_ms, profile);
  `,
  },
  {
    name: 'transcripts',
    sql: `
  -- What the agent's transcripts come to: counts, never what was said. Only this project's have rows besides their own.
  CREATE TABLE transcripts (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,  -- absolute: they lie outside the project
    agent_session TEXT NOT NULL,
    own INTEGER NOT NULL,       -- 0: of another project; only looked at again where something was appended
    inode INTEGER NOT NULL,
    size INTEGER NOT NULL,      -- with inode and mtime: a file that has not changed is not opened
    mtime_ms REAL NOT NULL,
    offset INTEGER NOT NULL,    -- bytes read: the end of the last whole line
    lines INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    last_ms INTEGER,            -- time of the last line that has one
    open_calls TEXT NOT NULL,   -- JSON: tool calls without a result so far
    decided INTEGER NOT NULL    -- 1: its tool calls are in the decisions, as far as it was read
  );

  CREATE TABLE transcript_times ( -- of its lines
    transcript INTEGER NOT NULL REFERENCES transcripts (id),
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (transcript, at_ms)
  ) WITHOUT ROWID;

  CREATE TABLE transcript_messages ( -- of the API, each with the largest usage that a line tells of it
    transcript INTEGER NOT NULL REFERENCES transcripts (id),
    message INTEGER NOT NULL,   -- hash of its identity
    first_ms INTEGER NOT NULL,
    last_ms INTEGER NOT NULL,
    position INTEGER NOT NULL,  -- byte of its last line, for the order within a millisecond
    sidechain INTEGER NOT NULL,
    model TEXT NOT NULL,
    input INTEGER NOT NULL,
    output INTEGER NOT NULL,
    cache_read INTEGER NOT NULL,
    cache_write INTEGER NOT NULL,
    ended INTEGER NOT NULL,
    alone INTEGER NOT NULL,     -- 0: another transcript tells of it too
    lines TEXT,                 -- JSON, where it has lines of several times: a window may cut it
    PRIMARY KEY (transcript, message)
  ) WITHOUT ROWID;
  CREATE INDEX transcript_messages_by_key ON transcript_messages (message, alone);

  CREATE TABLE transcript_events (
    kind TEXT NOT NULL,         -- call, failure, denial, compaction, unknown, unreadable, cut
    name TEXT NOT NULL,         -- of the tool
    at_ms INTEGER NOT NULL,
    key INTEGER NOT NULL,       -- hash of what tells it from others, in every file; 0 where nothing does
    transcript INTEGER NOT NULL REFERENCES transcripts (id),
    count INTEGER NOT NULL,     -- more than 1 only where the key is 0
    alone INTEGER NOT NULL,     -- 0: another row has the same key
    PRIMARY KEY (kind, name, at_ms, key, transcript)
  ) WITHOUT ROWID;
  CREATE INDEX transcript_events_by_key ON transcript_events (key, alone) WHERE key <> 0;
  CREATE INDEX transcript_events_by_transcript ON transcript_events (transcript);

  CREATE TABLE transcript_todos (
    transcript INTEGER NOT NULL REFERENCES transcripts (id),
    position INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    line INTEGER NOT NULL,      -- hash of its uuid
    change TEXT NOT NULL,       -- JSON: texts and their status, which the handoff lists
    PRIMARY KEY (transcript, position)
  );
  CREATE INDEX transcript_todos_by_time ON transcript_todos (at_ms);
  `,
  },
  {
    name: 'proposals',
    sql: `
  CREATE TABLE proposals (
    fingerprint TEXT PRIMARY KEY,
    category TEXT NOT NULL,
    proposal TEXT NOT NULL,     -- JSON: as it was last reported
    occurrences INTEGER NOT NULL,
    first_session TEXT NOT NULL,
    last_session TEXT NOT NULL,
    seen_ms INTEGER NOT NULL,
    open INTEGER NOT NULL       -- 1: the latest closedown reported it, and nobody decided it since
  );

  CREATE TABLE proposal_documents ( -- which proposal stands under which number of which document
    file TEXT NOT NULL,         -- relative to the project
    number TEXT NOT NULL,       -- SR-001
    fingerprint TEXT NOT NULL,
    session TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    proposal TEXT NOT NULL,     -- JSON: as it was written there
    PRIMARY KEY (file, number)
  ) WITHOUT ROWID;

  CREATE TABLE proposal_decisions (
    id INTEGER PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    decision TEXT NOT NULL,     -- approve, reject, modify
    at_ms INTEGER NOT NULL,
    decided_by TEXT NOT NULL,
    occurrences INTEGER NOT NULL, -- when it was decided
    rule_ids TEXT NOT NULL,     -- JSON: the rules that were changed or added
    applied TEXT NOT NULL,      -- JSON: what was done
    document TEXT NOT NULL      -- where it was ticked
  );
  CREATE INDEX proposal_decisions_by_fingerprint ON proposal_decisions (fingerprint, at_ms);
  `,
  },
  {
    name: 'deliveries',
    sql: `
  CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY,
    session TEXT NOT NULL,      -- whose handoff
    file TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    by TEXT NOT NULL,           -- init, hook
    recipient TEXT NOT NULL,    -- an agent's session id, or a session of ours
    seen TEXT NOT NULL          -- JSON: what was seen of the work tree
  );
  CREATE INDEX deliveries_of_handoff ON deliveries (session, file, at_ms);
  `,
  },
  {
    name: 'unrecorded review',
    sql: `
  CREATE TABLE unrecorded_review ( -- from just before a review writes the rules until its decisions are recorded
    only INTEGER PRIMARY KEY CHECK (only = 1),
    before TEXT NOT NULL,       -- hash of the rules as they were
    edits TEXT NOT NULL,        -- JSON: what is written
    decisions TEXT NOT NULL     -- JSON
  );
  `,
  },
  {
    name: 'agent sessions',
    sql: `
  CREATE TABLE agent_sessions (   -- what the agent's hooks tell of its own sessions
    id TEXT PRIMARY KEY,          -- the agent's
    session TEXT NOT NULL,        -- ours, which was open
    first_ms INTEGER NOT NULL,
    last_ms INTEGER NOT NULL,
    turns INTEGER NOT NULL DEFAULT 0,
    background TEXT NOT NULL DEFAULT '[]', -- JSON: its background tasks when it last stopped
    ended_ms INTEGER,             -- with the session still open: it was left unclosed
    end_reason TEXT
  ) WITHOUT ROWID;
  CREATE INDEX agent_sessions_of ON agent_sessions (session, last_ms);

  CREATE TABLE checkpoints (      -- of a session, just before the agent's context was compacted
    id INTEGER PRIMARY KEY,
    session TEXT NOT NULL,
    agent TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    trigger TEXT NOT NULL,
    state TEXT NOT NULL           -- JSON: next action, goal, blockers, failures, open to-dos, tokens
  );
  CREATE INDEX checkpoints_of ON checkpoints (session, at_ms);
  `,
  },
  {
    name: 'rule observations',
    sql: `
  CREATE TABLE rule_observations ( -- what a session's decisions say about rules: later sessions need not read them again
    session TEXT PRIMARY KEY,
    from_ms INTEGER NOT NULL,
    to_ms INTEGER NOT NULL,
    basis TEXT NOT NULL,        -- what it was taken from: another basis, and it is taken again
    observations TEXT NOT NULL  -- JSON
  );
  `,
  },
  // Hashes of what the concerned rules said when a document was written, by id, as JSON.
  {
    name: 'places of proposals',
    sql: "ALTER TABLE proposal_documents ADD COLUMN rule_texts TEXT NOT NULL DEFAULT '{}'",
  },
  {
    name: 'transcripts by call',
    sql: `
  -- What the agents' transcripts come to, made anew: they are read again where they still are. Names, counts, times and places; no text.
  DROP TABLE transcript_times;
  DROP TABLE transcript_messages;
  DROP TABLE transcript_events;
  DROP TABLE transcript_todos;
  DROP TABLE transcripts;

  CREATE TABLE transcripts (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,  -- absolute: they are outside the project
    agent TEXT NOT NULL,        -- claude-code, codex
    agent_session TEXT NOT NULL,
    own INTEGER NOT NULL,       -- 0: of another project; only looked at again where something was appended
    inode INTEGER NOT NULL,
    size INTEGER NOT NULL,      -- with inode and mtime: a file that has not changed is not opened
    mtime_ms REAL NOT NULL,
    offset INTEGER NOT NULL,    -- bytes read: the end of the last whole line
    lines INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    last_ms INTEGER,            -- time of the last line that has one
    state TEXT NOT NULL,        -- JSON: what its reader remembers from line to line
    decided INTEGER NOT NULL    -- bytes of it whose tool calls are in the decisions
  );
  CREATE INDEX transcripts_of_session ON transcripts (agent_session);

  CREATE TABLE transcript_times ( -- of its lines
    transcript INTEGER NOT NULL REFERENCES transcripts (id),
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (transcript, at_ms)
  ) WITHOUT ROWID;

  CREATE TABLE transcript_messages ( -- of the API, each with the largest usage that a line tells of it
    transcript INTEGER NOT NULL REFERENCES transcripts (id),
    message INTEGER NOT NULL,   -- hash of its identity
    first_ms INTEGER NOT NULL,
    last_ms INTEGER NOT NULL,
    position INTEGER NOT NULL,  -- byte of its last line, for the order within a millisecond
    sidechain INTEGER NOT NULL,
    model TEXT NOT NULL,
    input INTEGER NOT NULL,
    output INTEGER NOT NULL,
    cache_read INTEGER NOT NULL,
    cache_write INTEGER NOT NULL,
    cache_write_hour INTEGER NOT NULL, -- of cache_write: what is kept for an hour
    ended INTEGER NOT NULL,
    alone INTEGER NOT NULL,     -- 0: another transcript tells of it too
    lines TEXT,                 -- JSON, where it has lines of several times: a window may cut it
    PRIMARY KEY (transcript, message)
  ) WITHOUT ROWID;
  CREATE INDEX transcript_messages_by_key ON transcript_messages (message, alone);

  CREATE TABLE transcript_calls ( -- of tools
    key INTEGER NOT NULL,       -- hash of the call's id
    transcript INTEGER NOT NULL REFERENCES transcripts (id),
    position INTEGER NOT NULL,  -- byte of the line
    at_ms INTEGER NOT NULL,
    name TEXT NOT NULL,         -- of the tool
    about TEXT NOT NULL,        -- command, file, other, or nothing
    head TEXT NOT NULL,         -- program and subcommand, the file as the project names it, or another name
    subject INTEGER NOT NULL,   -- hash of the command, or of the tool and what else it is about
    PRIMARY KEY (key, transcript, position)
  ) WITHOUT ROWID;
  CREATE INDEX transcript_calls_by_time ON transcript_calls (at_ms, name);
  CREATE INDEX transcript_calls_of ON transcript_calls (transcript);

  CREATE TABLE transcript_results (
    key INTEGER NOT NULL,       -- hash of the call's id
    transcript INTEGER NOT NULL REFERENCES transcripts (id),
    position INTEGER NOT NULL,
    line INTEGER NOT NULL,      -- its number in the file
    at_ms INTEGER NOT NULL,
    rank INTEGER NOT NULL,      -- 0 done, 1 failure, 2 denial: of several results of a call, the highest counts
    denial TEXT NOT NULL,       -- its kind
    secondary INTEGER NOT NULL, -- 1: counts only where the call is known
    PRIMARY KEY (key, transcript, position)
  ) WITHOUT ROWID;
  CREATE INDEX transcript_results_by_time ON transcript_results (at_ms) WHERE rank > 0;
  CREATE INDEX transcript_results_of ON transcript_results (transcript);

  CREATE TABLE transcript_edits ( -- files that calls change, as the project names them
    key INTEGER NOT NULL,       -- hash of the call's id
    path TEXT NOT NULL,
    transcript INTEGER NOT NULL REFERENCES transcripts (id),
    PRIMARY KEY (key, path, transcript)
  ) WITHOUT ROWID;
  CREATE INDEX transcript_edits_of ON transcript_edits (transcript);

  CREATE TABLE transcript_events (
    kind TEXT NOT NULL,         -- compaction, unknown, unreadable, cut
    at_ms INTEGER NOT NULL,
    key INTEGER NOT NULL,       -- hash of what tells it from others, in every file; 0 where nothing does
    transcript INTEGER NOT NULL REFERENCES transcripts (id),
    count INTEGER NOT NULL,     -- more than 1 only where the key is 0
    PRIMARY KEY (kind, at_ms, key, transcript)
  ) WITHOUT ROWID;
  CREATE INDEX transcript_events_of ON transcript_events (transcript);

  CREATE TABLE transcript_marks ( -- where what a report may quote is
    kind TEXT NOT NULL,         -- request, title, name, summary, link, todo, prompt, totals
    at_ms INTEGER NOT NULL,
    key INTEGER NOT NULL,       -- hash of the line's identity
    transcript INTEGER NOT NULL REFERENCES transcripts (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (kind, at_ms, key, transcript, position)
  ) WITHOUT ROWID;
  CREATE INDEX transcript_marks_of ON transcript_marks (transcript);
  `,
  },
  // Content is what was logged, whoever stored it; an index of it that begins with the time grows at its end, and not everywhere.
  {
    name: 'spans of stores',
    sql: `
  CREATE TABLE source_spans (     -- what was read of a store: a UTC day or a part of one, or more where there was nothing
    source INTEGER NOT NULL REFERENCES sources (id),
    from_ms INTEGER NOT NULL,
    to_ms INTEGER NOT NULL,
    documents INTEGER NOT NULL,   -- that the store had of it; another number, and it is read again
    PRIMARY KEY (source, from_ms)
  ) WITHOUT ROWID;
  DROP INDEX decisions_by_content;
  CREATE UNIQUE INDEX decisions_by_content ON decisions (at_ms, hash, number);
  `,
  },
  {
    name: 'ledger of notes',
    sql: `
  CREATE TABLE ledger (
    number INTEGER PRIMARY KEY AUTOINCREMENT, -- a note's own for good
    at_ms INTEGER NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    closed_ms INTEGER,          -- null while it is open, and for the kinds that nobody closes
    closed_as TEXT,             -- done, dropped, replaced
    closed_by TEXT              -- the commit that says so
  );
  INSERT INTO ledger (number, at_ms, kind, text) SELECT id, at_ms, kind, text FROM notes;
  DROP TABLE notes;
  ALTER TABLE ledger RENAME TO notes;
  CREATE INDEX notes_by_time ON notes (at_ms);
  CREATE INDEX notes_open ON notes (kind) WHERE closed_ms IS NULL;

  -- What closed a note so far: a done note with the words of a to-do, and the next goal or next action.
  UPDATE notes SET closed_as = 'done', closed_ms = (
    SELECT min(done.at_ms) FROM notes done
    WHERE done.kind = 'done' AND done.number > notes.number AND lower(trim(done.text)) = lower(trim(notes.text)))
  WHERE kind = 'todo';
  UPDATE notes SET closed_as = 'replaced', closed_ms = (
    SELECT min(later.at_ms) FROM notes later WHERE later.kind = notes.kind AND later.number > notes.number)
  WHERE kind IN ('goal', 'next');
  UPDATE notes SET closed_as = NULL WHERE closed_ms IS NULL;
  `,
  },
  // Sessions that were found in the log, before anybody closed one.
  {
    name: 'inferred sessions',
    sql: 'ALTER TABLE baselines ADD COLUMN inferred INTEGER NOT NULL DEFAULT 0',
  },
  // An SR- number belongs to what was found for good, and a document is bookend's as long as nobody changed it.
  {
    name: 'documents and proposal numbers',
    sql: `
  CREATE TABLE documents (        -- what closedowns wrote
    file TEXT PRIMARY KEY,        -- relative to the project, as it was written
    session TEXT NOT NULL,
    sha256 TEXT NOT NULL,         -- of its text, as it was written or as a review applied it
    at_ms INTEGER NOT NULL,
    moved_to TEXT                 -- null while it is where it was written
  );
  CREATE TABLE proposal_numbers ( -- SR- numbers: a finding's own for good
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    fingerprint TEXT NOT NULL UNIQUE
  );
  `,
  },
  {
    name: 'fixed lines',
    sql: `
  CREATE TABLE fixed_lines (      -- that were not one JSON object alone, and lost nothing
    source INTEGER NOT NULL REFERENCES sources (id),
    line INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,       -- of the first decision in it
    PRIMARY KEY (source, line)
  ) WITHOUT ROWID;
  -- What was not JSON may be a line that can be fixed: those files are read again, which adds nothing twice.
  UPDATE sources SET offset = 0, lines = 0, last_ms = NULL
  WHERE id IN (SELECT source FROM unreadable WHERE reason = 'not JSON');
  `,
  },
  // What analysis groups by is taken out of decisions at import: which version of that, and of the content's hash, made what is here.
  {
    name: 'derivation',
    sql: `
  CREATE TABLE derivation (
    what TEXT PRIMARY KEY,      -- extract, hash
    version TEXT NOT NULL
  ) WITHOUT ROWID;
  `,
  },
  {
    name: 'damaged lines by their text',
    sql: `
  ALTER TABLE unreadable ADD COLUMN text TEXT;     -- its hash: a line that was copied is the same one; null for a document of a store
  ALTER TABLE unreadable ADD COLUMN dated INTEGER NOT NULL DEFAULT 1; -- 0: no line of its file was readable
  ALTER TABLE fixed_lines ADD COLUMN text TEXT;
  -- Their files are read again, which adds nothing twice. Of a file that is gone they stay as they are.
  UPDATE sources SET offset = 0, lines = 0, last_ms = NULL
  WHERE id IN (SELECT source FROM unreadable UNION SELECT source FROM fixed_lines);
  `,
  },
  // A row a line cost more than reading did. What was read stays: of many transcripts the file is gone. Keys are the same hash, as far as a number holds it.
  {
    name: 'transcripts in parts',
    sql: `
  ALTER TABLE transcripts ADD COLUMN cut_ms INTEGER; -- time of a last line that was cut off; null where there is none
  CREATE TABLE transcript_parts ( -- what was read of a transcript at once
    id INTEGER PRIMARY KEY,
    transcript INTEGER NOT NULL REFERENCES transcripts (id),
    first_ms INTEGER NOT NULL,  -- of its lines
    last_ms INTEGER NOT NULL,
    end_byte INTEGER NOT NULL,  -- of the file, behind the last of its lines
    names TEXT NOT NULL,        -- JSON: of models, tools, programs, files and kinds
    -- Rows of numbers, and of names by their places; as JSON with the names in it where a former version read it.
    times BLOB NOT NULL, calls BLOB NOT NULL, edits BLOB NOT NULL, results BLOB NOT NULL, events BLOB NOT NULL, marks BLOB NOT NULL,
    messages BLOB NOT NULL
  );
  CREATE INDEX transcript_parts_of ON transcript_parts (transcript, end_byte);
  CREATE INDEX transcript_parts_by_time ON transcript_parts (last_ms, first_ms);

  UPDATE transcripts SET cut_ms = (SELECT MAX(at_ms) FROM transcript_events WHERE transcript = transcripts.id AND kind = 'cut');
  INSERT INTO transcript_parts (transcript, first_ms, last_ms, end_byte, names, times, messages, calls, edits, results, events, marks)
  SELECT t.id, (SELECT MIN(at_ms) FROM transcript_times WHERE transcript = t.id),
    (SELECT MAX(at_ms) FROM transcript_times WHERE transcript = t.id), t.offset, '[]',
    (SELECT json_group_array(json_array(at_ms)) FROM transcript_times WHERE transcript = t.id),
    (SELECT json_group_array(json_array(message & 9007199254740991, at, position, model, sidechain, input, output, read, write, hour, ended)) FROM (
        SELECT message, first_ms AS at, position, model, sidechain, input, output, cache_read AS read, cache_write AS write, cache_write_hour AS hour, ended
        FROM transcript_messages WHERE transcript = t.id AND lines IS NULL
        UNION ALL
        SELECT message, value ->> 0, value ->> 1, model, sidechain, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 7, value ->> 6
        FROM transcript_messages, json_each(lines) WHERE transcript = t.id AND lines IS NOT NULL)),
    (SELECT json_group_array(json_array(key & 9007199254740991, at_ms, position, name, about, head, subject & 9007199254740991))
        FROM transcript_calls WHERE transcript = t.id),
    (SELECT json_group_array(json_array(key & 9007199254740991, path)) FROM transcript_edits WHERE transcript = t.id),
    (SELECT json_group_array(json_array(key & 9007199254740991, at_ms, position, line, rank, denial, secondary))
        FROM transcript_results WHERE transcript = t.id),
    (SELECT json_group_array(json_array(key & 9007199254740991, at_ms, kind, count))
        FROM transcript_events WHERE transcript = t.id AND kind <> 'cut'),
    (SELECT json_group_array(json_array(key & 9007199254740991, at_ms, position, kind)) FROM transcript_marks WHERE transcript = t.id)
  FROM transcripts AS t WHERE EXISTS (SELECT 1 FROM transcript_times WHERE transcript = t.id);

  DROP TABLE transcript_times;
  DROP TABLE transcript_messages;
  DROP TABLE transcript_calls;
  DROP TABLE transcript_results;
  DROP TABLE transcript_edits;
  DROP TABLE transcript_events;
  DROP TABLE transcript_marks;
  `,
  },
  {
    name: 'relations between rules',
    sql: `
  CREATE TABLE rule_relations ( -- what comparing the rules with each other came to: the same rules are compared once
    kind TEXT PRIMARY KEY,
    basis TEXT NOT NULL,  -- the build of bookend that made it, and a hash of what it was made from
    result TEXT NOT NULL  -- JSON
  );
  `,
  },
  {
    name: 'what agents said last',
    sql: `
  ALTER TABLE agent_sessions ADD COLUMN words TEXT; -- JSON: title, request, what it says comes next, to-dos and what fails, until the session is closed
  `,
  },
  {
    name: 'texts of synced rules',
    sql: `
  ALTER TABLE rule_syncs ADD COLUMN texts TEXT NOT NULL DEFAULT '{}'; -- JSON: by id, a hash of the text that this project's syncs left there last
  `,
  },
  {
    name: 'documents of decisions',
    sql: `
  ALTER TABLE decisions ADD COLUMN stored TEXT; -- the _id of its document, as Extended JSON, where one store alone has it
  `,
  },
  {
    name: 'packed parts of transcripts',
    sql: '', // the columns of numbers: in fewer bytes, which a former version takes for other numbers
  },
  {
    name: 'files that the user named',
    sql: `
  CREATE TABLE written_files (  -- exports and pages, as bookend left them
    file TEXT NOT NULL,         -- relative to the project
    sha256 TEXT NOT NULL,
    PRIMARY KEY (file, sha256)
  ) WITHOUT ROWID;
  `,
  },
]
