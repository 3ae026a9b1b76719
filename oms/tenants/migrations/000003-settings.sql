-- What all processes of the platform must agree on.
CREATE TABLE control.settings (name text PRIMARY KEY, value text NOT NULL);
