-- Truth about paper (reference/printing.md C). `doubt`: what is needed to take back an attempt that may still sit in a printer:
-- {"printerId","sentAtMs","evidence"} as JSON. `is_blind`: a person wants it printed although the printer does not tell its state.
ALTER TABLE print_jobs ADD COLUMN doubt TEXT;
ALTER TABLE print_jobs ADD COLUMN is_blind INTEGER NOT NULL DEFAULT 0;
ALTER TABLE print_jobs ADD COLUMN act TEXT NOT NULL DEFAULT 'print' CHECK (act IN ('print', 'reprint', 'relabel'));
-- Every attempt, written before its first byte.
CREATE TABLE print_attempts (
  job_id TEXT NOT NULL, attempt INTEGER NOT NULL, printer_id TEXT NOT NULL, evidence TEXT NOT NULL, started_at_ms INTEGER NOT NULL,
  ended_at_ms INTEGER, outcome TEXT, detail TEXT,
  PRIMARY KEY (job_id, attempt)
) STRICT, WITHOUT ROWID;
-- Printers that were set up on this station; those of the configuration stand beside them.
CREATE TABLE printers (printer_id TEXT PRIMARY KEY, position INTEGER NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
-- The queue page: what is open or was settled lately, newest first.
CREATE INDEX print_jobs_recent ON print_jobs (prepared_at_ms);
