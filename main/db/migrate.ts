/** Station migrations: numbered, additive only, counted in `user_version`. The files are compiled in by name, so a bundle needs no folder. */
import { readFileSync } from 'node:fs';
import type Database from 'better-sqlite3';

const MIGRATIONS: readonly URL[] = [new URL('./migrations/0001-station.sql', import.meta.url), new URL('./migrations/0002-queue.sql', import.meta.url), new URL('./migrations/0003-printing.sql', import.meta.url),
  new URL('./migrations/0004-warehouse-papers.sql', import.meta.url),
];

/** Brings the file to this program's version. Throws when the file was written by a newer program. */
export function migrateStationDb(database: Database.Database): void {
  const version = Number(database.pragma('user_version', { simple: true }));
  if (version > MIGRATIONS.length) throw new Error(`This station's data was written by a newer Packbench (schema ${version}, this program knows ${MIGRATIONS.length}). Install the newer program again.`);
  for (const [index, file] of MIGRATIONS.entries()) {
    if (index < version) continue;
    database.transaction(() => {
      database.exec(readFileSync(file, 'utf8'));
      database.pragma(`user_version = ${index + 1}`);
    }).immediate();
  }
}
