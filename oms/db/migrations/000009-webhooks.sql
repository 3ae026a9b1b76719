-- Outgoing webhooks (seed 000 section 10): who wants what, and each delivery from the commit of the change to the receiver's answer.

CREATE TABLE webhook_endpoints (
  endpoint_id text PRIMARY KEY, url text NOT NULL, description text, event_types text[] NOT NULL CHECK (cardinality(event_types) > 0),
  -- Sealed with SECRET_KEY; told once, when it is made.
  secret_encrypted bytea NOT NULL, is_active boolean NOT NULL DEFAULT true, disabled_reason text,
  created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()
);

-- The outbox. `payload` is the text that is sent; only the moment of sending is put in front of it. No foreign key: every change of an
-- order would lock the endpoint's one row. A delivery whose endpoint is gone is never taken, and purged at night.
CREATE TABLE webhook_events (
  event_id text PRIMARY KEY, endpoint_id text NOT NULL, event_type text NOT NULL, order_id text, payload text NOT NULL,
  status text NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'DELIVERED', 'FAILED', 'ABANDONED')), attempts integer NOT NULL DEFAULT 0,
  -- While it is being sent: when somebody else may take it, for the sender is then surely dead.
  next_attempt_at timestamptz NOT NULL DEFAULT now(), last_status_code integer, last_error text,
  created_at timestamptz NOT NULL DEFAULT now(), delivered_at timestamptz
);
-- What is due, endpoint by endpoint.
CREATE INDEX webhook_events_due ON webhook_events (endpoint_id, next_attempt_at) WHERE status IN ('PENDING', 'FAILED');
CREATE INDEX webhook_events_by_time ON webhook_events (created_at DESC, event_id DESC);
CREATE INDEX webhook_events_by_order ON webhook_events (order_id) WHERE order_id IS NOT NULL;

-- Every try, kept with its event.
CREATE TABLE webhook_deliveries (
  event_id text NOT NULL REFERENCES webhook_events ON DELETE CASCADE, started_at timestamptz NOT NULL, elapsed_ms integer NOT NULL,
  status_code integer, error text, answer text, PRIMARY KEY (event_id, started_at)
);

CREATE FUNCTION webhook_order_data(wanted text) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('order_id', o.order_id, 'order_number', o.order_number, 'external_order_id', o.external_order_id, 'channel', o.channel, 'fulfillment_type', o.fulfillment_type,
    'status', o.status, 'is_on_hold', o.is_on_hold, 'currency', o.currency, 'subtotal_minor', o.subtotal_minor, 'discount_minor', o.discount_minor, 'shipping_minor', o.shipping_minor,
    'tax_minor', o.tax_minor, 'total_minor', o.total_minor, 'placed_at', o.placed_at, 'ship_by', o.ship_by,
    'line_items', (SELECT coalesce(jsonb_agg(jsonb_build_object('line_number', i.line_number, 'external_line_id', i.external_line_id, 'sku', i.sku, 'product_name', i.product_name, 'quantity', i.quantity,
      'quantity_fulfilled', i.quantity_fulfilled, 'unit_price_minor', i.unit_price_minor, 'discount_minor', i.discount_minor, 'tax_minor', i.tax_minor) ORDER BY i.line_number), '[]') FROM order_items i WHERE i.order_id = o.order_id),
    'allocations', (SELECT coalesce(jsonb_agg(jsonb_build_object('sku', a.sku, 'quantity', a.quantity, 'node_code', n.code, 'status', a.status) ORDER BY a.allocation_id), '[]')
      FROM fulfillment_allocations a JOIN fulfillment_nodes n USING (node_id) WHERE a.order_id = o.order_id),
    'shipments', (SELECT coalesce(jsonb_agg(jsonb_build_object('shipment_id', s.shipment_id, 'parcel_id', s.parcel_id, 'node_code', n.code, 'carrier_code', s.carrier_code, 'carrier_name', s.carrier_name,
      'service_name', s.service_name, 'tracking_number', s.tracking_number, 'status', s.status, 'shipped_at', s.shipped_at) ORDER BY s.shipped_at, s.shipment_id), '[]')
      FROM shipments s JOIN fulfillment_nodes n USING (node_id) WHERE s.order_id = o.order_id))
  FROM orders o WHERE o.order_id = wanted
$$;

-- In the transaction of the change, and at its very end: what the event tells is the order as it was committed. A trigger, so that
-- nobody who moves an order (API, job, connector, station, SQL by hand) can forget it.
CREATE FUNCTION note_webhook_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  wanted text := CASE WHEN NEW.event_type IN ('order.ready_to_ship', 'order.ready_for_pickup') THEN 'order.packed' ELSE NEW.event_type END;
  body text;
BEGIN
  IF NOT EXISTS (SELECT FROM webhook_endpoints e WHERE e.is_active AND wanted = ANY (e.event_types)) THEN RETURN NULL; END IF;
  body := jsonb_build_object('type', wanted, 'event_id', NEW.event_id, 'timestamp', NEW.occurred_at, 'from_status', NEW.from_status, 'to_status', NEW.to_status, 'data', webhook_order_data(NEW.order_id))::text;
  INSERT INTO webhook_events (event_id, endpoint_id, event_type, order_id, payload)
    SELECT 'whe_' || uuidv7(), e.endpoint_id, wanted, NEW.order_id, body FROM webhook_endpoints e WHERE e.is_active AND wanted = ANY (e.event_types);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER note_webhook_event AFTER INSERT ON order_events DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.event_type IN ('order.created', 'order.confirmed', 'order.sourced', 'order.picking', 'order.ready_to_ship', 'order.ready_for_pickup', 'order.shipped', 'order.delivered', 'order.cancelled'))
  EXECUTE FUNCTION note_webhook_event();
