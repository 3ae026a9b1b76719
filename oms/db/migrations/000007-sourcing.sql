-- Sourcing, stock and nodes: rules complete, today's load of each node, stock attributes, outcomes and experiments.

ALTER TABLE sourcing_rules
  ADD COLUMN description text, ADD COLUMN inventory_weight double precision NOT NULL DEFAULT 0.5, ADD COLUMN allows_partial boolean NOT NULL DEFAULT false,
  ADD COLUMN created_at timestamptz NOT NULL DEFAULT now(), ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now();

ALTER TABLE fulfillment_nodes ADD COLUMN avg_processing_hours double precision NOT NULL DEFAULT 24;
ALTER TABLE orders ADD COLUMN pickup_node_id text REFERENCES fulfillment_nodes;

ALTER TABLE inventory_items
  ADD COLUMN is_active boolean NOT NULL DEFAULT true, ADD COLUMN reorder_point integer NOT NULL DEFAULT 10 CHECK (reorder_point >= 0), ADD COLUMN reorder_quantity integer NOT NULL DEFAULT 100 CHECK (reorder_quantity > 0),
  ADD COLUMN quantity_on_order integer NOT NULL DEFAULT 0 CHECK (quantity_on_order >= 0), ADD COLUMN unit_cost_minor bigint NOT NULL DEFAULT 0 CHECK (unit_cost_minor >= 0), ADD COLUMN last_counted_at timestamptz,
  ADD COLUMN created_at timestamptz NOT NULL DEFAULT now();
-- Availability of an order's SKUs over all nodes.
CREATE INDEX inventory_items_by_sku ON inventory_items (sku);

ALTER TABLE inventory_adjustments ADD COLUMN reference_id text, ADD COLUMN created_by text NOT NULL DEFAULT 'system';
CREATE INDEX inventory_adjustments_by_item ON inventory_adjustments (item_id, created_at DESC);
-- Waiting orders for a SKU that has come in, oldest first.
CREATE INDEX order_items_by_sku ON order_items (sku);

ALTER TABLE sourcing_decisions ADD COLUMN profile text NOT NULL DEFAULT 'default', ADD COLUMN mode text NOT NULL DEFAULT 'single_node', ADD COLUMN experiment_id text;
CREATE INDEX sourcing_decisions_by_order ON sourcing_decisions (order_id, decided_at DESC);

-- A/B tests between two strategies; the learning loop runs them, sourcing only draws the arm (seed 000 section 7.5).
CREATE TABLE ai_experiments (
  experiment_id text PRIMARY KEY, name text NOT NULL, strategy_a text NOT NULL, strategy_b text NOT NULL, traffic_split_pct double precision NOT NULL CHECK (traffic_split_pct BETWEEN 1 AND 50),
  filter_conditions jsonb NOT NULL DEFAULT '{}', status text NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'paused', 'completed')), winner text, results jsonb,
  started_at timestamptz NOT NULL DEFAULT now(), created_at timestamptz NOT NULL DEFAULT now()
);

-- What each allocation was expected to do; its label comes when the order is delivered (seed 000 section 4.2).
CREATE TABLE sourcing_outcomes (
  allocation_id text PRIMARY KEY REFERENCES fulfillment_allocations, order_id text NOT NULL REFERENCES orders, node_id text NOT NULL REFERENCES fulfillment_nodes, sku text NOT NULL,
  strategy_used text NOT NULL, requested_strategy text NOT NULL, profile text NOT NULL, cluster_key text NOT NULL, channel text NOT NULL, region text, amount_bucket text NOT NULL, fulfillment_type text NOT NULL,
  sourcing_score double precision NOT NULL, predicted_cost double precision NOT NULL, predicted_distance_km double precision NOT NULL, ai_score double precision, ai_reasoning text, experiment_id text, experiment_arm text,
  sourced_at timestamptz NOT NULL DEFAULT now(), was_backordered boolean NOT NULL DEFAULT false, was_returned boolean,
  actual_delivery_hours double precision, actual_cost double precision, cost_variance_pct double precision, outcome_score double precision, labeled_at timestamptz
);
CREATE INDEX sourcing_outcomes_by_cluster ON sourcing_outcomes (cluster_key, strategy_used, outcome_score);
CREATE INDEX sourcing_outcomes_by_order ON sourcing_outcomes (order_id);

-- Nodes, rules and experiments change seldom and are read for every order: programs keep them and look at this number.
CREATE TABLE sourcing_world (is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only), version bigint NOT NULL);
INSERT INTO sourcing_world (version) VALUES (1);
CREATE FUNCTION note_sourcing_world_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE sourcing_world SET version = version + 1; RETURN NULL; END $$;
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON fulfillment_nodes FOR EACH STATEMENT EXECUTE FUNCTION note_sourcing_world_change();
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON sourcing_rules FOR EACH STATEMENT EXECUTE FUNCTION note_sourcing_world_change();
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON ai_experiments FOR EACH STATEMENT EXECUTE FUNCTION note_sourcing_world_change();

-- Orders allocated to a node on its own calendar day and not cancelled since: what counts against its capacity is what was promised,
-- not what was shipped. Kept by triggers, so that nobody who writes an allocation can forget it; rows are locked by (day, node).
CREATE TABLE node_daily_loads (day date NOT NULL, node_id text NOT NULL REFERENCES fulfillment_nodes, orders integer NOT NULL CHECK (orders >= 0), PRIMARY KEY (day, node_id)) WITH (fillfactor = 50);

CREATE FUNCTION node_day(at timestamptz, zone text) RETURNS date LANGUAGE sql STABLE AS $$ SELECT (at AT TIME ZONE zone)::date $$;

CREATE FUNCTION count_allocated_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO node_daily_loads AS l (day, node_id, orders)
  SELECT t.day, t.node_id, count(*) FROM (
    SELECT DISTINCT n.order_id, n.node_id, node_day(n.created_at, f.timezone) AS day, f.timezone FROM new_rows n JOIN fulfillment_nodes f USING (node_id) WHERE n.status <> 'CANCELLED') t
  WHERE NOT EXISTS (
    SELECT FROM fulfillment_allocations a WHERE a.order_id = t.order_id AND a.node_id = t.node_id AND a.status <> 'CANCELLED' AND node_day(a.created_at, t.timezone) = t.day
      AND NOT EXISTS (SELECT FROM new_rows x WHERE x.allocation_id = a.allocation_id))
  GROUP BY t.day, t.node_id ORDER BY t.day, t.node_id
  ON CONFLICT (day, node_id) DO UPDATE SET orders = l.orders + excluded.orders;
  RETURN NULL;
END $$;
CREATE TRIGGER count_order AFTER INSERT ON fulfillment_allocations REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_allocated_order();

CREATE FUNCTION uncount_cancelled_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE lost record;
BEGIN
  IF NOT EXISTS (SELECT FROM new_rows n JOIN old_rows o USING (allocation_id) WHERE n.status = 'CANCELLED' AND o.status <> 'CANCELLED') THEN RETURN NULL; END IF;
  FOR lost IN
    SELECT t.day, t.node_id, count(*) AS orders FROM (
      SELECT DISTINCT n.order_id, n.node_id, node_day(n.created_at, f.timezone) AS day, f.timezone FROM new_rows n JOIN old_rows o USING (allocation_id) JOIN fulfillment_nodes f ON f.node_id = n.node_id
      WHERE n.status = 'CANCELLED' AND o.status <> 'CANCELLED') t
    WHERE NOT EXISTS (
      SELECT FROM fulfillment_allocations a WHERE a.order_id = t.order_id AND a.node_id = t.node_id AND a.status <> 'CANCELLED' AND node_day(a.created_at, t.timezone) = t.day)
    GROUP BY t.day, t.node_id ORDER BY t.day, t.node_id
  LOOP
    UPDATE node_daily_loads SET orders = orders - lost.orders WHERE day = lost.day AND node_id = lost.node_id;
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER uncount_order AFTER UPDATE ON fulfillment_allocations REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION uncount_cancelled_order();

INSERT INTO node_daily_loads (day, node_id, orders)
  SELECT node_day(a.created_at, f.timezone), a.node_id, count(DISTINCT a.order_id) FROM fulfillment_allocations a JOIN fulfillment_nodes f USING (node_id) WHERE a.status <> 'CANCELLED' GROUP BY 1, 2;
