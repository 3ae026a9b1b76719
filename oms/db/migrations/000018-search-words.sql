-- Misspelt words are looked up among the distinct words of all orders, not in the text of each order: a company has millions of orders and
-- some ten thousand words. Words with digits are left out: a number that is similar to another one is another one.
CREATE TABLE search_words (word text PRIMARY KEY);
CREATE INDEX search_words_similar ON search_words USING gin (word gin_trgm_ops);

DROP INDEX order_search_words;
ALTER TABLE order_search ALTER COLUMN document DROP EXPRESSION;
ALTER TABLE order_search DROP COLUMN words;

CREATE OR REPLACE FUNCTION refresh_order_search(wanted text[]) RETURNS void LANGUAGE sql AS $$
  WITH fresh AS (
    INSERT INTO order_search AS s (order_id, document)
      SELECT o.order_id, to_tsvector('simple', search_fold(concat_ws(' ', o.order_number, o.external_order_id, o.customer_name, o.customer_email, (SELECT string_agg(a.value, ' ') FROM jsonb_each_text(o.shipping_address) a),
        (SELECT string_agg(DISTINCT concat_ws(' ', i.sku, i.product_name), ' ') FROM order_items i WHERE i.order_id = o.order_id),
        (SELECT string_agg(l.tracking_number, ' ') FROM parcels p JOIN labels l USING (parcel_id) WHERE p.order_id = o.order_id))))
      FROM orders o WHERE o.order_id = ANY (wanted) ORDER BY o.order_id
    ON CONFLICT (order_id) DO UPDATE SET document = excluded.document WHERE s.document <> excluded.document
    RETURNING document)
  -- In one order, so that two transactions with the same new words cannot deadlock.
  INSERT INTO search_words (word)
    SELECT w.word FROM (SELECT DISTINCT unnest(tsvector_to_array(document)) AS word FROM fresh) w
    WHERE length(w.word) BETWEEN 3 AND 40 AND w.word !~ '[0-9]' AND NOT EXISTS (SELECT FROM search_words k WHERE k.word = w.word) ORDER BY w.word
  ON CONFLICT DO NOTHING
$$;

INSERT INTO search_words (word) SELECT word FROM ts_stat('SELECT document FROM order_search') WHERE length(word) BETWEEN 3 AND 40 AND word !~ '[0-9]';
-- The dearest first.
CREATE INDEX orders_by_total ON orders (total_minor, placed_at DESC);
