/** The simulator's only source of chance: one seed, one sequence (sfc32). */
export type Chance = {
  /** In [0, 1). */
  next(): number;
  /** An integer in [from, to]. */
  between(from: number, to: number): number;
  /** True with this probability. A probability of 0 draws nothing. */
  is(probability: number): boolean;
  pick<T>(items: readonly T[]): T | undefined;
  /** In the form of a UUID v4. */
  uuid(): string;
};

export function createChance(seed: number): Chance {
  let [a, b, c, counter] = [0x9e3779b9 ^ seed, 0x243f6a88, Math.imul(seed, 0x85ebca6b) ^ 0xb7e15162, 1];
  const word = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let turn = 0; turn < 12; turn += 1) word();
  const next = (): number => word() / 4_294_967_296;
  const hex = (): string => word().toString(16).padStart(8, '0');
  return {
    next,
    between: (from, to) => from + Math.floor(next() * (to - from + 1)),
    is: (probability) => probability > 0 && next() < probability,
    pick: (items) => items[Math.floor(next() * items.length)],
    uuid: () => {
      const [first, second, third, fourth] = [hex(), hex(), hex(), hex()];
      return `${first}-${second.slice(0, 4)}-4${second.slice(5)}-8${third.slice(1, 4)}-${third.slice(4)}${fourth}`;
    },
  };
}
