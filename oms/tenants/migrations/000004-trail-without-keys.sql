-- The trail outlives what it tells of: a foreign key would ask for the right to change it whenever a person or a tenant is deleted.
ALTER TABLE control.people_events DROP CONSTRAINT people_events_tenant_id_fkey, DROP CONSTRAINT people_events_user_id_fkey;
