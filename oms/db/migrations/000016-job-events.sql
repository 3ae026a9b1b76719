-- What people did to jobs: the job itself may be gone by then. Append-only, as every audit trail here.
CREATE TABLE job_events (
  event_id text PRIMARY KEY, event_type text NOT NULL CHECK (event_type IN ('job.retried', 'job.abandoned', 'schedule.run')), job_id text, job_name text NOT NULL,
  actor text NOT NULL, reason text, detail jsonb NOT NULL DEFAULT '{}', occurred_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX job_events_by_time ON job_events (occurred_at DESC, event_id DESC);
REVOKE UPDATE, DELETE, TRUNCATE ON job_events FROM CURRENT_USER, PUBLIC;
