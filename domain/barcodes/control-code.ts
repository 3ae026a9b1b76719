/** Control codes (design/KIOSK.md, scan grammar): `PBC-<payload>-<check>`, printed on a sheet and drawn on screen. */
import { formatPackbenchCode } from './packbench-code.ts';

export const PLAIN_CONTROLS = ['OK', 'UNDO', 'NEXT-BOX', 'SHORT', 'DAMAGED', 'HOLD', 'PARK', 'REPRINT-LABEL', 'REPRINT-SLIP', 'RELABEL', 'SUPERVISOR', 'GONE', 'LOCK', 'TEST', 'INSPECT'] as const;
export type PlainControl = (typeof PLAIN_CONTROLS)[number];

export type ControlCode =
  | { readonly name: PlainControl }
  | { readonly name: 'QTY'; readonly units: number }
  | { readonly name: 'BOX'; readonly box: string }
  | { readonly name: 'LANGUAGE'; readonly language: 'en' | 'es' };

/** Meaning of a control payload; null when it is well formed but means nothing to this version. */
export function parseControlPayload(payload: string): ControlCode | null {
  const plain = PLAIN_CONTROLS.find((name) => name === payload);
  if (plain) return { name: plain };
  const quantity = /^QTY-([1-9]\d{0,3})$/.exec(payload);
  if (quantity) return { name: 'QTY', units: Number(quantity[1]) };
  const box = /^BOX-([0-9A-Z]{1,10})$/.exec(payload);
  if (box?.[1]) return { name: 'BOX', box: box[1] };
  if (payload === 'LANGUAGE-EN') return { name: 'LANGUAGE', language: 'en' };
  if (payload === 'LANGUAGE-ES') return { name: 'LANGUAGE', language: 'es' };
  return null;
}

export function formatControlCode(control: ControlCode): string {
  return formatPackbenchCode('C', controlPayload(control));
}

function controlPayload(control: ControlCode): string {
  switch (control.name) {
    case 'QTY': return `QTY-${control.units}`;
    case 'BOX': return `BOX-${control.box}`;
    case 'LANGUAGE': return `LANGUAGE-${control.language.toUpperCase()}`;
    default: return control.name;
  }
}
