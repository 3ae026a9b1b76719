-- Who answered a task of the floor, and how: a recall is answered `found` or `gone` by the bench that scans the box, a contradiction is
-- first acknowledged (seen) there and stays open for the office.
ALTER TABLE exception_tasks
  ADD COLUMN acknowledged_by text, ADD COLUMN acknowledged_at timestamptz,
  ADD COLUMN settled_by text, ADD COLUMN answer text CHECK (answer IN ('found', 'gone'));
CREATE INDEX exception_tasks_by_order ON exception_tasks (order_id) WHERE state = 'open';
CREATE INDEX exception_tasks_by_op ON exception_tasks (op_id);
