-- A second parcel of a part, asked for at the bench. The first one (NOT is_further) stands for the part: it is leased, and closed last.
ALTER TABLE parcels ADD COLUMN box_number integer NOT NULL DEFAULT 1 CHECK (box_number > 0), ADD COLUMN is_further boolean NOT NULL DEFAULT false;
-- Box n of m over the whole order, in the order in which the boxes were made.
UPDATE parcels p SET box_number = n.place FROM (SELECT parcel_id, row_number() OVER (PARTITION BY order_id ORDER BY created_at, parcel_id) AS place FROM parcels) n WHERE n.parcel_id = p.parcel_id AND n.place > 1;
ALTER TABLE parcels DROP CONSTRAINT parcels_order_id_node_id_key;
CREATE UNIQUE INDEX parcels_of_part ON parcels (order_id, node_id) WHERE NOT is_further;
CREATE INDEX parcels_further ON parcels (order_id, node_id) WHERE is_further;

-- Kits and bundles: [{"sku", "units"}] of one unit. The packer scans the kit; its slip shows the parts.
ALTER TABLE products ADD COLUMN parts jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(parts) = 'array');
