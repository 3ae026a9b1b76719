-- The fulfilment pipeline (seed 002): what became of each step of each order, and of each node's part of it. Written in the transaction of
-- the step's own work, so a row never says more than was done. No foreign key: the order's row is locked by whoever writes here.
CREATE TABLE pipeline_steps (
  order_id text NOT NULL,
  step text NOT NULL CHECK (step IN ('validation', 'inventory_allocation', 'shipping_calculation', 'document_generation', 'fulfillment_creation')),
  -- Empty: the whole order's.
  node_id text NOT NULL DEFAULT '',
  state text NOT NULL CHECK (state IN ('running', 'waiting', 'retrying', 'failed', 'done', 'undone')), attempts integer NOT NULL,
  started_at timestamptz NOT NULL, finished_at timestamptz, code text, message text,
  PRIMARY KEY (order_id, step, node_id)
) WITH (fillfactor = 80);
-- What is under way or stands still: few rows, asked for by /metrics.
CREATE INDEX pipeline_steps_open ON pipeline_steps (step, state) WHERE state NOT IN ('done', 'undone');
