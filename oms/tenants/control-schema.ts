/** The control plane's tables as kysely sees them: names and types exactly as in oms/tenants/migrations. */
import type { ColumnType, Generated, Kysely, Transaction } from 'kysely';

type Timestamp = ColumnType<Date, Date | string, Date | string>;
type OptionalTimestamp = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
type StampedAtInsert = ColumnType<Date, Date | string | undefined, Date | string>;
/** Written as JSON text, read parsed. */
type DefaultJson = ColumnType<unknown, string | undefined, string>;

export type ControlDatabase = {
  'control.tenants': { tenant_id: string; name: string; state: Generated<string>; created_at: StampedAtInsert };
  'control.environments': { environment_id: string; tenant_id: string; name: string; state: Generated<string>; database_name: string | null; failure: string | null; created_at: StampedAtInsert };
  'control.users': {
    user_id: string; email: string; name: string; password_hash: string; must_change_password: Generated<boolean>; is_platform_owner: Generated<boolean>; token_version: Generated<number>;
    disabled_at: OptionalTimestamp; last_login_at: OptionalTimestamp; created_at: StampedAtInsert;
  };
  'control.memberships': { user_id: string; tenant_id: string; role: string; floor_role: string | null; disabled_at: OptionalTimestamp; created_at: StampedAtInsert };
  'control.login_attempts': { email_sha256: string; failed: number; first_failed_at: Timestamp; locked_until: OptionalTimestamp };
  'control.revoked_tokens': { jti: string; expires_at: Timestamp };
  'control.settings': { name: string; value: string };
  'control.people_events': { event_id: string; tenant_id: string | null; user_id: string | null; event_type: string; actor: string; detail: DefaultJson; occurred_at: StampedAtInsert };
};

export type ControlDb = Kysely<ControlDatabase>;
export type ControlTx = Transaction<ControlDatabase>;
