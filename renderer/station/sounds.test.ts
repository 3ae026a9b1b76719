import { expect, test } from 'vitest';
import { MELODIES, type Sound } from './sounds.ts';

const sounds = Object.keys(MELODIES) as Sound[];
const lengthMs = (sound: Sound): number => Math.max(...MELODIES[sound].map((note) => note.atMs + note.lengthMs));
const lowestHertz = (sound: Sound): number => Math.min(...MELODIES[sound].map((note) => note.hertz));
const melody = (sound: Sound): string => MELODIES[sound].map((note) => `${note.hertz}/${note.wave}`).join(' ');

test('no two sounds have the same melody', () => {
  expect(new Set(sounds.map(melody)).size).toBe(sounds.length);
});

test('a refusal is the lowest sound, and far longer than an acceptance', () => {
  expect(sounds.filter((sound) => sound !== 'refused').every((sound) => lowestHertz(sound) > 2 * lowestHertz('refused'))).toBe(true);
  expect(lengthMs('refused')).toBeGreaterThan(5 * lengthMs('accepted'));
});

test('an accepted scan does not hold up the next one', () => {
  expect(lengthMs('accepted')).toBeLessThan(100);
  expect(lengthMs('tick')).toBeLessThan(50);
});
