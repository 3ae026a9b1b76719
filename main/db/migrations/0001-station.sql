-- The station's replica and journal (design/SYNC.md section 3.2). One file, WAL, synchronous=FULL, one writer connection.
-- Server rows (ent) are written by the feed alone, floor rows by the floor alone; the screen is a join.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE ent (
  type TEXT NOT NULL, id TEXT NOT NULL, gen TEXT NOT NULL, rev INTEGER NOT NULL, seq INTEGER NOT NULL,
  hash INTEGER NOT NULL, body TEXT NOT NULL,
  status TEXT GENERATED ALWAYS AS (json_extract(body, '$.status')) VIRTUAL,
  order_number TEXT GENERATED ALWAYS AS (CASE WHEN type = 'order' THEN json_extract(body, '$.orderNumber') END) VIRTUAL,
  lease_station_id TEXT GENERATED ALWAYS AS (CASE WHEN type = 'order' THEN json_extract(body, '$.lease.stationId') END) VIRTUAL,
  ship_by TEXT GENERATED ALWAYS AS (CASE WHEN type = 'order' THEN json_extract(body, '$.shipBy') END) VIRTUAL,
  tracking_number TEXT GENERATED ALWAYS AS (CASE WHEN type = 'order' THEN json_extract(body, '$.label.trackingNumber') END) VIRTUAL,
  pair_code TEXT GENERATED ALWAYS AS (CASE WHEN type = 'order' THEN json_extract(body, '$.label.pairCode') END) VIRTUAL,
  gtin14 TEXT GENERATED ALWAYS AS (CASE WHEN type = 'product' THEN substr('00000000000000' || json_extract(body, '$.gtin'), -14) END) VIRTUAL,
  PRIMARY KEY (type, id)
) STRICT, WITHOUT ROWID;
-- The queue: open orders by ship-by time.
CREATE INDEX ent_queue ON ent (status, ship_by) WHERE type = 'order';
-- Scan of an order number.
CREATE INDEX ent_order_number ON ent (order_number) WHERE type = 'order';
-- Scan of a label, of a slip, of an item.
CREATE INDEX ent_tracking_number ON ent (tracking_number) WHERE type = 'order';
CREATE INDEX ent_pair_code ON ent (pair_code) WHERE type = 'order';
CREATE INDEX ent_gtin14 ON ent (gtin14) WHERE type = 'product';

CREATE TABLE bucket (bucket INTEGER PRIMARY KEY, count INTEGER NOT NULL, sum INTEGER NOT NULL) STRICT;

CREATE TABLE outbox (
  client_id TEXT NOT NULL, mid INTEGER NOT NULL, op_id TEXT NOT NULL UNIQUE, order_id TEXT, kind TEXT NOT NULL,
  base_rev INTEGER, fence INTEGER, v INTEGER NOT NULL, body TEXT NOT NULL, device_at_ms INTEGER NOT NULL, mono_ms INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'acked')), outcome TEXT, is_covered INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (client_id, mid)
) STRICT;
-- What the office does not know yet, oldest first.
CREATE INDEX outbox_pending ON outbox (client_id, mid) WHERE state = 'pending';
CREATE INDEX outbox_uncovered ON outbox (order_id) WHERE is_covered = 0;

CREATE TABLE inbox (op_id TEXT PRIMARY KEY, order_id TEXT, outcome TEXT NOT NULL, detail TEXT, at_ms INTEGER NOT NULL, acked_by TEXT, acked_at_ms INTEGER) STRICT;

CREATE TABLE blob (sha256 TEXT PRIMARY KEY, size INTEGER, bytes BLOB, state TEXT NOT NULL CHECK (state IN ('wanted', 'here', 'own'))) STRICT;

-- One row per order that was opened here: the folded session, written in the transaction of its facts.
CREATE TABLE packing_sessions (
  order_id TEXT PRIMARY KEY, state TEXT NOT NULL CHECK (state IN ('scanning', 'handshake', 'closed', 'parked')),
  session TEXT NOT NULL, opened_at_ms INTEGER NOT NULL, closed_at_ms INTEGER
) STRICT;

-- Every scan gets a number and a verdict; a repeated command id gets the first verdict again.
CREATE TABLE scans (
  scan_number INTEGER PRIMARY KEY AUTOINCREMENT, command_id TEXT NOT NULL UNIQUE, source TEXT NOT NULL, code TEXT NOT NULL,
  order_id TEXT, operator_id TEXT, verdict TEXT NOT NULL, at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE print_jobs (
  job_id TEXT PRIMARY KEY, unit_id TEXT NOT NULL, order_id TEXT NOT NULL, parcel_id TEXT NOT NULL,
  document TEXT NOT NULL CHECK (document IN ('label', 'slip', 'combined')), copy INTEGER NOT NULL, printer_id TEXT NOT NULL,
  sha256 TEXT, impressions INTEGER NOT NULL DEFAULT 1,
  state TEXT NOT NULL CHECK (state IN ('prepared', 'sending', 'sent', 'confirmed', 'failed_safe', 'uncertain', 'abandoned')),
  attempt INTEGER NOT NULL DEFAULT 0, evidence TEXT, detail TEXT, prepared_at_ms INTEGER NOT NULL, sent_at_ms INTEGER, settled_at_ms INTEGER,
  first_byte_at_ms INTEGER, next_try_at_ms INTEGER
) STRICT;
CREATE INDEX print_jobs_open ON print_jobs (printer_id, prepared_at_ms) WHERE state IN ('prepared', 'sending', 'sent', 'failed_safe', 'uncertain');
CREATE INDEX print_jobs_order ON print_jobs (order_id);
