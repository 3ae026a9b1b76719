-- Stations: one active station for each name, quarantine of what revoked ones hand in, claims that end, telemetry.

-- A revoked station keeps its row and its name; a new device under that name is a new station (SYNC.md 3.3, "Revoked device").
ALTER TABLE stations DROP CONSTRAINT stations_node_id_name_key;
CREATE UNIQUE INDEX stations_active_name ON stations (node_id, name) WHERE state = 'ACTIVE';
-- grant_ahead_hours: how long the site wants this bench to work without a line; then leases_ahead is the least it gets.
ALTER TABLE stations ADD COLUMN revoked_at timestamptz, ADD COLUMN grant_ahead_hours integer CHECK (grant_ahead_hours BETWEEN 1 AND 168);

-- assigned: given ahead by the hub, does not end while the bench is offline. claimed: asked for by the bench, ends 8 h after its last contact.
ALTER TABLE leases ADD COLUMN kind text NOT NULL DEFAULT 'assigned' CHECK (kind IN ('assigned', 'claimed'));
CREATE INDEX leases_claimed ON leases (node_id) WHERE released_at IS NULL AND kind = 'claimed';
CREATE INDEX parcels_live_by_node ON parcels (node_id) WHERE status IN ('OPEN', 'PACKED');
CREATE INDEX IF NOT EXISTS labels_by_parcel ON labels (parcel_id);
CREATE INDEX exception_tasks_open_by_station ON exception_tasks (station_id) WHERE state = 'open';

-- Audit trail of stations: written in the transaction of the change, never updated.
CREATE TABLE station_events (
  event_id text PRIMARY KEY, station_id text NOT NULL REFERENCES stations, event_type text NOT NULL, actor text NOT NULL, detail jsonb NOT NULL DEFAULT '{}', occurred_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX station_events_by_station ON station_events (station_id, occurred_at DESC);

-- What a station says of itself: the newest, and one of every five minutes for a day.
CREATE TABLE station_reports (station_id text PRIMARY KEY REFERENCES stations, received_at timestamptz NOT NULL DEFAULT now(), telemetry jsonb NOT NULL) WITH (fillfactor = 50);
CREATE TABLE station_report_history (station_id text NOT NULL REFERENCES stations, slot_at timestamptz NOT NULL, telemetry jsonb NOT NULL, PRIMARY KEY (station_id, slot_at));
CREATE INDEX station_report_history_by_age ON station_report_history (slot_at);

-- Facts of revoked stations: nothing is thrown away, nothing takes effect before a person has decided.
CREATE TABLE sync.quarantine (
  quarantine_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, client_id uuid NOT NULL, mid bigint NOT NULL, op_id uuid NOT NULL UNIQUE, station_id text NOT NULL REFERENCES stations,
  -- The whole fact as it came; a text that jsonb refuses is kept as base64 of its JSON.
  body jsonb NOT NULL, received_at timestamptz NOT NULL DEFAULT now(),
  state text NOT NULL DEFAULT 'held' CHECK (state IN ('held', 'released', 'discarded')), decided_at timestamptz, decided_by text, reason text, released_to text REFERENCES stations, outcome text
);
CREATE INDEX quarantine_held ON sync.quarantine (station_id, client_id, mid) WHERE state = 'held';
CREATE INDEX quarantine_by_client ON sync.quarantine (client_id, mid);
