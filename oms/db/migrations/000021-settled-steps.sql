-- A step that goes on after all, or that is taken down, needs nobody any more: its exception is settled with it, whoever had it tried again.
CREATE FUNCTION settle_step_exceptions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE exception_tasks SET state = 'settled', settled_at = now() WHERE state = 'open' AND order_id = NEW.order_id
    AND ((kind = 'PipelineStopped' AND detail ->> 'about' = NEW.order_id || ' ' || NEW.step || ' ' || NEW.node_id) OR (kind = 'OrderInvalid' AND NEW.step = 'validation'));
  RETURN NULL;
END $$;
CREATE TRIGGER settle_exceptions AFTER UPDATE ON pipeline_steps FOR EACH ROW WHEN (OLD.state = 'failed' AND NEW.state IN ('running', 'done', 'undone')) EXECUTE FUNCTION settle_step_exceptions();
