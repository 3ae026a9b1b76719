-- The hub side of osync/1 (design/SYNC.md section 3.1). Ids are text here, where SYNC.md has numbers (docs/adr).
CREATE SCHEMA sync;

CREATE TABLE sync.epoch (n bigint PRIMARY KEY, sysid text NOT NULL, timeline integer NOT NULL, since timestamptz NOT NULL DEFAULT now(), why text NOT NULL);
CREATE TABLE sync.dirty (xid xid8 NOT NULL DEFAULT pg_current_xact_id(), seq bigint GENERATED ALWAYS AS IDENTITY, type text NOT NULL, id text NOT NULL);
CREATE INDEX dirty_order ON sync.dirty (xid, seq);
CREATE TABLE sync.node (node_id text PRIMARY KEY, head bigint NOT NULL DEFAULT 0, floor bigint NOT NULL DEFAULT 0) WITH (fillfactor = 50);
CREATE TABLE sync.feed (
  node_id text NOT NULL, type text NOT NULL, id text NOT NULL, seq bigint NOT NULL, del boolean NOT NULL, rev bigint NOT NULL, v smallint NOT NULL, h bigint NOT NULL, bucket smallint NOT NULL, body text,
  PRIMARY KEY (type, id, node_id), UNIQUE (node_id, seq)
) WITH (fillfactor = 80);
CREATE TABLE sync.client (
  client_id uuid PRIMARY KEY, station_id text NOT NULL, last_mid bigint NOT NULL DEFAULT 0, covered_mid bigint NOT NULL DEFAULT 0,
  skew_ms bigint, seen_at timestamptz, state text NOT NULL DEFAULT 'active'
);
CREATE TABLE sync.mutation (
  client_id uuid NOT NULL, mid bigint NOT NULL, op_id uuid NOT NULL UNIQUE, kind text NOT NULL, order_id text, base_rev bigint, fence bigint, v smallint NOT NULL,
  body jsonb NOT NULL, device_at timestamptz NOT NULL, hub_at timestamptz NOT NULL DEFAULT now(), outcome text NOT NULL, detail jsonb, PRIMARY KEY (client_id, mid)
);
CREATE TABLE sync.blob (sha256 text PRIMARY KEY, media_type text NOT NULL, bytes bytea NOT NULL, size integer NOT NULL, created_at timestamptz NOT NULL DEFAULT now());

-- Capture: statement-level AFTER triggers with transition tables insert the distinct parent keys. TRUNCATE would not fire them, so it raises.
CREATE FUNCTION sync.refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'TRUNCATE of % would bypass the change feed; use DELETE', TG_TABLE_NAME; END $$;

CREATE FUNCTION sync.capture() RETURNS trigger LANGUAGE plpgsql AS $$
-- TG_ARGV: entity type, key column.
BEGIN
  IF TG_OP <> 'INSERT' THEN EXECUTE format('INSERT INTO sync.dirty (type, id) SELECT DISTINCT %L, %I::text FROM old_rows WHERE %I IS NOT NULL', TG_ARGV[0], TG_ARGV[1], TG_ARGV[1]); END IF;
  IF TG_OP <> 'DELETE' THEN EXECUTE format('INSERT INTO sync.dirty (type, id) SELECT DISTINCT %L, %I::text FROM new_rows WHERE %I IS NOT NULL', TG_ARGV[0], TG_ARGV[1], TG_ARGV[1]); END IF;
  RETURN NULL;
END $$;

DO $$
DECLARE source record;
BEGIN
  FOR source IN SELECT * FROM (VALUES
    ('orders', 'order', 'order_id'), ('order_items', 'order', 'order_id'), ('fulfillment_allocations', 'order', 'order_id'),
    ('parcels', 'order', 'order_id'), ('leases', 'order', 'order_id'), ('products', 'product', 'sku'), ('operators', 'operator', 'operator_id'),
    ('brands', 'brand', 'brand_id')) AS t(table_name, entity, key_column)
  LOOP
    EXECUTE format('CREATE TRIGGER capture_insert AFTER INSERT ON %I REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.capture(%L, %L)', source.table_name, source.entity, source.key_column);
    EXECUTE format('CREATE TRIGGER capture_update AFTER UPDATE ON %I REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.capture(%L, %L)', source.table_name, source.entity, source.key_column);
    EXECUTE format('CREATE TRIGGER capture_delete AFTER DELETE ON %I REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.capture(%L, %L)', source.table_name, source.entity, source.key_column);
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION sync.refuse_truncate()', source.table_name);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER capture_insert, ENABLE ALWAYS TRIGGER capture_update, ENABLE ALWAYS TRIGGER capture_delete, ENABLE ALWAYS TRIGGER refuse_truncate', source.table_name);
  END LOOP;
END $$;

-- Labels have the parcel as key, so the order is looked up.
CREATE FUNCTION sync.capture_label() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO sync.dirty (type, id) SELECT DISTINCT 'order', p.order_id FROM new_rows l JOIN parcels p USING (parcel_id);
  RETURN NULL;
END $$;
CREATE TRIGGER capture_insert AFTER INSERT ON labels REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.capture_label();
CREATE TRIGGER capture_update AFTER UPDATE ON labels REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.capture_label();
ALTER TABLE labels ENABLE ALWAYS TRIGGER capture_insert, ENABLE ALWAYS TRIGGER capture_update;

-- covered_mid moves in the sequencer's transaction, after the feed rows of the same commit (SYNC.md 2, "read your writes").
CREATE FUNCTION sync.capture_client() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO sync.dirty (type, id) SELECT 'client', n.client_id::text FROM new_rows n JOIN old_rows o USING (client_id) WHERE n.last_mid <> o.last_mid;
  RETURN NULL;
END $$;
CREATE TRIGGER capture_update AFTER UPDATE ON sync.client REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.capture_client();
ALTER TABLE sync.client ENABLE ALWAYS TRIGGER capture_update;
