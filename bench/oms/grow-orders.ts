/** A company's past: orders of two years, written in bulk. Names, cities and numbers of many kinds, so that searches have something to tell apart. */
import { sql } from 'kysely';
import type { Db } from '../../oms/db/connect.ts';

const BATCH = 20_000;
/** One order in twenty is of one of these; the others have names made of syllables, 27,000 of them. */
const KNOWN = ['Kowalski', 'Moreau', 'Lindqvist', 'Okafor', 'Tanaka', 'Feldmann', 'Gomez', 'Petrov', 'Haddad', 'Silva', 'Novak', 'Jensen', 'Mbeki', 'Rossi', 'Dubois', 'Schmidt', 'Nakamura', 'Ferreira', 'Andersson', 'Kaplan'];
const SYLLABLES = ['an', 'bel', 'cor', 'dan', 'eri', 'fos', 'gar', 'hol', 'ina', 'jor', 'kel', 'lum', 'mar', 'nel', 'osk', 'par', 'qui', 'ros', 'sel', 'tor', 'ulf', 'ver', 'wil', 'xan', 'yor', 'zel', 'bri', 'cla', 'dre', 'fen'];
const CITIES = ['New York', 'Los Angeles', 'Chicago', 'Miami', 'San Francisco', 'Denver', 'Boston', 'Seattle', 'Austin', 'Atlanta', 'Albuquerque', 'Portland', 'Phoenix', 'Dallas', 'Houston', 'Detroit'];

/**
 * Numbers run on from the last call. Feed and webhooks are spared, as no bench packs these orders; the search index is made by the
 * product's own function, and daily totals by its own triggers.
 */
export async function growOrders(db: Db, orders: number): Promise<void> {
  for (let from = 0; from < orders; from += BATCH) {
    const to = Math.min(orders, from + BATCH);
    await db.connection().execute(async (connection) => {
      await sql`SET session_replication_role = replica`.execute(connection);
      await sql`INSERT INTO orders (order_id, order_number, channel, fulfillment_type, status, brand_id, customer_name, customer_email, currency, subtotal_minor, discount_minor, shipping_minor, tax_minor, total_minor, shipping_address, placed_at, ship_by, created_at)
        SELECT 'ord_grown-' || n, 'BN-' || n, (ARRAY['WEB', 'MOBILE', 'MARKETPLACE', 'API'])[1 + n % 4], 'SHIP_TO_HOME', (ARRAY['DELIVERED', 'DELIVERED', 'DELIVERED', 'SHIPPED', 'CANCELLED', 'DELIVERED', 'RETURNED', 'DELIVERED'])[1 + n % 8],
          (SELECT brand_id FROM brands LIMIT 1), f.first || ' ' || l.last || CASE WHEN n % 3 = 0 THEN to_char(n % 9973, 'FM0000') ELSE '' END, lower(f.first || '.' || l.last) || n || '@example.com', 'USD', t.total, 0, 0, 0, t.total,
          jsonb_build_object('name', f.first || ' ' || l.last, 'address1', (n % 9901) || ' ' || (ARRAY['Oak', 'Maple', 'Cedar', 'Pine', 'Elm', 'Lake', 'Hill', 'River'])[1 + n % 8] || ' ' || (ARRAY['Street', 'Lane', 'Avenue', 'Road'])[1 + n % 4],
            'city', c.city, 'state', 'NY', 'postalCode', to_char(10000 + n % 80000, 'FM00000'), 'countryCode', 'US'), p.placed, p.placed + interval '1 day', p.placed
        FROM generate_series(${from}::int, ${to - 1}::int) n, LATERAL (SELECT ${SYLLABLES}::text[] AS s, hashint4(n)::bigint & 2147483647 AS h) y,
          LATERAL (SELECT initcap(s[1 + h % 30] || s[1 + h / 30 % 30]) AS first) f, LATERAL (SELECT CASE WHEN n % 20 = 0 THEN (${KNOWN}::text[])[1 + n / 20 % 20] ELSE initcap(s[1 + h / 900 % 30] || s[1 + h / 27000 % 30] || s[1 + h / 810000 % 30]) END AS last) l,
          LATERAL (SELECT (${CITIES}::text[])[1 + (n * 11 + n / 16) % 16] AS city) c, LATERAL (SELECT 500 + (n::bigint * 7919) % 90000 AS total) t, LATERAL (SELECT now() - make_interval(secs => (n::bigint * 7907 % 63072000)::int) AS placed) p`.execute(connection);
      await sql`INSERT INTO order_items (order_item_id, order_id, line_number, sku, product_name, quantity, unit_price_minor)
        SELECT 'lin_grown-' || n || '-' || line, 'ord_grown-' || n, line, p.sku, p.name, 1 + n % 3, 1000 FROM generate_series(${from}::int, ${to - 1}::int) n CROSS JOIN generate_series(1, 2) line
        JOIN (SELECT sku, name, row_number() OVER (ORDER BY sku) - 1 AS place FROM products) p ON p.place = (n + line * 3) % 8`.execute(connection);
      await sql`SET session_replication_role = DEFAULT`.execute(connection);
      await sql`SELECT refresh_order_search(ARRAY(SELECT 'ord_grown-' || n FROM generate_series(${from}::int, ${to - 1}::int) n))`.execute(connection);
    });
  }
}
