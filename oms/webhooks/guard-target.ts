/**
 * Keeps webhooks out of our own network (server-side request forgery): an endpoint's host must be a public address, when it is entered
 * and again at every connection. The name is resolved once and that very address is connected to, so it cannot change in between.
 */
import { lookup as dnsLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { lookup as resolveAll } from 'node:dns/promises';
import { BlockList, isIP, isIPv4, type LookupFunction } from 'node:net';
import { err, ok, type Result } from '../../domain/result.ts';

/** IANA special-purpose registries: whatever is not on the public internet. */
const SPECIAL_V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.88.99.0', 24], ['192.168.0.0', 16],
  ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4],
];
/** Inside 2000::/3, the only part of IPv6 that is public at all: Teredo and its neighbours, documentation, 6to4 (which carries any IPv4 address). */
const SPECIAL_V6: readonly (readonly [string, number])[] = [['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20]];

const special = new BlockList();
for (const [net, prefix] of SPECIAL_V4) special.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of SPECIAL_V6) special.addSubnet(net, prefix, 'ipv6');
const publicV6 = new BlockList();
publicV6.addSubnet('2000::', 3, 'ipv6');

export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !special.check(address, 'ipv4');
  return isIP(address) === 6 && publicV6.check(address, 'ipv6') && !special.check(address, 'ipv6');
}

export type TargetRules = { readonly allowsPrivate: boolean };

/** The address as it is kept; the reason in words when it may not be called. */
export async function checkTarget(text: string, { allowsPrivate }: TargetRules): Promise<Result<URL, string>> {
  const url = URL.parse(text);
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return err('It is no https:// address.');
  if (url.username !== '' || url.password !== '') return err('A user name or password in the address would be shown to everybody who may list endpoints; the signature tells the receiver who is calling.');
  if (allowsPrivate) return ok(url);
  if (url.protocol === 'http:') return err('Use https://: over http anybody on the way can read the orders.');
  const host = hostOf(url);
  const addresses = isIP(host) ? [host] : await resolveAll(host, { all: true }).then((found) => found.map((one) => one.address), () => []);
  if (addresses.length === 0) return err(`The name ${host} is not known to the DNS.`);
  return addresses.every(isPublicAddress) ? ok(url) : err(`${host} is an address of a private network. Use a public one, or set WEBHOOK_PRIVATE_TARGETS=true if your own receivers are there.`);
}

/** A literal address is not looked up by Node, so it is checked here. IPv6 stands in brackets. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

export class PrivateTarget extends Error {
  readonly code = 'PrivateTarget';
  constructor(host: string) { super(`${host} is an address of a private network`); }
}

/** For node:http: gives out public addresses only. */
export function guardedLookup({ allowsPrivate }: TargetRules): LookupFunction {
  return (hostname, options, callback) => {
    dnsLookup(hostname, { ...options, all: true } satisfies LookupOptions & { all: true }, (error, found: LookupAddress[]) => {
      const refused = error ?? (allowsPrivate || found.every((one) => isPublicAddress(one.address)) ? null : new PrivateTarget(hostname));
      const [first] = found ?? [];
      if (refused || !first) callback(refused ?? new PrivateTarget(hostname), '', 0);
      else if (options.all) callback(null, found);
      else callback(null, first.address, first.family);
    });
  };
}
