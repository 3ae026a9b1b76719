-- Search over orders and products (seed 000 section 5.5): kept by triggers in the transaction of the change, so what is committed is found.
CREATE EXTENSION IF NOT EXISTS unaccent;

-- One spelling for text and query: lower case, no accents, and no punctuation, which the parser would take for signs of numbers and the
-- like. The database's own lower() knows ASCII only (its locale is C).
CREATE FUNCTION search_fold(given text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT trim(regexp_replace(translate(lower(unaccent(given) COLLATE pg_c_utf8), '-_@.,;:/\#+()[]{}"''&!?*|<>=%$^~`', '                                '), '\s+', ' ', 'g'))
$$;

CREATE TABLE order_search (
  order_id text PRIMARY KEY REFERENCES orders, words text NOT NULL, document tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED
);
CREATE INDEX order_search_document ON order_search USING gin (document);
CREATE INDEX order_search_words ON order_search USING gin (words gin_trgm_ops);

CREATE TABLE product_search (
  sku text PRIMARY KEY REFERENCES products ON DELETE CASCADE, words text NOT NULL, document tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED
);
CREATE INDEX product_search_document ON product_search USING gin (document);
CREATE INDEX product_search_words ON product_search USING gin (words gin_trgm_ops);

CREATE FUNCTION refresh_order_search(wanted text[]) RETURNS void LANGUAGE sql AS $$
  INSERT INTO order_search AS s (order_id, words)
    SELECT o.order_id, search_fold(concat_ws(' ', o.order_number, o.external_order_id, o.customer_name, o.customer_email, (SELECT string_agg(a.value, ' ') FROM jsonb_each_text(o.shipping_address) a),
      (SELECT string_agg(DISTINCT concat_ws(' ', i.sku, i.product_name), ' ') FROM order_items i WHERE i.order_id = o.order_id),
      (SELECT string_agg(l.tracking_number, ' ') FROM parcels p JOIN labels l USING (parcel_id) WHERE p.order_id = o.order_id)))
    FROM orders o WHERE o.order_id = ANY (wanted) ORDER BY o.order_id
  ON CONFLICT (order_id) DO UPDATE SET words = excluded.words WHERE s.words <> excluded.words
$$;

-- Every order has lines, and they come after it: with them it is entered, once per statement.
CREATE FUNCTION note_searched_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM refresh_order_search(ARRAY(SELECT DISTINCT order_id FROM new_rows)); RETURN NULL; END $$;
CREATE TRIGGER note_search AFTER INSERT ON order_items REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION note_searched_lines();

-- Changes are noted at the very end of their transaction: it waits for nothing afterwards, so two that note the same order cannot deadlock.
CREATE FUNCTION note_searched_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM refresh_order_search(ARRAY[NEW.order_id]); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER note_search AFTER UPDATE OF external_order_id, customer_name, customer_email, shipping_address ON orders DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.external_order_id, OLD.customer_name, OLD.customer_email, OLD.shipping_address) IS DISTINCT FROM (NEW.external_order_id, NEW.customer_name, NEW.customer_email, NEW.shipping_address))
  EXECUTE FUNCTION note_searched_order();

CREATE FUNCTION note_searched_label() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM refresh_order_search(ARRAY(SELECT order_id FROM parcels WHERE parcel_id = NEW.parcel_id)); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER note_search AFTER INSERT ON labels DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_searched_label();

CREATE FUNCTION note_searched_product() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO product_search AS s (sku, words) VALUES (NEW.sku, search_fold(concat_ws(' ', NEW.sku, NEW.name, NEW.gtin, array_to_string(NEW.aliases, ' '), NEW.product_line)))
    ON CONFLICT (sku) DO UPDATE SET words = excluded.words WHERE s.words <> excluded.words;
  RETURN NULL;
END $$;
CREATE TRIGGER note_search AFTER INSERT OR UPDATE OF name, gtin, aliases, product_line ON products FOR EACH ROW EXECUTE FUNCTION note_searched_product();

SELECT refresh_order_search(ARRAY(SELECT order_id FROM orders));
INSERT INTO product_search (sku, words) SELECT sku, search_fold(concat_ws(' ', sku, name, gtin, array_to_string(aliases, ' '), product_line)) FROM products;

-- Lists without a query, newest first.
CREATE INDEX orders_by_placed ON orders (placed_at DESC, order_id);
