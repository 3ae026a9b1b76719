-- Orders, units and money of each day of UTC, kept by triggers in the transaction of the change. A change is a row of its own, so that
-- orders that come in at the same time do not wait for each other in the row of today; rows are added up into the totals now and then
-- (oms/analytics/read-analytics.ts). Whoever reads adds both, in one statement: no change is missed or counted twice.
CREATE TABLE order_day_totals (
  day date NOT NULL, currency text NOT NULL, orders bigint NOT NULL, cancelled bigint NOT NULL, units bigint NOT NULL,
  -- Of what was not cancelled.
  total_minor bigint NOT NULL, PRIMARY KEY (day, currency)
);
CREATE TABLE order_day_changes (day date NOT NULL, currency text NOT NULL, orders bigint NOT NULL, cancelled bigint NOT NULL, units bigint NOT NULL, total_minor bigint NOT NULL);

CREATE FUNCTION note_day_of_new_orders() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO order_day_changes (day, currency, orders, cancelled, units, total_minor)
    SELECT (placed_at AT TIME ZONE 'UTC')::date, currency, count(*), count(*) FILTER (WHERE status = 'CANCELLED'), 0, coalesce(sum(total_minor) FILTER (WHERE status <> 'CANCELLED'), 0) FROM new_rows GROUP BY 1, 2;
  RETURN NULL;
END $$;
CREATE TRIGGER note_day AFTER INSERT ON orders REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION note_day_of_new_orders();

CREATE FUNCTION note_day_of_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  units bigint := coalesce((SELECT sum(quantity - quantity_moved) FROM order_items WHERE order_id = NEW.order_id), 0);
BEGIN
  INSERT INTO order_day_changes (day, currency, orders, cancelled, units, total_minor) VALUES
    ((OLD.placed_at AT TIME ZONE 'UTC')::date, OLD.currency, -1, -(OLD.status = 'CANCELLED')::int, -units, CASE WHEN OLD.status = 'CANCELLED' THEN 0 ELSE -OLD.total_minor END),
    ((NEW.placed_at AT TIME ZONE 'UTC')::date, NEW.currency, 1, (NEW.status = 'CANCELLED')::int, units, CASE WHEN NEW.status = 'CANCELLED' THEN 0 ELSE NEW.total_minor END);
  RETURN NULL;
END $$;
CREATE TRIGGER note_day_change AFTER UPDATE OF status, total_minor, currency, placed_at ON orders FOR EACH ROW
  WHEN (((OLD.status = 'CANCELLED'), OLD.total_minor, OLD.currency, OLD.placed_at) IS DISTINCT FROM ((NEW.status = 'CANCELLED'), NEW.total_minor, NEW.currency, NEW.placed_at)) EXECUTE FUNCTION note_day_of_order();

-- Units that were moved to a follow-up count with that.
CREATE FUNCTION note_day_of_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO order_day_changes (day, currency, orders, cancelled, units, total_minor)
      SELECT (o.placed_at AT TIME ZONE 'UTC')::date, o.currency, 0, 0, sum(r.quantity - r.quantity_moved), 0 FROM touched r JOIN orders o USING (order_id) GROUP BY 1, 2;
  ELSE
    INSERT INTO order_day_changes (day, currency, orders, cancelled, units, total_minor)
      SELECT (o.placed_at AT TIME ZONE 'UTC')::date, o.currency, 0, 0, -sum(r.quantity - r.quantity_moved), 0 FROM touched r JOIN orders o USING (order_id) GROUP BY 1, 2;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER note_day AFTER INSERT ON order_items REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION note_day_of_lines();
CREATE TRIGGER note_day_gone AFTER DELETE ON order_items REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION note_day_of_lines();

CREATE FUNCTION note_day_of_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO order_day_changes (day, currency, orders, cancelled, units, total_minor)
    SELECT (o.placed_at AT TIME ZONE 'UTC')::date, o.currency, 0, 0, (NEW.quantity - NEW.quantity_moved) - (OLD.quantity - OLD.quantity_moved), 0 FROM orders o WHERE o.order_id = NEW.order_id;
  RETURN NULL;
END $$;
CREATE TRIGGER note_day_change AFTER UPDATE OF quantity, quantity_moved ON order_items FOR EACH ROW
  WHEN (NEW.quantity - NEW.quantity_moved <> OLD.quantity - OLD.quantity_moved) EXECUTE FUNCTION note_day_of_line();

INSERT INTO order_day_totals (day, currency, orders, cancelled, units, total_minor)
  SELECT (o.placed_at AT TIME ZONE 'UTC')::date, o.currency, count(*), count(*) FILTER (WHERE o.status = 'CANCELLED'), coalesce(sum(i.units), 0), coalesce(sum(o.total_minor) FILTER (WHERE o.status <> 'CANCELLED'), 0)
  FROM orders o LEFT JOIN (SELECT order_id, sum(quantity - quantity_moved) AS units FROM order_items GROUP BY order_id) i USING (order_id) GROUP BY 1, 2;

-- What left today, and how long the last week's boxes took.
CREATE INDEX shipments_by_time ON shipments (shipped_at);
