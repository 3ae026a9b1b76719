/** How a verdict looks: its state colour, icon and word. */
import type { Card, Verdict } from '../../domain/rpc/station-contract.ts';
import type { ScreenMessageKey } from '../i18n/screen-messages-en.ts';
import type { IconName } from './parts/icon.tsx';

export type Tone = 'good' | 'done' | 'bad' | 'attention' | 'quiet' | 'info';
export type VerdictLook = { readonly tone: Tone; readonly icon: IconName; readonly word: ScreenMessageKey };

export function verdictLook(verdict: Verdict | null): VerdictLook {
  if (verdict === null) return { tone: 'info', icon: 'scan', word: 'word.now' };
  if (verdict.kind === 'ignored') return { tone: 'quiet', icon: 'repeat', word: 'word.ignored' };
  if (verdict.kind === 'refused') {
    return verdict.sound === 'needs_person' ? { tone: 'attention', icon: 'person', word: 'word.needsPerson' } : { tone: 'bad', icon: 'stop', word: 'word.refused' };
  }
  if (verdict.sound === 'order_done') return { tone: 'done', icon: 'box-check', word: verdict.code === 'OrderPacked' ? 'word.allIn' : 'word.orderDone' };
  return { tone: 'good', icon: 'check', word: verdict.sound === 'line_done' ? 'word.lineDone' : 'word.accepted' };
}

/** A packed box that only wants its new label is no fault. */
export function stopLook(card: Card): VerdictLook {
  return { tone: card.controls.includes('RELABEL') ? 'attention' : 'bad', icon: 'stop', word: 'card.kind.stop' };
}

/**
 * Long sentences are set smaller so that they fit their fixed place; the shortest at full size. Counted in characters: what two lines
 * of the first two sizes hold, and three of the third, with room for words that are not broken.
 */
export function verdictSize(text: string): 'huge' | 'large' | 'medium' | 'small' {
  if (text.length <= 36) return 'huge';
  if (text.length <= 52) return 'large';
  return text.length <= 92 ? 'medium' : 'small';
}
