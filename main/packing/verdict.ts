/** Turns a decision into what the screen shows and plays. Texts are keys; the screen translates. */
import type { Decision } from '../../domain/packing/decision.ts';
import type { AcceptedCode, RefusalCode } from '../../domain/packing/refusals.ts';
import type { Verdict } from '../../domain/rpc/station-contract.ts';

export type VerdictBase = { readonly scanNumber: number; readonly commandId: string; readonly scanned: string; readonly atMs: number };

const SOUND_BY_CODE: Partial<Record<AcceptedCode, Verdict['sound']>> = { LineDone: 'line_done', OrderPacked: 'order_done', ParcelClosed: 'order_done' };
/** These are not the packer's to mend. */
const NEEDS_PERSON: readonly RefusalCode[] = ['OrderCancelled', 'OrderOnHold', 'OrderNotLeased', 'LabelChanged', 'LinesChanged', 'ControlNotAvailable', 'AlreadyPacked', 'LabelNotDestroyed', 'StorageFull'];

export function toVerdict(base: VerdictBase, decision: Decision): Verdict {
  if (decision.kind === 'accepted') {
    return {
      ...base, kind: 'accepted', code: decision.code, title: { key: `accepted.${decision.code}`, values: { ...decision.values } }, advice: null,
      sku: decision.sku, lineId: decision.lineId, sound: SOUND_BY_CODE[decision.code] ?? 'accepted',
    };
  }
  return {
    ...base, kind: 'refused', code: decision.code, title: { key: `refusal.${decision.code}.title`, values: { ...decision.values } },
    advice: { key: `refusal.${decision.code}.advice`, values: { ...decision.values } }, sku: decision.sku, lineId: null,
    sound: NEEDS_PERSON.includes(decision.code) ? 'needs_person' : 'refused',
  };
}

/** The second delivery of one squeeze: a tick, nothing else. */
export function toIgnoredVerdict(base: VerdictBase): Verdict {
  return { ...base, kind: 'ignored', code: 'IgnoredRepeat', title: { key: 'ignored.repeat', values: {} }, advice: null, sku: null, lineId: null, sound: 'tick' };
}
