/**
 * The five sounds and the tick (KIOSK.md): short, unlike each other in melody and not only in pitch; a refusal is longer and lower.
 * Made by WebAudio, so that there is no file to load and no delay.
 */
import type { Verdict } from '../../domain/rpc/station-contract.ts';

export type Sound = Verdict['sound'];
export type Note = { readonly atMs: number; readonly lengthMs: number; readonly hertz: number; readonly wave: OscillatorType; readonly volume: number };

export const MELODIES: Readonly<Record<Sound, readonly Note[]>> = {
  accepted: [{ atMs: 0, lengthMs: 70, hertz: 1_175, wave: 'sine', volume: 0.5 }],
  line_done: [{ atMs: 0, lengthMs: 70, hertz: 1_175, wave: 'sine', volume: 0.5 }, { atMs: 75, lengthMs: 110, hertz: 1_568, wave: 'sine', volume: 0.5 }],
  order_done: [
    { atMs: 0, lengthMs: 90, hertz: 784, wave: 'triangle', volume: 0.6 }, { atMs: 95, lengthMs: 90, hertz: 988, wave: 'triangle', volume: 0.6 },
    { atMs: 190, lengthMs: 90, hertz: 1_175, wave: 'triangle', volume: 0.6 }, { atMs: 285, lengthMs: 220, hertz: 1_568, wave: 'triangle', volume: 0.6 },
  ],
  refused: [{ atMs: 0, lengthMs: 260, hertz: 208, wave: 'square', volume: 0.35 }, { atMs: 290, lengthMs: 420, hertz: 147, wave: 'square', volume: 0.35 }],
  needs_person: [0, 220, 440].flatMap((atMs) => [
    { atMs, lengthMs: 100, hertz: 660, wave: 'sawtooth' as const, volume: 0.3 }, { atMs: atMs + 105, lengthMs: 90, hertz: 440, wave: 'sawtooth' as const, volume: 0.3 },
  ]),
  tick: [{ atMs: 0, lengthMs: 18, hertz: 2_400, wave: 'sine', volume: 0.15 }],
};

export type SoundPlayer = { play(sound: Sound): void; /** Browsers let a page sound only after a key or touch. */ wake(): void };

export function createSoundPlayer(createContext: () => AudioContext): SoundPlayer {
  let context: AudioContext | null = null;
  const wake = (): AudioContext => {
    context ??= createContext();
    if (context.state === 'suspended') void context.resume();
    return context;
  };
  return {
    wake: () => { wake(); },
    play: (sound) => {
      const audio = wake();
      // While the browser still forbids it, a sound would come out late, on top of another: leave it out.
      if (audio.state === 'running') for (const note of MELODIES[sound]) playNote(audio, note);
    },
  };
}

function playNote(audio: AudioContext, note: Note): void {
  const startsAt = audio.currentTime + note.atMs / 1_000;
  const endsAt = startsAt + note.lengthMs / 1_000;
  const tone = audio.createOscillator();
  const gain = audio.createGain();
  tone.type = note.wave;
  tone.frequency.value = note.hertz;
  // Ramps of a few milliseconds: a tone that begins or ends at once clicks.
  gain.gain.setValueAtTime(0, startsAt);
  gain.gain.linearRampToValueAtTime(note.volume, startsAt + 0.006);
  gain.gain.setValueAtTime(note.volume, Math.max(startsAt + 0.006, endsAt - 0.02));
  gain.gain.linearRampToValueAtTime(0, endsAt);
  tone.connect(gain).connect(audio.destination);
  tone.start(startsAt);
  tone.stop(endsAt);
}
