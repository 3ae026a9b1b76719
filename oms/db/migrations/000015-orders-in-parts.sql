-- Orders that go in parts, what people filter by, and the audit trail of what is not an order.

ALTER TABLE orders
  ADD COLUMN tags text[] NOT NULL DEFAULT '{}',
  -- What could not go with this order, as an order of its own (docs/adr/0015): the first of the family.
  ADD COLUMN follows_order_id text REFERENCES orders;
CREATE INDEX orders_by_tag ON orders USING gin (tags);
CREATE INDEX orders_following ON orders (follows_order_id) WHERE follows_order_id IS NOT NULL;
CREATE INDEX orders_by_number ON orders (lower(order_number) text_pattern_ops);
CREATE INDEX orders_by_email ON orders (lower(customer_email), placed_at DESC) WHERE customer_email IS NOT NULL;

-- Ordered here and sent with a follow-up.
ALTER TABLE order_items ADD COLUMN quantity_moved integer NOT NULL DEFAULT 0,
  ADD CONSTRAINT order_items_units_add_up CHECK (quantity_moved >= 0 AND quantity_fulfilled >= 0 AND quantity_fulfilled + quantity_moved <= quantity);

-- How much of an order, its follow-ups included, has left and has arrived. Its own status says how far the work on it is.
CREATE FUNCTION order_fulfillment_status(wanted text) RETURNS text LANGUAGE sql STABLE AS $$
  WITH family AS (SELECT order_id, status FROM orders WHERE order_id = wanted OR follows_order_id = wanted),
    units AS (
      SELECT coalesce(sum(CASE WHEN f.status = 'CANCELLED' THEN i.quantity_fulfilled ELSE i.quantity - i.quantity_moved END), 0) AS wanted, coalesce(sum(i.quantity_fulfilled), 0) AS sent
      FROM family f JOIN order_items i USING (order_id)),
    boxes AS (SELECT coalesce(bool_or(s.status = 'DELIVERED'), false) AS some_arrived, coalesce(bool_and(s.status = 'DELIVERED'), true) AS all_arrived FROM family f JOIN shipments s USING (order_id))
  SELECT CASE WHEN sent = 0 THEN 'UNFULFILLED' WHEN sent >= wanted AND all_arrived THEN 'DELIVERED' WHEN some_arrived THEN 'PARTIALLY_DELIVERED' WHEN sent < wanted THEN 'PARTIALLY_SHIPPED' ELSE 'SHIPPED' END
  FROM units, boxes
$$;

-- Who changed what of nodes, rules, products and how stock is managed. By triggers, in the transaction of the change, so that nobody who
-- writes these tables can forget it. Quantities have their own trail (inventory_adjustments), and so have orders (order_events).
CREATE TABLE audit_events (
  audit_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  subject_type text NOT NULL CHECK (subject_type IN ('node', 'sourcing_rule', 'product', 'inventory_item')), subject_id text NOT NULL,
  action text NOT NULL CHECK (action IN ('created', 'changed', 'deleted')),
  -- `database` where nobody said who: a change by hand, or by a program of the office.
  actor text NOT NULL,
  -- Only the columns that changed; all of them for what was made or deleted.
  before jsonb, after jsonb, occurred_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX audit_events_by_subject ON audit_events (subject_type, subject_id, audit_id DESC);
CREATE INDEX audit_events_by_time ON audit_events (occurred_at DESC);

CREATE FUNCTION note_audit_event() RETURNS trigger LANGUAGE plpgsql AS $$
-- TG_ARGV: subject type, key column.
DECLARE
  old_row jsonb := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD) - 'updated_at' - 'picture_svg' END;
  new_row jsonb := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb(NEW) - 'updated_at' - 'picture_svg' END;
  key text := coalesce(new_row, old_row) ->> TG_ARGV[1];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    SELECT jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, new_row -> o.key) INTO old_row, new_row FROM jsonb_each(old_row) o WHERE new_row -> o.key IS DISTINCT FROM o.value;
    IF new_row IS NULL THEN RETURN NULL; END IF;
  END IF;
  INSERT INTO audit_events (subject_type, subject_id, action, actor, before, after)
    VALUES (TG_ARGV[0], key, CASE TG_OP WHEN 'INSERT' THEN 'created' WHEN 'UPDATE' THEN 'changed' ELSE 'deleted' END, coalesce(nullif(current_setting('packbench.actor', true), ''), 'database'), old_row, new_row);
  RETURN NULL;
END $$;
CREATE TRIGGER note_audit AFTER INSERT OR UPDATE OR DELETE ON fulfillment_nodes FOR EACH ROW EXECUTE FUNCTION note_audit_event('node', 'node_id');
CREATE TRIGGER note_audit AFTER INSERT OR UPDATE OR DELETE ON sourcing_rules FOR EACH ROW EXECUTE FUNCTION note_audit_event('sourcing_rule', 'rule_id');
CREATE TRIGGER note_audit AFTER INSERT OR UPDATE OR DELETE ON products FOR EACH ROW EXECUTE FUNCTION note_audit_event('product', 'sku');
-- Not for quantities: they change with every order.
CREATE TRIGGER note_audit AFTER INSERT OR DELETE OR UPDATE OF node_id, sku, bin_code, is_active, reorder_point, reorder_quantity, quantity_on_order, unit_cost_minor ON inventory_items
  FOR EACH ROW EXECUTE FUNCTION note_audit_event('inventory_item', 'item_id');
REVOKE UPDATE, DELETE, TRUNCATE ON audit_events, inventory_adjustments FROM CURRENT_USER, PUBLIC;
