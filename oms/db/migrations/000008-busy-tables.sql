-- Rows that come and go all day: cleaned by their number, not by a share of the table.
ALTER TABLE sync.dirty SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 50000);
ALTER TABLE sync.commit_place SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
ALTER TABLE sync.feed SET (autovacuum_vacuum_scale_factor = 0.05);
