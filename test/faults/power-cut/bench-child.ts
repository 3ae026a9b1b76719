/**
 * A bench at work, to be recorded: `node bench-child.ts DATA_DIR MARKS_FILE full|normal ORDERS PAGES_PER_CHECKPOINT`.
 * The product's own code makes the file, signs in, packs, prints, hears from the office, purges, closes and opens again.
 */
import { openSync, writeSync } from 'node:fs';
import { coverFacts, setFactState } from '../../../main/outbox/outbox-store.ts';
import { changePrintJob } from '../../../main/print-queue/change-print-job.ts';
import { ABACUS, ALEX_BADGE, GLOBE, makePackOrder, openPackingStation, type PackingStation } from '../../support/packing-station.ts';
import { listOps, openMarkingDb, type Mark } from './marking-db.ts';

const [dataDir = '', marksFile = '', mode = 'full', orders = '8', pages = '40'] = process.argv.slice(2);
const marks = openSync(marksFile, 'a');
const say = (mark: Mark): void => { writeSync(marks, `${JSON.stringify(mark)}\n`); };

let openings = 0;
function open(): PackingStation {
  const station = openPackingStation({ dataDir, isNew: openings === 0, openings, openDb: (path) => openMarkingDb(path, { say, isNormal: mode === 'normal', pagesPerCheckpoint: Number(pages) }) });
  openings += 1;
  return station;
}

function packOne(station: PackingStation, number: number): void {
  station.putOrder(makePackOrder(number));
  for (const code of [`#${number}`, ABACUS.gtin, ABACUS.gtin, GLOBE.gtin]) station.scan(code);
  for (const job of station.jobs(`prc_${number}`)) {
    for (const event of ['FirstByteDue', 'AllBytesTaken', 'PaperSeen'] as const) station.context.db.inTransaction((tx) => changePrintJob(tx, station.context, { jobId: job.jobId, event }));
  }
  station.context.db.inTransaction((tx) => tx.prepare("UPDATE print_jobs SET attempt = 1 WHERE parcel_id = ? AND state = 'confirmed'").run(`prc_${number}`));
  const closed = station.scan(`TRACK${number}`);
  if (closed.code !== 'ParcelClosed') throw new Error(`order ${number} was not closed: ${closed.code}`);
  station.removeOrder(`ord_${number}`);
}

/** The office has taken everything so far, its backup too: the outbox is emptied. */
function hearAndPurge(station: PackingStation): void {
  const { db } = station.context;
  const ops = db.read(listOps);
  db.inTransaction((tx) => { for (const op of ops) setFactState(tx, op, 'acked', 'applied'); });
  db.inTransaction((tx) => coverFacts(tx, 'client_1', 1_000_000));
  say({ purging: ops });
  db.inTransaction((tx) => tx.prepare("DELETE FROM outbox WHERE state = 'acked' AND is_covered = 1").run());
}

let station = open();
station.scan(ALEX_BADGE);
for (let number = 1001; number < 1001 + Number(orders); number += 1) {
  packOne(station, number);
  if (number % 3 === 0) hearAndPurge(station);
  if (number % 4 === 0) { station.close(); station = open(); }
}
station.context.db.read((tx) => tx.prepare('PRAGMA wal_checkpoint(RESTART)').all());
station.putOrder(makePackOrder(2001));
for (const code of ['#2001', ABACUS.gtin, ABACUS.gtin]) station.scan(code);
