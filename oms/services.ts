/** What every use case of the OMS is given. All of it belongs to one environment, so nothing can forget its tenant; only `control` is everybody's. */
import type { Logger } from 'pino';
import type { Clock, Random } from '../domain/ids.ts';
import type { Nudge } from '../domain/wire/sync.ts';
import type { Carrier } from './carriers/carrier.ts';
import type { TokenSigner } from './auth/token-signer.ts';
import type { SecretBox } from './auth/secret-box.ts';
import type { OmsConfig } from './config.ts';
import type { Db } from './db/connect.ts';
import type { ControlDb } from './tenants/control-schema.ts';
import type { Environment } from './tenants/environment.ts';
import type { StationSignals } from './stations/station-signals.ts';

export type Services = {
  readonly environment: Environment; readonly control: ControlDb;
  readonly db: Db; readonly clock: Clock; readonly random: Random; readonly log: Logger; readonly config: OmsConfig;
  readonly secretBox: SecretBox; readonly tokens: TokenSigner; readonly carriers: ReadonlyMap<string, Carrier>; readonly fetch: typeof fetch;
  /** There may be dirty keys to turn into feed rows. */
  readonly sequencer: { poke(): void; onNudge(listener: (nudge: Nudge) => void): () => void };
  readonly stationSignals: StationSignals;
};
