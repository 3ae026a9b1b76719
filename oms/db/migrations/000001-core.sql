-- Orders, stock, sourcing, shipping, connectors. A tenant is a database (docs/adr), so no table carries a tenant id.
-- Money: integer minor units + currency. Weight: grams. Codes and external ids: text, always.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE fulfillment_nodes (
  node_id text PRIMARY KEY, code text NOT NULL UNIQUE, name text NOT NULL,
  node_type text NOT NULL CHECK (node_type IN ('DISTRIBUTION_CENTER', 'RETAIL_STORE', 'DARK_STORE', 'WAREHOUSE', 'PICKUP_POINT')),
  status text NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('ACTIVE', 'INACTIVE', 'MAINTENANCE', 'CLOSED')),
  address jsonb NOT NULL, latitude double precision NOT NULL, longitude double precision NOT NULL,
  can_ship boolean NOT NULL, can_pickup boolean NOT NULL, can_curbside boolean NOT NULL, can_same_day boolean NOT NULL,
  daily_order_capacity integer NOT NULL, shipping_cost_multiplier double precision NOT NULL DEFAULT 1,
  timezone text NOT NULL DEFAULT 'America/New_York', created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE brands (brand_id text PRIMARY KEY, body jsonb NOT NULL, updated_at timestamptz NOT NULL DEFAULT now());

CREATE TABLE products (
  sku text PRIMARY KEY, name text NOT NULL, gtin text NOT NULL UNIQUE, aliases text[] NOT NULL DEFAULT '{}', product_line text,
  weight_grams integer NOT NULL CHECK (weight_grams >= 0), unit_price_minor integer NOT NULL, currency text NOT NULL,
  picture_svg text NOT NULL, updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE inventory_items (
  item_id text PRIMARY KEY, node_id text NOT NULL REFERENCES fulfillment_nodes, sku text NOT NULL REFERENCES products,
  quantity_on_hand integer NOT NULL, quantity_reserved integer NOT NULL DEFAULT 0, bin_code text, updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (node_id, sku),
  -- Promise 7: stock adds up, whatever the code does.
  CHECK (quantity_reserved >= 0), CHECK (quantity_on_hand >= quantity_reserved)
);

CREATE TABLE inventory_adjustments (
  adjustment_id text PRIMARY KEY, item_id text NOT NULL REFERENCES inventory_items,
  reason text NOT NULL CHECK (reason IN ('RECEIVED', 'SOLD', 'RETURNED', 'DAMAGED', 'CYCLE_COUNT', 'TRANSFER_IN', 'TRANSFER_OUT', 'RESERVED', 'RESERVATION_RELEASED', 'CORRECTION')),
  on_hand_delta integer NOT NULL, reserved_delta integer NOT NULL, on_hand_after integer NOT NULL, reserved_after integer NOT NULL,
  order_id text, note text, created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE connectors (
  connector_id text PRIMARY KEY, name text NOT NULL, connector_type text NOT NULL, direction text NOT NULL DEFAULT 'BIDIRECTIONAL',
  status text NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('ACTIVE', 'INACTIVE', 'ERROR')),
  -- Encrypted with SECRET_KEY (AES-256-GCM); never answered in clear.
  config_encrypted bytea NOT NULL, brand_id text REFERENCES brands,
  orders_received integer NOT NULL DEFAULT 0, orders_synced integer NOT NULL DEFAULT 0, last_error text, last_synced_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE orders (
  order_id text PRIMARY KEY, order_number text NOT NULL UNIQUE,
  channel text NOT NULL CHECK (channel IN ('WEB', 'MOBILE', 'POS', 'API', 'MARKETPLACE')),
  fulfillment_type text NOT NULL CHECK (fulfillment_type IN ('SHIP_TO_HOME', 'STORE_PICKUP', 'SHIP_FROM_STORE', 'CURBSIDE_PICKUP', 'SAME_DAY_DELIVERY')),
  status text NOT NULL, is_on_hold boolean NOT NULL DEFAULT false, hold_reason text,
  connector_id text REFERENCES connectors, external_order_id text, external_updated_at timestamptz, brand_id text NOT NULL REFERENCES brands,
  customer_name text NOT NULL, customer_email text, currency text NOT NULL,
  subtotal_minor bigint NOT NULL, discount_minor bigint NOT NULL, shipping_minor bigint NOT NULL, tax_minor bigint NOT NULL, total_minor bigint NOT NULL,
  shipping_address jsonb NOT NULL, shipping_latitude double precision, shipping_longitude double precision, shipping_service_code text NOT NULL DEFAULT 'GROUND',
  customer_note text, gift_message text, payload jsonb,
  sourcing_rule_id text, sourcing_strategy text, placed_at timestamptz NOT NULL, ship_by timestamptz NOT NULL, released_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now(),
  -- Create and paid at once give one order.
  UNIQUE (connector_id, external_order_id)
);
CREATE INDEX orders_by_status ON orders (status, placed_at);

CREATE TABLE order_items (
  order_item_id text PRIMARY KEY, order_id text NOT NULL REFERENCES orders, line_number integer NOT NULL, external_line_id text,
  sku text NOT NULL REFERENCES products, product_name text NOT NULL, quantity integer NOT NULL CHECK (quantity > 0), quantity_fulfilled integer NOT NULL DEFAULT 0,
  unit_price_minor bigint NOT NULL CHECK (unit_price_minor >= 0), discount_minor bigint NOT NULL DEFAULT 0, tax_minor bigint NOT NULL DEFAULT 0,
  UNIQUE (order_id, line_number)
);

-- An allocation IS the reservation: reserved stock = sum of live allocations (RESERVED, PICKING, PACKED).
CREATE TABLE fulfillment_allocations (
  allocation_id text PRIMARY KEY, order_id text NOT NULL REFERENCES orders, order_item_id text NOT NULL REFERENCES order_items, node_id text NOT NULL REFERENCES fulfillment_nodes,
  sku text NOT NULL, quantity integer NOT NULL CHECK (quantity > 0),
  status text NOT NULL CHECK (status IN ('RESERVED', 'PICKING', 'PACKED', 'SHIPPED', 'CANCELLED')),
  created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX allocations_by_order ON fulfillment_allocations (order_id);
CREATE INDEX allocations_live_by_node ON fulfillment_allocations (node_id) WHERE status IN ('RESERVED', 'PICKING', 'PACKED');

CREATE TABLE sourcing_rules (
  rule_id text PRIMARY KEY, name text NOT NULL, priority integer NOT NULL, strategy text NOT NULL, conditions jsonb NOT NULL,
  allowed_node_types text[] NOT NULL DEFAULT '{}', required_capabilities text[] NOT NULL DEFAULT '{}', excluded_nodes text[] NOT NULL DEFAULT '{}',
  max_split_nodes integer NOT NULL DEFAULT 3, max_distance_km double precision, cost_weight double precision NOT NULL DEFAULT 0.5, distance_weight double precision NOT NULL DEFAULT 0.5,
  is_active boolean NOT NULL DEFAULT true
);

CREATE TABLE sourcing_decisions (
  decision_id text PRIMARY KEY, order_id text NOT NULL REFERENCES orders, rule_id text, strategy text NOT NULL, explanation jsonb NOT NULL, decided_at timestamptz NOT NULL DEFAULT now()
);

-- One box. Its label is bought under a purchase row with an idempotency key (promise 4).
CREATE TABLE parcels (
  parcel_id text PRIMARY KEY, order_id text NOT NULL REFERENCES orders, node_id text NOT NULL REFERENCES fulfillment_nodes,
  status text NOT NULL CHECK (status IN ('OPEN', 'PACKED', 'CLOSED', 'VOID')), pair_code text NOT NULL UNIQUE, weight_grams integer NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(), closed_at timestamptz, UNIQUE (order_id, node_id)
);

CREATE TABLE label_purchases (
  purchase_id text PRIMARY KEY, parcel_id text NOT NULL REFERENCES parcels, carrier_code text NOT NULL, service_code text NOT NULL,
  idempotency_key uuid NOT NULL UNIQUE, request_sha256 text NOT NULL,
  state text NOT NULL CHECK (state IN ('intent', 'bought', 'refused', 'unknown', 'abandoned', 'void_wanted', 'voided')),
  attempts integer NOT NULL DEFAULT 0, last_error text, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()
);
-- Never two purchases for one parcel.
CREATE UNIQUE INDEX label_purchases_active ON label_purchases (parcel_id) WHERE state IN ('intent', 'bought', 'unknown');

CREATE TABLE labels (
  label_id text PRIMARY KEY, parcel_id text NOT NULL REFERENCES parcels, purchase_id text NOT NULL REFERENCES label_purchases,
  carrier_code text NOT NULL, carrier_name text NOT NULL, service_code text NOT NULL, service_name text NOT NULL, tracking_number text NOT NULL UNIQUE,
  cost_minor integer NOT NULL, currency text NOT NULL, zpl_sha256 text NOT NULL, pdf_sha256 text NOT NULL, is_void boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE shipments (
  shipment_id text PRIMARY KEY, order_id text NOT NULL REFERENCES orders, parcel_id text NOT NULL UNIQUE REFERENCES parcels, node_id text NOT NULL,
  carrier_code text NOT NULL, carrier_name text NOT NULL, service_name text NOT NULL, tracking_number text NOT NULL,
  status text NOT NULL, shipped_at timestamptz NOT NULL, tracking_events jsonb NOT NULL DEFAULT '[]', external_fulfillment_id text, created_at timestamptz NOT NULL DEFAULT now()
);

-- Audit trail: written in the transaction of the change, never updated.
CREATE TABLE order_events (
  event_id text PRIMARY KEY, order_id text NOT NULL REFERENCES orders, event_type text NOT NULL, from_status text, to_status text,
  actor text NOT NULL, detail jsonb NOT NULL DEFAULT '{}', occurred_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX order_events_by_order ON order_events (order_id, occurred_at);

CREATE TABLE webhook_inbox (
  inbox_id text PRIMARY KEY, connector_id text NOT NULL REFERENCES connectors, delivery_key text NOT NULL, topic text NOT NULL, headers jsonb NOT NULL,
  raw bytea NOT NULL, status text NOT NULL DEFAULT 'received' CHECK (status IN ('received', 'done', 'problem', 'ignored')), problem jsonb, received_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (connector_id, delivery_key)
);

CREATE TABLE connector_events (
  event_id text PRIMARY KEY, connector_id text NOT NULL REFERENCES connectors, order_id text, external_order_id text, event_type text NOT NULL,
  direction text NOT NULL CHECK (direction IN ('inbound', 'outbound')), status text NOT NULL CHECK (status IN ('success', 'failed')),
  payload jsonb, response jsonb, error_code text, error_message text, created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX connector_events_by_connector ON connector_events (connector_id, created_at DESC);

-- Contradictions and problems that a person must settle.
CREATE TABLE exception_tasks (
  task_id text PRIMARY KEY, kind text NOT NULL, order_id text, station_id text, op_id uuid, detail jsonb NOT NULL DEFAULT '{}',
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'settled')), created_at timestamptz NOT NULL DEFAULT now(), settled_at timestamptz
);

CREATE TABLE api_keys (key_id text PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL UNIQUE, scopes text[] NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), revoked_at timestamptz);

CREATE TABLE stations (
  station_id text PRIMARY KEY, name text NOT NULL, node_id text NOT NULL REFERENCES fulfillment_nodes, token_sha256 text UNIQUE,
  state text NOT NULL DEFAULT 'ACTIVE' CHECK (state IN ('ACTIVE', 'REVOKED')), leases_ahead integer NOT NULL DEFAULT 50, enrolled_at timestamptz NOT NULL DEFAULT now(), seen_at timestamptz,
  telemetry jsonb NOT NULL DEFAULT '{}', UNIQUE (node_id, name)
);
CREATE TABLE pairing_codes (code_sha256 text PRIMARY KEY, station_name text NOT NULL, node_id text NOT NULL REFERENCES fulfillment_nodes, expires_at timestamptz NOT NULL, used_at timestamptz, attempts integer NOT NULL DEFAULT 0);

CREATE TABLE operators (
  operator_id text PRIMARY KEY, name text NOT NULL, role text NOT NULL CHECK (role IN ('packer', 'lead')), language text NOT NULL DEFAULT 'en',
  badge_sha256 text NOT NULL UNIQUE, pin_scrypt text, node_id text REFERENCES fulfillment_nodes, is_active boolean NOT NULL DEFAULT true
);

-- One station's exclusive right to pack an order's part at a node. The fence grows with each holder.
CREATE TABLE leases (
  order_id text NOT NULL REFERENCES orders, node_id text NOT NULL REFERENCES fulfillment_nodes, station_id text REFERENCES stations, fence bigint NOT NULL,
  granted_at timestamptz NOT NULL DEFAULT now(), released_at timestamptz, PRIMARY KEY (order_id, node_id)
);
CREATE INDEX leases_by_station ON leases (station_id) WHERE released_at IS NULL;
