/**
 * The embedded server's database and the role that owns it. The OMS works as that role, not as the superuser: a superuser passes every
 * REVOKE, so the audit trail would be append-only by habit alone.
 */
import pg from 'pg';

export const DATABASE = 'packbench';
export const OWNER = 'packbench_oms';

/** Makes what is missing; a database that an older Packbench made as the superuser is handed over. */
export async function ensureOwnDatabase(urlOf: (database: string) => string, password: string): Promise<void> {
  const isHandedOver = await withClient(urlOf('postgres'), async (client) => {
    await ensureOwner(client, password);
    const owner = await readDatabaseOwner(client);
    if (owner === null) await client.query(`CREATE DATABASE ${DATABASE} OWNER ${OWNER}`);
    return owner === null || owner === OWNER;
  });
  if (isHandedOver) return;
  await withClient(urlOf(DATABASE), async (client) => { await client.query(HAND_OVER); });
  // Last, so that a hand-over that was cut short is done again.
  await withClient(urlOf('postgres'), async (client) => { await client.query(`ALTER DATABASE ${DATABASE} OWNER TO ${OWNER}`); });
}

/** CREATEDB: each tenant has a database. pg_read_all_stats: whoever holds up the stations' feed is looked for among all sessions. */
async function ensureOwner(client: pg.Client, password: string): Promise<void> {
  const found = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [OWNER]);
  if (found.rowCount === 0) await client.query(`CREATE ROLE ${OWNER} LOGIN CREATEDB PASSWORD ${client.escapeLiteral(password)}`);
  await client.query(`GRANT pg_read_all_stats TO ${OWNER}`);
}

async function readDatabaseOwner(client: pg.Client): Promise<string | null> {
  const { rows } = await client.query<{ owner: string }>('SELECT pg_get_userbyid(datdba) AS owner FROM pg_database WHERE datname = $1', [DATABASE]);
  return rows[0]?.owner ?? null;
}

/**
 * All that the superuser owns in our schemas. Extensions and what belongs to them stay his; sequences and row types follow their table.
 * REASSIGN OWNED refuses the first superuser, for the system's own objects are his too.
 */
const HAND_OVER = `DO $$
DECLARE thing record;
BEGIN
  FOR thing IN
    WITH ours AS (SELECT oid, nspname FROM pg_namespace WHERE nspname = 'public' OR (nspowner = current_user::regrole AND nspname !~ '^pg_' AND nspname <> 'information_schema')),
    extended AS (SELECT classid, objid FROM pg_depend WHERE deptype = 'e')
    SELECT 1 AS step, format('SCHEMA %I', nspname) AS words FROM ours WHERE nspname <> 'public'
    UNION ALL SELECT 2, format('%s %s', CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, c.oid::regclass)
      FROM pg_class c JOIN ours ON ours.oid = relnamespace
      WHERE relkind IN ('r', 'p', 'v', 'm', 'S') AND (relkind <> 'S' OR NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')))
        AND ('pg_class'::regclass, c.oid) NOT IN (SELECT * FROM extended)
    UNION ALL SELECT 3, format('ROUTINE %s', p.oid::regprocedure) FROM pg_proc p JOIN ours ON ours.oid = pronamespace WHERE ('pg_proc'::regclass, p.oid) NOT IN (SELECT * FROM extended)
    UNION ALL SELECT 4, format('TYPE %s', t.oid::regtype) FROM pg_type t JOIN ours ON ours.oid = typnamespace LEFT JOIN pg_class c ON c.oid = typrelid
      WHERE (typtype IN ('e', 'd') OR (typtype = 'c' AND c.relkind = 'c')) AND ('pg_type'::regclass, t.oid) NOT IN (SELECT * FROM extended)
    ORDER BY step
  LOOP
    EXECUTE format('ALTER %s OWNER TO ${OWNER}', thing.words);
  END LOOP;
END $$`;

/** Whether the OMS was given a role that passes every REVOKE, so that the audit trail is append-only by habit alone. */
export async function worksAsSuperuser(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query<{ is_superuser: boolean }>('SELECT rolsuper AS is_superuser FROM pg_roles WHERE rolname = current_user');
  return rows[0]?.is_superuser === true;
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try { return await work(client); } finally { await client.end(); }
}
