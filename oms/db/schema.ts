/** The tables as kysely sees them: names and types exactly as in oms/db/migrations. int8 is read as number, jsonb as unknown. */
import type { ColumnType, Generated } from 'kysely';

type Timestamp = ColumnType<Date, Date | string, Date | string>;
type StampedAtInsert = ColumnType<Date, Date | string | undefined, Date | string>;
/** Written as JSON text, read parsed. */
type Json = ColumnType<unknown, string, string>;
type DefaultJson = ColumnType<unknown, string | undefined, string>;

export type Database = {
  fulfillment_nodes: {
    node_id: string; code: string; name: string; node_type: string; status: Generated<string>; address: Json; latitude: number; longitude: number;
    can_ship: boolean; can_pickup: boolean; can_curbside: boolean; can_same_day: boolean; daily_order_capacity: number;
    shipping_cost_multiplier: Generated<number>; timezone: Generated<string>; created_at: StampedAtInsert; updated_at: StampedAtInsert; avg_processing_hours: Generated<number>;
  };
  brands: { brand_id: string; body: Json; updated_at: StampedAtInsert };
  products: {
    sku: string; name: string; gtin: string; aliases: Generated<string[]>; product_line: string | null; weight_grams: number; parts: DefaultJson; unit_price_minor: number;
    currency: string; picture_svg: string; updated_at: StampedAtInsert;
  };
  inventory_items: {
    item_id: string; node_id: string; sku: string; quantity_on_hand: number; quantity_reserved: Generated<number>; bin_code: string | null; updated_at: StampedAtInsert; is_active: Generated<boolean>; reorder_point: Generated<number>;
    reorder_quantity: Generated<number>; quantity_on_order: Generated<number>; unit_cost_minor: Generated<number>; last_counted_at: ColumnType<Date | null, undefined, Date | null>; created_at: StampedAtInsert;
  };
  inventory_adjustments: {
    adjustment_id: string; item_id: string; reason: string; on_hand_delta: number; reserved_delta: number; on_hand_after: number; reserved_after: number;
    order_id: string | null; note: string | null; created_at: StampedAtInsert; reference_id: Generated<string | null>; created_by: Generated<string>;
  };
  connectors: {
    connector_id: string; name: string; connector_type: string; direction: Generated<string>; status: Generated<string>; config_encrypted: Buffer; brand_id: string | null;
    orders_received: Generated<number>; orders_synced: Generated<number>; last_error: string | null; last_synced_at: Timestamp | null; created_at: StampedAtInsert;
  };
  orders: {
    order_id: string; order_number: string; channel: string; fulfillment_type: string; status: string; is_on_hold: Generated<boolean>; hold_reason: string | null;
    connector_id: string | null; external_order_id: string | null; external_updated_at: Timestamp | null; brand_id: string; customer_name: string; customer_email: string | null;
    currency: string; subtotal_minor: number; discount_minor: number; shipping_minor: number; tax_minor: number; total_minor: number; shipping_address: Json;
    shipping_latitude: number | null; shipping_longitude: number | null; shipping_service_code: Generated<string>; customer_note: string | null; gift_message: string | null;
    payload: ColumnType<unknown, string | null, string | null>; sourcing_rule_id: string | null; sourcing_strategy: string | null; placed_at: Timestamp; ship_by: Timestamp;
    released_at: Timestamp | null; created_at: StampedAtInsert; updated_at: StampedAtInsert; pickup_node_id: Generated<string | null>; tags: Generated<string[]>; follows_order_id: Generated<string | null>;
  };
  order_items: {
    order_item_id: string; order_id: string; line_number: number; external_line_id: string | null; sku: string; product_name: string; quantity: number;
    quantity_fulfilled: Generated<number>; quantity_moved: Generated<number>; unit_price_minor: number; discount_minor: Generated<number>; tax_minor: Generated<number>;
  };
  fulfillment_allocations: { allocation_id: string; order_id: string; order_item_id: string; node_id: string; sku: string; quantity: number; status: string; created_at: StampedAtInsert; updated_at: StampedAtInsert };
  sourcing_rules: {
    rule_id: string; name: string; priority: number; strategy: string; conditions: Json; allowed_node_types: Generated<string[]>; required_capabilities: Generated<string[]>;
    excluded_nodes: Generated<string[]>; max_split_nodes: Generated<number>; max_distance_km: number | null; cost_weight: Generated<number>; distance_weight: Generated<number>; is_active: Generated<boolean>;
    description: Generated<string | null>; inventory_weight: Generated<number>; allows_partial: Generated<boolean>; created_at: StampedAtInsert; updated_at: StampedAtInsert;
  };
  sourcing_decisions: {
    decision_id: string; order_id: string; rule_id: string | null; strategy: string; explanation: Json; decided_at: StampedAtInsert; profile: Generated<string>; mode: Generated<string>; experiment_id: Generated<string | null>;
  };
  sourcing_outcomes: {
    allocation_id: string; order_id: string; node_id: string; sku: string; strategy_used: string; requested_strategy: string; profile: string; cluster_key: string; channel: string; region: string | null; amount_bucket: string;
    fulfillment_type: string; sourcing_score: number; predicted_cost: number; predicted_distance_km: number; ai_score: number | null; ai_reasoning: string | null; experiment_id: string | null; experiment_arm: string | null;
    sourced_at: StampedAtInsert; was_backordered: Generated<boolean>; was_returned: Generated<boolean | null>; actual_delivery_hours: Generated<number | null>; actual_cost: Generated<number | null>;
    cost_variance_pct: Generated<number | null>; outcome_score: Generated<number | null>; labeled_at: ColumnType<Date | null, undefined, Date | null>;
  };
  sourcing_world: { is_only: Generated<boolean>; version: number };
  ai_experiments: {
    experiment_id: string; name: string; strategy_a: string; strategy_b: string; traffic_split_pct: number; filter_conditions: DefaultJson; status: Generated<string>; winner: Generated<string | null>;
    results: ColumnType<unknown, string | null | undefined, string | null>; started_at: StampedAtInsert; created_at: StampedAtInsert;
  };
  node_daily_loads: { day: ColumnType<Date, string, string>; node_id: string; orders: number };
  parcels: { parcel_id: string; order_id: string; node_id: string; status: string; pair_code: string; weight_grams: number; box_number: Generated<number>; is_further: Generated<boolean>; created_at: StampedAtInsert; closed_at: Timestamp | null };
  label_purchases: {
    purchase_id: string; parcel_id: string; carrier_code: string; service_code: string; idempotency_key: string; request_sha256: string; state: string;
    attempts: Generated<number>; last_error: string | null; created_at: StampedAtInsert; updated_at: StampedAtInsert;
  };
  labels: {
    label_id: string; parcel_id: string; purchase_id: string; carrier_code: string; carrier_name: string; service_code: string; service_name: string; tracking_number: string;
    cost_minor: number; currency: string; zpl_sha256: string; pdf_sha256: string; is_void: Generated<boolean>; created_at: StampedAtInsert;
  };
  shipments: {
    shipment_id: string; order_id: string; parcel_id: string; node_id: string; carrier_code: string; carrier_name: string; service_name: string; tracking_number: string;
    status: string; shipped_at: Timestamp; tracking_events: DefaultJson; external_fulfillment_id: string | null; created_at: StampedAtInsert;
  };
  order_events: { event_id: string; order_id: string; event_type: string; from_status: string | null; to_status: string | null; actor: string; detail: DefaultJson; occurred_at: StampedAtInsert; correlation_id: Generated<string | null> };
  audit_events: { audit_id: Generated<number>; subject_type: string; subject_id: string; action: string; actor: string; before: unknown; after: unknown; occurred_at: StampedAtInsert };
  webhook_inbox: {
    inbox_id: string; connector_id: string; delivery_key: string; topic: string; headers: Json; raw: Buffer; status: Generated<string>;
    problem: ColumnType<unknown, string | null | undefined, string | null>; received_at: StampedAtInsert;
  };
  order_search: { order_id: string; document: string };
  search_words: { word: string };
  order_day_totals: { day: string; currency: string; channel: string; fulfillment_type: string; orders: number; cancelled: number; units: number; total_minor: number };
  order_day_changes: { day: string; currency: string; channel: string; fulfillment_type: string; orders: number; cancelled: number; units: number; total_minor: number };
  product_search: { sku: string; words: string; document: ColumnType<string, never, never> };
  webhook_endpoints: {
    endpoint_id: string; url: string; description: string | null; event_types: string[]; secret_encrypted: Buffer; is_active: Generated<boolean>; disabled_reason: Generated<string | null>;
    created_at: StampedAtInsert; updated_at: StampedAtInsert;
  };
  webhook_events: {
    event_id: string; endpoint_id: string; event_type: string; order_id: string | null; payload: string; status: Generated<string>; attempts: Generated<number>; next_attempt_at: StampedAtInsert;
    last_status_code: Generated<number | null>; last_error: Generated<string | null>; created_at: StampedAtInsert; delivered_at: ColumnType<Date | null, undefined, Date | null>; correlation_id: Generated<string | null>;
  };
  webhook_deliveries: { event_id: string; started_at: Timestamp; elapsed_ms: number; status_code: number | null; error: string | null; answer: string | null };
  connector_events: {
    event_id: string; connector_id: string; order_id: string | null; external_order_id: string | null; event_type: string; direction: string; status: string;
    payload: ColumnType<unknown, string | null | undefined, string | null>; response: ColumnType<unknown, string | null | undefined, string | null>;
    error_code: string | null; error_message: string | null; created_at: StampedAtInsert;
  };
  exception_tasks: {
    task_id: string; kind: string; order_id: string | null; station_id: string | null; op_id: string | null; detail: DefaultJson; state: Generated<string>; created_at: StampedAtInsert; settled_at: Timestamp | null;
    acknowledged_by: Generated<string | null>; acknowledged_at: ColumnType<Date | null, Date | null | undefined, Date | null>; settled_by: Generated<string | null>; answer: Generated<string | null>;
  };
  api_keys: {
    key_id: string; name: string; sha256: string; scopes: string[]; created_at: StampedAtInsert; revoked_at: Timestamp | null; expires_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
    last_used_at: ColumnType<Date | null, Date | null | undefined, Date | null>; created_by: Generated<string>; hint: Generated<string>;
  };
  job_events: { event_id: string; event_type: string; job_id: string | null; job_name: string; actor: string; reason: string | null; detail: DefaultJson; occurred_at: StampedAtInsert };
  pipeline_steps: {
    order_id: string; step: string; node_id: Generated<string>; state: string; attempts: number; started_at: Timestamp; finished_at: Timestamp | null; code: string | null; message: string | null;
  };
  access_events: { event_id: string; subject_id: string; event_type: string; actor: string; detail: DefaultJson; occurred_at: StampedAtInsert };
  stations: {
    station_id: string; name: string; node_id: string; token_sha256: string | null; state: Generated<string>; leases_ahead: Generated<number>; enrolled_at: StampedAtInsert;
    seen_at: Timestamp | null; telemetry: DefaultJson; revoked_at: ColumnType<Date | null, Date | undefined, Date | null>; grant_ahead_hours: ColumnType<number | null, number | undefined, number | null>;
  };
  station_events: { event_id: string; station_id: string; event_type: string; actor: string; detail: DefaultJson; occurred_at: StampedAtInsert };
  station_reports: { station_id: string; received_at: StampedAtInsert; telemetry: Json };
  station_report_history: { station_id: string; slot_at: Timestamp; telemetry: Json };
  pairing_codes: { code_sha256: string; station_name: string; node_id: string; expires_at: Timestamp; used_at: Timestamp | null; attempts: Generated<number> };
  operators: { operator_id: string; name: string; role: string; language: Generated<string>; badge_sha256: string; pin_scrypt: string | null; node_id: string | null; is_active: Generated<boolean> };
  leases: { order_id: string; node_id: string; station_id: string | null; fence: number; granted_at: StampedAtInsert; released_at: Timestamp | null; kind: Generated<string> };
  'sync.epoch': { n: number; sysid: string; timeline: number; since: StampedAtInsert; why: string; nonce: Generated<string> };
  'sync.dirty': { xid: Generated<string>; seq: Generated<number>; type: string; id: string; at: StampedAtInsert };
  'sync.commit_counter': { is_only: Generated<boolean>; place: number };
  'sync.commit_place': { xid: string; place: number };
  'sync.bucket': { node_id: string; bucket: number; count: number; sum: number };
  'sync.backup': { backup_id: Generated<number>; started_at: Timestamp; noted_at: StampedAtInsert; lsn: string; mids: Json };
  'sync.node': { node_id: string; head: Generated<number>; floor: Generated<number> };
  'sync.feed': { node_id: string; type: string; id: string; seq: number; del: boolean; rev: number; v: number; h: number; bucket: number; body: string | null; written_at: StampedAtInsert };
  'sync.client': { client_id: string; station_id: string; last_mid: Generated<number>; covered_mid: Generated<number>; skew_ms: number | null; seen_at: Timestamp | null; state: Generated<string> };
  'sync.mutation': {
    client_id: string; mid: number; op_id: string; kind: string; order_id: string | null; base_rev: number | null; fence: number | null; v: number; body: Json;
    device_at: Timestamp; hub_at: StampedAtInsert; outcome: string; detail: ColumnType<unknown, string | null, string | null>; log_seq: Generated<number>;
  };
  'sync.quarantine': {
    quarantine_id: Generated<number>; client_id: string; mid: number; op_id: string; station_id: string; body: Json; received_at: StampedAtInsert; state: Generated<string>;
    decided_at: ColumnType<Date | null, undefined, Date>; decided_by: ColumnType<string | null, undefined, string>; reason: ColumnType<string | null, undefined, string>;
    released_to: ColumnType<string | null, undefined, string>; outcome: ColumnType<string | null, undefined, string>;
  };
  'sync.blob': { sha256: string; media_type: string; bytes: Buffer; size: number; created_at: StampedAtInsert };
};
