-- The hub side of osync/2 (design/SYNC.md): named histories, sums that are kept instead of counted, backups, tombstones that age.

-- Tells two hubs apart that were restored from the same backup. Histories that began before keep their name, so no station starts over.
ALTER TABLE sync.epoch ADD COLUMN nonce text NOT NULL DEFAULT '';

-- The order in which the log was written; hub_at is the start of a transaction, and does not tell who waited for whom.
ALTER TABLE sync.mutation ADD COLUMN log_seq bigint GENERATED ALWAYS AS IDENTITY;
-- Orders that wait for a person: asked for with every push.
CREATE INDEX mutation_condemned ON sync.mutation (order_id) WHERE outcome IN ('dead_letter', 'held');

-- Count and sum of the 40-bit hashes of the rows of a node, by bucket: kept in the transaction that writes the rows.
CREATE TABLE sync.bucket (
  node_id text NOT NULL, bucket smallint NOT NULL CHECK (bucket BETWEEN 0 AND 255), count bigint NOT NULL, sum bigint NOT NULL, PRIMARY KEY (node_id, bucket)
) WITH (fillfactor = 50);
INSERT INTO sync.bucket (node_id, bucket, count, sum) SELECT node_id, bucket, count(*), sum(h)::bigint FROM sync.feed WHERE NOT del GROUP BY node_id, bucket;

-- Tombstones are purged when no station needs them any more.
ALTER TABLE sync.feed ADD COLUMN written_at timestamptz NOT NULL DEFAULT now();
CREATE INDEX feed_tombstones ON sync.feed (written_at) WHERE del;

-- When a change was made: how long the oldest one has waited is the alarm for a transaction that somebody left open.
ALTER TABLE sync.dirty ADD COLUMN at timestamptz NOT NULL DEFAULT clock_timestamp();

-- Completed backups; mids: for each client the last fact that is in it for certain.
CREATE TABLE sync.backup (backup_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, started_at timestamptz NOT NULL, noted_at timestamptz NOT NULL DEFAULT now(), lsn pg_lsn NOT NULL, mids jsonb NOT NULL);

-- FEED_ORDER=counter: for a PostgreSQL that is shared with other databases, whose long transactions would hold the horizon. At its very
-- end a transaction takes the next number under a row lock, so that the numbers rise in the order of the commits. Switched on by the OMS.
CREATE TABLE sync.commit_counter (is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only), place bigint NOT NULL) WITH (fillfactor = 10);
INSERT INTO sync.commit_counter (place) VALUES (0);
CREATE TABLE sync.commit_place (xid xid8 PRIMARY KEY, place bigint NOT NULL UNIQUE);
CREATE FUNCTION sync.take_place() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE next_place bigint;
BEGIN
  IF EXISTS (SELECT 1 FROM sync.commit_place WHERE xid = NEW.xid) THEN RETURN NULL; END IF;
  UPDATE sync.commit_counter SET place = place + 1 RETURNING place INTO next_place;
  INSERT INTO sync.commit_place (xid, place) VALUES (NEW.xid, next_place);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER take_place AFTER INSERT ON sync.dirty DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION sync.take_place();
ALTER TABLE sync.dirty DISABLE TRIGGER take_place;

-- A label that is deleted changes its order, too.
CREATE TRIGGER capture_delete AFTER DELETE ON labels REFERENCING OLD TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.capture_label();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON labels FOR EACH STATEMENT EXECUTE FUNCTION sync.refuse_truncate();
ALTER TABLE labels ENABLE ALWAYS TRIGGER capture_delete, ENABLE ALWAYS TRIGGER refuse_truncate;

-- One key for each parent that an update touches, not one for what it was and one for what it is: halves what the sequencer must take.
CREATE OR REPLACE FUNCTION sync.capture() RETURNS trigger LANGUAGE plpgsql AS $$
-- TG_ARGV: entity type, key column.
BEGIN
  IF TG_OP = 'UPDATE' THEN
    EXECUTE format('INSERT INTO sync.dirty (type, id) SELECT %1$L, id FROM (SELECT %2$I::text AS id FROM old_rows UNION SELECT %2$I::text FROM new_rows) AS touched WHERE id IS NOT NULL', TG_ARGV[0], TG_ARGV[1]);
  ELSE
    EXECUTE format('INSERT INTO sync.dirty (type, id) SELECT DISTINCT %1$L, %2$I::text FROM %3$I WHERE %2$I IS NOT NULL', TG_ARGV[0], TG_ARGV[1], CASE TG_OP WHEN 'INSERT' THEN 'new_rows' ELSE 'old_rows' END);
  END IF;
  RETURN NULL;
END $$;
