-- Wrong passwords are counted by e-mail whether or not there is such a person: a lock must not tell who is known here.
CREATE TABLE control.login_attempts (
  email_sha256 text PRIMARY KEY, failed integer NOT NULL, first_failed_at timestamptz NOT NULL, locked_until timestamptz
);
CREATE INDEX login_attempts_by_age ON control.login_attempts (first_failed_at);
ALTER TABLE control.users DROP COLUMN failed_logins, DROP COLUMN locked_until;

-- A tenant switches its own members off; control.users.disabled_at is the platform's.
ALTER TABLE control.memberships ADD COLUMN disabled_at timestamptz, ADD COLUMN created_at timestamptz NOT NULL DEFAULT now();
REVOKE UPDATE, DELETE, TRUNCATE ON control.people_events FROM CURRENT_USER, PUBLIC;
