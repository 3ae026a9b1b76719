import { expect, test } from 'vitest';
import type { StationView } from '../../domain/rpc/station-contract.ts';
import { fixtureViews } from '../../test/fixtures/station-views.ts';
import type { Channel } from './channel.ts';
import { createScreens } from './screens.ts';

function setupScreen() {
  const got: number[] = [];
  let close = (): void => undefined;
  const channel: Channel = {
    send: (text) => { got.push((JSON.parse(text) as { view: StationView }).view.revision); },
    onMessage: () => undefined, onClose: (listener) => { close = listener; }, close: () => undefined,
  };
  return { channel, got, unplug: () => close() };
}
const at = (revision: number): StationView => ({ ...fixtureViews.start, revision });

test('the view that a screen was answered with is pushed to the other screens only', () => {
  const [scanning, watching] = [setupScreen(), setupScreen()];
  const screens = createScreens();
  for (const { channel } of [scanning, watching]) screens.attach(channel);
  screens.noteSent(scanning.channel, 7);
  screens.push(at(7));
  screens.push(at(8));
  expect({ scanning: scanning.got, watching: watching.got }).toEqual({ scanning: [8], watching: [7, 8] });
});

test('a view that did not change is pushed once', () => {
  const screen = setupScreen();
  const screens = createScreens();
  screens.attach(screen.channel);
  screens.push(at(3));
  screens.push(at(3));
  expect(screen.got).toEqual([3]);
});

test('an answer to a screen that was unplugged meanwhile brings it back to nobody', () => {
  const screen = setupScreen();
  const screens = createScreens();
  screens.attach(screen.channel);
  screen.unplug();
  screens.noteSent(screen.channel, 1);
  screens.push(at(2));
  expect(screen.got).toEqual([]);
});
