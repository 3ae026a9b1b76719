/** A process of its own: express-pouchdb over leveldb with the very documents of our feed. Arguments: folder, count, database, node. Says its port on stdout. */
import express from 'express';
import expressPouch from 'express-pouchdb';
import { Client } from 'pg';
import PouchDB from 'pouchdb';
import type { AddressInfo } from 'node:net';

const [folder = '', count = '0', databaseUrl = '', nodeId = ''] = process.argv.slice(2);
const Pouch = PouchDB.defaults({ prefix: `${folder}/` });
const database = new Pouch('orders');
const client = new Client({ connectionString: databaseUrl });
await client.connect();
const { rows } = await client.query<{ id: string; body: string }>("SELECT id, body FROM sync.feed WHERE node_id = $1 AND type = 'order' AND NOT del ORDER BY seq LIMIT $2", [nodeId, Number(count)]);
await client.end();
for (let first = 0; first < rows.length; first += 1_000) await database.bulkDocs(rows.slice(first, first + 1_000).map(({ id, body }) => ({ ...(JSON.parse(body) as object), _id: id })));
const app = express();
app.use('/db', expressPouch(Pouch, { logPath: `${folder}/log.txt`, configPath: `${folder}/config.json`, mode: 'minimumForPouchDB' }));
const server = app.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
