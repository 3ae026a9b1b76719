-- What is append-only is so by grant (000002), here as everywhere.
DROP TRIGGER refuse_change ON control.people_events;
DROP FUNCTION control.refuse_change();
