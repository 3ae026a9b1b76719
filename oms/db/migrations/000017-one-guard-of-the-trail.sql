-- What is append-only is so by grant (000012), here as everywhere.
DROP TRIGGER refuse_change ON access_events;
DROP FUNCTION refuse_change();
