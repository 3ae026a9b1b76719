-- Server rows with a rowid. Without one a row above 1 KB keeps most of its body on a page of its own (4 KB): 100,000 orders took 520 MB.
CREATE TABLE ent_packed (
  type TEXT NOT NULL, id TEXT NOT NULL, gen TEXT NOT NULL, rev INTEGER NOT NULL, seq INTEGER NOT NULL,
  hash INTEGER NOT NULL, body TEXT NOT NULL,
  order_number TEXT GENERATED ALWAYS AS (CASE WHEN type = 'order' THEN json_extract(body, '$.orderNumber') END) VIRTUAL,
  tracking_number TEXT GENERATED ALWAYS AS (CASE WHEN type = 'order' THEN json_extract(body, '$.label.trackingNumber') END) VIRTUAL,
  pair_code TEXT GENERATED ALWAYS AS (CASE WHEN type = 'order' THEN json_extract(body, '$.label.pairCode') END) VIRTUAL,
  gtin14 TEXT GENERATED ALWAYS AS (CASE WHEN type = 'product' THEN substr('00000000000000' || json_extract(body, '$.gtin'), -14) END) VIRTUAL,
  UNIQUE (type, id)
) STRICT;
INSERT INTO ent_packed (type, id, gen, rev, seq, hash, body) SELECT type, id, gen, rev, seq, hash, body FROM ent;
DROP TABLE ent;
ALTER TABLE ent_packed RENAME TO ent;
CREATE INDEX ent_order_number ON ent (order_number) WHERE type = 'order';
CREATE INDEX ent_tracking_number ON ent (tracking_number) WHERE type = 'order';
CREATE INDEX ent_pair_code ON ent (pair_code) WHERE type = 'order';
CREATE INDEX ent_gtin14 ON ent (gtin14) WHERE type = 'product';

-- Open orders of the node, narrow: what the queue sorts and counts by. Written with ent (main/queue/keep-open-order.ts). Hashes only of labels that this bench may stick on.
CREATE TABLE open_order (
  order_id TEXT PRIMARY KEY, lease_station_id TEXT, ship_by TEXT NOT NULL, is_on_hold INTEGER NOT NULL, zpl_sha256 TEXT, pdf_sha256 TEXT
) STRICT, WITHOUT ROWID;
-- The whole node's queue by ship-by time, and each bench's own with all that tells whether an order is ready.
CREATE INDEX open_order_queue ON open_order (ship_by, order_id, lease_station_id);
CREATE INDEX open_order_leased ON open_order (lease_station_id, ship_by, order_id, is_on_hold, zpl_sha256, pdf_sha256) WHERE lease_station_id IS NOT NULL;

-- How many there are: counting 100,000 rows takes 5 ms, and the screen asks after every change.
CREATE TABLE open_order_count (count INTEGER NOT NULL) STRICT;
INSERT INTO open_order_count (count) VALUES (0);
INSERT INTO open_order (order_id, lease_station_id, ship_by, is_on_hold, zpl_sha256, pdf_sha256)
  SELECT id, json_extract(body, '$.lease.stationId'), json_extract(body, '$.shipBy'), json_extract(body, '$.isOnHold'),
    iif(json_extract(body, '$.lease.stationId') = (SELECT value FROM meta WHERE key = 'station_id') AND NOT json_extract(body, '$.label.isVoid'), json_extract(body, '$.label.zplSha256'), NULL), iif(json_extract(body, '$.lease.stationId') = (SELECT value FROM meta WHERE key = 'station_id') AND NOT json_extract(body, '$.label.isVoid'), json_extract(body, '$.label.pdfSha256'), NULL)
  FROM ent WHERE type = 'order' AND json_extract(body, '$.status') IN ('PICKING', 'PACKING', 'READY_TO_SHIP');
UPDATE open_order_count SET count = (SELECT count(*) FROM open_order);

-- Whether a label is here, without reading past its bytes.
CREATE INDEX blob_here ON blob (sha256) WHERE state <> 'wanted';
