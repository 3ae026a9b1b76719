-- The control plane (ADR 11): whose data is where, and who may look at it. It lives beside the first tenant's tables, in a schema of its own.

CREATE TABLE control.tenants (
  tenant_id text PRIMARY KEY, name text NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 100),
  state text NOT NULL DEFAULT 'ACTIVE' CHECK (state IN ('ACTIVE', 'SUSPENDED')), created_at timestamptz NOT NULL DEFAULT now()
);

-- database_name: NULL is the first database itself, the one that this schema is in; only one environment is there. Others have a name from the start.
CREATE TABLE control.environments (
  environment_id text PRIMARY KEY, tenant_id text NOT NULL REFERENCES control.tenants, name text NOT NULL UNIQUE CHECK (name ~ '^[a-z][a-z0-9-]{1,40}$'),
  state text NOT NULL DEFAULT 'PROVISIONING' CHECK (state IN ('PROVISIONING', 'ACTIVE', 'SUSPENDED', 'FAILED')),
  database_name text UNIQUE, failure text, created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX environments_first ON control.environments ((database_name IS NULL)) WHERE database_name IS NULL;

-- token_version: raised when every token that was given out must die (a new password, a person who leaves).
CREATE TABLE control.users (
  user_id text PRIMARY KEY, email text NOT NULL UNIQUE CHECK (email = lower(email)), name text NOT NULL, password_hash text NOT NULL,
  must_change_password boolean NOT NULL DEFAULT false, is_platform_owner boolean NOT NULL DEFAULT false, token_version integer NOT NULL DEFAULT 1,
  failed_logins integer NOT NULL DEFAULT 0, locked_until timestamptz, disabled_at timestamptz, last_login_at timestamptz, created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE control.memberships (
  user_id text NOT NULL REFERENCES control.users, tenant_id text NOT NULL REFERENCES control.tenants,
  role text NOT NULL CHECK (role IN ('SUPERADMIN', 'USER')), floor_role text CHECK (floor_role IN ('lead', 'packer')), PRIMARY KEY (user_id, tenant_id)
);
CREATE INDEX memberships_by_tenant ON control.memberships (tenant_id);

-- Tokens that were given back before they ended; a row may go when its token has ended.
CREATE TABLE control.revoked_tokens (jti text PRIMARY KEY, expires_at timestamptz NOT NULL);
CREATE INDEX revoked_tokens_by_end ON control.revoked_tokens (expires_at);

-- Who changed whose access. Append-only.
CREATE TABLE control.people_events (
  event_id text PRIMARY KEY, tenant_id text REFERENCES control.tenants, user_id text REFERENCES control.users, event_type text NOT NULL,
  actor text NOT NULL, detail jsonb NOT NULL DEFAULT '{}', occurred_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX people_events_by_tenant ON control.people_events (tenant_id, occurred_at);
CREATE FUNCTION control.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME; END $$;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON control.people_events FOR EACH STATEMENT EXECUTE FUNCTION control.refuse_change();
