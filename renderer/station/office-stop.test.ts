import { describe, expect, test } from 'vitest';
import { fixtureViews } from '../../test/fixtures/station-views.ts';
import { nextStep } from './next-step.ts';
import { hasNewCard, stopAsVerdict, stopCardOf } from './office-stop.ts';
import { stopLook } from './verdict-tone.ts';

const { stopped, pack, inbox, needsPerson } = fixtureViews;
const verdictOf = (code: string) => ({ ...stopped.verdict, code });

describe('a stop of the office', () => {
  test('takes the place of the last scan, however well that went', () => {
    expect(stopAsVerdict(stopped)?.title.key).toBe('card.stop.OrderCancelled');
    expect(stopAsVerdict({ ...stopped, verdict: verdictOf('RefusalCleared') })).not.toBeNull();
  });

  test('makes room for what is said to a scan after it', () => {
    for (const verdict of [needsPerson.verdict, verdictOf('LabelDestroyed'), verdictOf('RecallFound')]) expect(stopAsVerdict({ ...stopped, verdict })).toBeNull();
    expect(stopCardOf(stopped)).not.toBeNull();
  });

  test('is of the open order alone: a recall stops nobody', () => {
    expect(stopAsVerdict(pack)).toBeNull();
    expect(stopAsVerdict(inbox)).toBeNull();
  });

  test('looks like one, except when only the new label is wanted', () => {
    const card = stopped.cards[0];
    expect([stopLook(card).tone, stopLook({ ...card, controls: ['RELABEL'] }).tone]).toEqual(['bad', 'attention']);
  });

  test('is heard when it comes and when it says something else, not each time the screen is drawn', () => {
    const [stop, recall] = stopped.cards;
    expect(hasNewCard([recall], [stop, recall])).toBe(true);
    expect(hasNewCard([stop], [{ ...stop, title: { ...stop.title, key: 'card.stop.LabelWanted' } }])).toBe(true);
    expect(hasNewCard([stop, recall], [{ ...stop }])).toBe(false);
  });
});

test('a word of the office is read before the next order is taken', () => {
  expect(nextStep(inbox).key).toBe('next.readCard');
  expect(nextStep({ ...inbox, cards: inbox.cards.filter((card) => card.kind === 'recall') }).key).toBe('next.openOrOk');
});
