/** Scores as people and vectors see them: four places, half to even on the binary value, as Python rounds. */
export function roundScore(value: number): number {
  // Only odd multiples of 1/32 lie exactly between two numbers of four places.
  const isTie = Number.isInteger(value * 32) && (value * 32) % 2 !== 0;
  return isTie ? (2 * Math.round(value * 5_000)) / 10_000 : Number(value.toFixed(4));
}
