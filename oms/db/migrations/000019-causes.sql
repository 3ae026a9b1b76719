-- Which request an audit row came from, also through the jobs that followed it; and each webhook with it.
ALTER TABLE order_events ADD COLUMN correlation_id text;
ALTER TABLE webhook_events ADD COLUMN correlation_id text;

CREATE OR REPLACE FUNCTION note_webhook_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  wanted text := CASE WHEN NEW.event_type IN ('order.ready_to_ship', 'order.ready_for_pickup') THEN 'order.packed' ELSE NEW.event_type END;
  body text;
BEGIN
  IF NOT EXISTS (SELECT FROM webhook_endpoints e WHERE e.is_active AND wanted = ANY (e.event_types)) THEN RETURN NULL; END IF;
  body := jsonb_build_object('type', wanted, 'event_id', NEW.event_id, 'timestamp', NEW.occurred_at, 'from_status', NEW.from_status, 'to_status', NEW.to_status, 'data', webhook_order_data(NEW.order_id))::text;
  INSERT INTO webhook_events (event_id, endpoint_id, event_type, order_id, payload, correlation_id)
    SELECT 'whe_' || uuidv7(), e.endpoint_id, wanted, NEW.order_id, body, NEW.correlation_id FROM webhook_endpoints e WHERE e.is_active AND wanted = ANY (e.event_types);
  RETURN NULL;
END $$;
