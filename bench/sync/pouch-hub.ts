/** A process of its own: express-pouchdb over leveldb with documents of our size. Argument: folder, document count. Says its port on stdout. */
import express from 'express';
import expressPouch from 'express-pouchdb';
import PouchDB from 'pouchdb';
import type { AddressInfo } from 'node:net';

const [folder = '', count = '0'] = process.argv.slice(2);
const Pouch = PouchDB.defaults({ prefix: `${folder}/` });
const database = new Pouch('orders');
const line = (number: number) => ({ lineId: `lin_${number}`, sku: 'DESK-LAMP', title: 'Desk lamp with a long enough name', requiredUnits: 2, binCode: 'A-01-02', unitPriceMinor: 4_990 });
const filler = 'x'.repeat(420);
for (let first = 0; first < Number(count); first += 1_000) {
  await database.bulkDocs(Array.from({ length: 1_000 }, (_, index) => ({ _id: `ord_${String(first + index).padStart(9, '0')}`, orderNumber: `#${first + index}`, status: 'PICKING', filler, lines: [line(1), line(2)] })));
}
const app = express();
app.use('/db', expressPouch(Pouch, { logPath: `${folder}/log.txt`, configPath: `${folder}/config.json`, mode: 'minimumForPouchDB' }));
const server = app.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
