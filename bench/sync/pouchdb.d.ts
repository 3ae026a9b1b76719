/** The little of PouchDB that the bench calls; neither package brings types. */
declare module 'pouchdb' {
  type Options = { readonly batch_size?: number };
  export default class PouchDB {
    constructor(name: string);
    static defaults(options: { readonly prefix: string }): typeof PouchDB;
    bulkDocs(documents: readonly object[]): Promise<unknown>;
    close(): Promise<void>;
    replicate: { from(url: string, options: Options): Promise<{ readonly docs_written: number }> };
  }
}
declare module 'express-pouchdb' {
  import type { RequestListener } from 'node:http';
  import type PouchDB from 'pouchdb';
  export default function expressPouch(pouch: typeof PouchDB, options: { readonly logPath: string; readonly configPath: string; readonly mode: 'minimumForPouchDB' }): RequestListener;
}
declare module 'express' {
  import type { RequestListener, Server } from 'node:http';
  export default function express(): { use(path: string, handler: RequestListener): void; listen(port: number, host: string, onReady: () => void): Server };
}
