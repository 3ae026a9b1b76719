-- Receipts and reports are print jobs, too; a second parcel is an act of its own. SQLite cannot change a CHECK, so the table is written anew.
CREATE TABLE print_jobs_next (
  job_id TEXT PRIMARY KEY, unit_id TEXT NOT NULL, order_id TEXT NOT NULL, parcel_id TEXT NOT NULL,
  document TEXT NOT NULL CHECK (document IN ('label', 'slip', 'combined', 'receipt', 'report')), copy INTEGER NOT NULL, printer_id TEXT NOT NULL,
  sha256 TEXT, impressions INTEGER NOT NULL DEFAULT 1,
  state TEXT NOT NULL CHECK (state IN ('prepared', 'sending', 'sent', 'confirmed', 'failed_safe', 'uncertain', 'abandoned')),
  attempt INTEGER NOT NULL DEFAULT 0, evidence TEXT, detail TEXT, prepared_at_ms INTEGER NOT NULL, sent_at_ms INTEGER, settled_at_ms INTEGER,
  first_byte_at_ms INTEGER, next_try_at_ms INTEGER, doubt TEXT, is_blind INTEGER NOT NULL DEFAULT 0,
  act TEXT NOT NULL DEFAULT 'print' CHECK (act IN ('print', 'reprint', 'relabel', 'parcel')),
  -- JSON: what a receipt or report shows, as it was when it was asked for; characters that no font can draw.
  content TEXT, unprintable TEXT
) STRICT;
INSERT INTO print_jobs_next (job_id, unit_id, order_id, parcel_id, document, copy, printer_id, sha256, impressions, state, attempt, evidence, detail, prepared_at_ms, sent_at_ms, settled_at_ms, first_byte_at_ms, next_try_at_ms, doubt, is_blind, act)
  SELECT job_id, unit_id, order_id, parcel_id, document, copy, printer_id, sha256, impressions, state, attempt, evidence, detail, prepared_at_ms, sent_at_ms, settled_at_ms, first_byte_at_ms, next_try_at_ms, doubt, is_blind, act FROM print_jobs ORDER BY rowid;
DROP TABLE print_jobs;
ALTER TABLE print_jobs_next RENAME TO print_jobs;
CREATE INDEX print_jobs_open ON print_jobs (printer_id, prepared_at_ms) WHERE state IN ('prepared', 'sending', 'sent', 'failed_safe', 'uncertain');
CREATE INDEX print_jobs_order ON print_jobs (order_id);
CREATE INDEX print_jobs_recent ON print_jobs (prepared_at_ms);
-- Labels of further boxes that are wanted, as JSON: what the narrow row of the queue has no columns for.
ALTER TABLE open_order ADD COLUMN further_sha256s TEXT;
