/**
 * Asks the network which printers there are (DNS-SD over multicast DNS, RFC 6763). Asks from a port of its own, so that answers come straight
 * back and no other mDNS program on the machine is disturbed.
 */
import { createSocket, type Socket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import { decodeRecords, encodeQuery, RECORD, splitName, type DnsQuestion, type DnsRecord } from './dns-message.ts';

export type FoundService = {
  /** As people know it: `Label printer at bench 3`. */
  readonly name: string;
  /** `_ipp._tcp.local`. */
  readonly type: string;
  readonly host: string; readonly port: number; readonly addresses: readonly string[]; readonly texts: ReadonlyMap<string, string>;
};

export type BrowseOptions = {
  readonly types: readonly string[];
  readonly waitMs: number;
  /** Where to ask; the multicast group unless a test has a place of its own. */
  readonly group?: { readonly address: string; readonly port: number };
};

const MDNS = { address: '224.0.0.251', port: 5353 } as const;
/** A first question may be lost; a second one costs nothing. */
const ASK_AT = [0, 0.3, 0.6] as const;

/** Never rejects: a machine without a network finds nothing. */
export async function browseDnsSd(options: BrowseOptions): Promise<FoundService[]> {
  const records: DnsRecord[] = [];
  const sockets = await Promise.all(askingAddresses(options).map(openSocket));
  const open = sockets.filter((socket) => socket !== null);
  for (const socket of open) socket.on('message', (bytes) => { records.push(...(decodeRecords(bytes) ?? [])); });
  const group = options.group ?? MDNS;
  const timers = ASK_AT.map((share) => setTimeout(() => {
    const query = encodeQuery(openQuestions(records, options.types));
    for (const socket of open) socket.send(query, group.port, group.address, () => undefined);
  }, share * options.waitMs));
  await new Promise((resolve) => { setTimeout(resolve, options.waitMs); });
  for (const timer of timers) clearTimeout(timer);
  for (const socket of open) socket.close();
  return toServices(records, options.types);
}

/** One for each network card: a multicast goes out of one only. */
function askingAddresses({ group }: BrowseOptions): string[] {
  if (group) return ['127.0.0.1'];
  const own = Object.values(networkInterfaces()).flatMap((cards) => cards ?? []).filter((card) => card.family === 'IPv4').map((card) => card.address);
  return own.length === 0 ? ['0.0.0.0'] : own;
}

function openSocket(address: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => { socket.close(); resolve(null); });
    socket.bind({ address, port: 0 }, () => {
      socket.removeAllListeners('error');
      socket.on('error', () => undefined);
      setMulticast(socket, address);
      resolve(socket);
    });
  });
}

/** The types, and what is still missing of the services that have shown themselves. */
function openQuestions(records: readonly DnsRecord[], types: readonly string[]): DnsQuestion[] {
  const instances = instancesOf(records, types);
  const hosts = records.flatMap((record) => (record.kind === 'srv' ? [record.host] : []));
  const isKnown = (name: string, kind: DnsRecord['kind']): boolean => records.some((record) => record.kind === kind && record.name.toLowerCase() === name.toLowerCase());
  return [
    ...types.map((name) => ({ name, type: RECORD.ptr })),
    ...instances.filter((name) => !isKnown(name, 'srv')).map((name) => ({ name, type: RECORD.srv })),
    ...instances.filter((name) => !isKnown(name, 'txt')).map((name) => ({ name, type: RECORD.txt })),
    ...[...new Set(hosts)].filter((name) => !isKnown(name, 'address')).map((name) => ({ name, type: RECORD.a })),
  ].slice(0, 40);
}

function instancesOf(records: readonly DnsRecord[], types: readonly string[]): string[] {
  const wanted = new Set(types.map((type) => type.toLowerCase()));
  return [...new Set(records.flatMap((record) => (record.kind === 'ptr' && wanted.has(record.name.toLowerCase()) ? [record.target] : [])))];
}

function toServices(records: readonly DnsRecord[], types: readonly string[]): FoundService[] {
  return instancesOf(records, types).flatMap((instance) => {
    const of = records.filter((record) => record.name.toLowerCase() === instance.toLowerCase());
    const place = of.find((record) => record.kind === 'srv');
    if (!place) return [];
    const texts = of.find((record) => record.kind === 'txt')?.values ?? new Map<string, string>();
    const addresses = records.flatMap((record) => (record.kind === 'address' && record.name.toLowerCase() === place.host.toLowerCase() ? [record.address] : []));
    return [{ name: splitName(instance)[0] ?? instance, type: instance.slice(instance.search(/(?<!\\)\./) + 1), host: place.host, port: place.port, addresses: [...new Set(addresses)], texts }];
  });
}

/** A card that cannot multicast, such as a tunnel, is asked all the same. */
function setMulticast(socket: Socket, address: string): void {
  try { socket.setMulticastInterface(address); } catch { return; }
}
