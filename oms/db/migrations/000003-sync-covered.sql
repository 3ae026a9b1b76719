-- The dirty key of a client names the mid that its transaction reached. Reading sync.client.last_mid later instead would cover facts
-- whose order keys still wait behind the horizon, and the bench would drop its overlay too early (SYNC.md 2, "read your writes").
CREATE OR REPLACE FUNCTION sync.capture_client() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO sync.dirty (type, id) SELECT 'client', n.client_id::text || ':' || n.last_mid::text FROM new_rows n JOIN old_rows o USING (client_id) WHERE n.last_mid <> o.last_mid;
  RETURN NULL;
END $$;
