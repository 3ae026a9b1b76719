-- API keys with scopes that work: who made one, until when, when it was used last (to the minute), and how to recognise it.
ALTER TABLE api_keys ADD COLUMN expires_at timestamptz, ADD COLUMN last_used_at timestamptz, ADD COLUMN created_by text NOT NULL DEFAULT 'first start', ADD COLUMN hint text NOT NULL DEFAULT '';

-- Who gave whom access to this tenant: keys and floor operators. Append-only; people's own accounts are in control.people_events.
CREATE TABLE access_events (
  event_id text PRIMARY KEY, subject_id text NOT NULL, event_type text NOT NULL, actor text NOT NULL, detail jsonb NOT NULL DEFAULT '{}', occurred_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX access_events_by_subject ON access_events (subject_id, occurred_at);
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME; END $$;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON access_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON access_events FROM CURRENT_USER, PUBLIC;
