-- The numbers of a day by channel and fulfilment type as well, for the dashboard of a period. A group is a few rows a day.
DROP TRIGGER note_day_change ON orders;
ALTER TABLE order_day_changes ADD COLUMN channel text NOT NULL DEFAULT '', ADD COLUMN fulfillment_type text NOT NULL DEFAULT '';
ALTER TABLE order_day_totals ADD COLUMN channel text NOT NULL DEFAULT '', ADD COLUMN fulfillment_type text NOT NULL DEFAULT '', DROP CONSTRAINT order_day_totals_pkey, ADD PRIMARY KEY (day, currency, channel, fulfillment_type);
DELETE FROM order_day_changes;
DELETE FROM order_day_totals;
INSERT INTO order_day_totals (day, currency, channel, fulfillment_type, orders, cancelled, units, total_minor)
  SELECT (o.placed_at AT TIME ZONE 'UTC')::date, o.currency, o.channel, o.fulfillment_type, count(*), count(*) FILTER (WHERE o.status = 'CANCELLED'), coalesce(sum(i.units), 0), coalesce(sum(o.total_minor) FILTER (WHERE o.status <> 'CANCELLED'), 0)
  FROM orders o LEFT JOIN (SELECT order_id, sum(quantity - quantity_moved) AS units FROM order_items GROUP BY order_id) i USING (order_id) GROUP BY 1, 2, 3, 4;
ALTER TABLE order_day_changes ALTER COLUMN channel DROP DEFAULT, ALTER COLUMN fulfillment_type DROP DEFAULT;
ALTER TABLE order_day_totals ALTER COLUMN channel DROP DEFAULT, ALTER COLUMN fulfillment_type DROP DEFAULT;

CREATE OR REPLACE FUNCTION note_day_of_new_orders() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO order_day_changes (day, currency, channel, fulfillment_type, orders, cancelled, units, total_minor)
    SELECT (placed_at AT TIME ZONE 'UTC')::date, currency, channel, fulfillment_type, count(*), count(*) FILTER (WHERE status = 'CANCELLED'), 0, coalesce(sum(total_minor) FILTER (WHERE status <> 'CANCELLED'), 0) FROM new_rows GROUP BY 1, 2, 3, 4;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION note_day_of_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  units bigint := coalesce((SELECT sum(quantity - quantity_moved) FROM order_items WHERE order_id = NEW.order_id), 0);
BEGIN
  INSERT INTO order_day_changes (day, currency, channel, fulfillment_type, orders, cancelled, units, total_minor) VALUES
    ((OLD.placed_at AT TIME ZONE 'UTC')::date, OLD.currency, OLD.channel, OLD.fulfillment_type, -1, -(OLD.status = 'CANCELLED')::int, -units, CASE WHEN OLD.status = 'CANCELLED' THEN 0 ELSE -OLD.total_minor END),
    ((NEW.placed_at AT TIME ZONE 'UTC')::date, NEW.currency, NEW.channel, NEW.fulfillment_type, 1, (NEW.status = 'CANCELLED')::int, units, CASE WHEN NEW.status = 'CANCELLED' THEN 0 ELSE NEW.total_minor END);
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION note_day_of_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO order_day_changes (day, currency, channel, fulfillment_type, orders, cancelled, units, total_minor)
      SELECT (o.placed_at AT TIME ZONE 'UTC')::date, o.currency, o.channel, o.fulfillment_type, 0, 0, sum(r.quantity - r.quantity_moved), 0 FROM touched r JOIN orders o USING (order_id) GROUP BY 1, 2, 3, 4;
  ELSE
    INSERT INTO order_day_changes (day, currency, channel, fulfillment_type, orders, cancelled, units, total_minor)
      SELECT (o.placed_at AT TIME ZONE 'UTC')::date, o.currency, o.channel, o.fulfillment_type, 0, 0, -sum(r.quantity - r.quantity_moved), 0 FROM touched r JOIN orders o USING (order_id) GROUP BY 1, 2, 3, 4;
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION note_day_of_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO order_day_changes (day, currency, channel, fulfillment_type, orders, cancelled, units, total_minor)
    SELECT (o.placed_at AT TIME ZONE 'UTC')::date, o.currency, o.channel, o.fulfillment_type, 0, 0, (NEW.quantity - NEW.quantity_moved) - (OLD.quantity - OLD.quantity_moved), 0 FROM orders o WHERE o.order_id = NEW.order_id;
  RETURN NULL;
END $$;

CREATE TRIGGER note_day_change AFTER UPDATE OF status, total_minor, currency, placed_at, channel, fulfillment_type ON orders FOR EACH ROW
  WHEN (((OLD.status = 'CANCELLED'), OLD.total_minor, OLD.currency, OLD.placed_at, OLD.channel, OLD.fulfillment_type) IS DISTINCT FROM ((NEW.status = 'CANCELLED'), NEW.total_minor, NEW.currency, NEW.placed_at, NEW.channel, NEW.fulfillment_type))
  EXECUTE FUNCTION note_day_of_order();
