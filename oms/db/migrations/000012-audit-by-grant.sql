-- The audit trail is append-only for the role that owns it, too. Whoever may grant can take this back, and that is a deed of its own;
-- a superuser passes every grant, so the OMS does not work as one (oms/db/own-database.ts, docs/runbook/postgres.md).
REVOKE UPDATE, DELETE, TRUNCATE ON order_events, station_events, connector_events FROM CURRENT_USER, PUBLIC;
