-- Every change of an order's status writes all of its indexes: those for the list of orders hold only the rows that they can find.
DROP INDEX orders_by_tag;
CREATE INDEX orders_by_tag ON orders USING gin (tags) WHERE tags <> '{}';
-- The unique index of the numbers finds how a number begins, too.
DROP INDEX orders_by_number;
