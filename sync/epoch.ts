/**
 * The name of a history of the hub: `<system identifier>-<number>` or, since osync/2, `<system identifier>-<number>-<nonce>`.
 * The number only rises; the nonce tells two hubs apart that were restored from the same backup.
 */
export function epochNumber(name: string): number {
  const number = Number(name.split('-')[1]);
  return Number.isSafeInteger(number) ? number : 0;
}

export function nameEpoch(epoch: { readonly systemId: string; readonly number: number; readonly nonce: string }): string {
  return epoch.nonce === '' ? `${epoch.systemId}-${epoch.number}` : `${epoch.systemId}-${epoch.number}-${epoch.nonce}`;
}

/** I9: an epoch never comes back. A station follows to a higher number only; another history of the same number is a second hub. */
export function mayAdoptEpoch(known: string | null, offered: string): boolean {
  return known === null || known === offered || epochNumber(offered) > epochNumber(known);
}

/**
 * What a station is told. One that was revoked cannot make the hub begin another history; if it has seen one that it cannot leave for
 * ours, it is told of a history of its own, so that it hands in all that it has once more.
 */
export function epochToTell(caller: { readonly isRevoked: boolean }, theirs: string | null, ours: string): string {
  if (!caller.isRevoked || theirs === null || mayAdoptEpoch(theirs, ours)) return ours;
  const ending = ours.replaceAll('-', '.');
  return theirs.endsWith(`-${ending}`) ? theirs : `${ours.split('-')[0] ?? ''}-${epochNumber(theirs) + 1}-${ending}`;
}
