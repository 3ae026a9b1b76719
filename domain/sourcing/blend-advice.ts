/** The advisor's scores joined with the rule's (seed 000 section 7.3), or the reason why distance decides instead. */
import type { SourcingProfile } from './profile.ts';
import type { Candidate } from './rank-nodes.ts';
import { roundScore } from './round-score.ts';
import type { SourcingAdvice } from './sourcing-input.ts';

/** Fewer outcomes than this in the best matching pattern say nothing. */
const LEAST_SAMPLES = 10;
/** Below this the advisor is not sure of any node. */
const LEAST_BEST_SCORE = 0.4;

export type RawAdvice = { readonly samples: number; readonly scores: SourcingAdvice['scores'] };

/** Whether an advisor's answer may be used; whoever asks one hands its answer through here. */
export function judgeAdvice({ samples, scores }: RawAdvice): SourcingAdvice {
  if (samples < LEAST_SAMPLES) return { declined: `only ${samples} of ${LEAST_SAMPLES} outcomes are known`, scores };
  const best = Math.max(...[...scores.values()].map((one) => clamp(one.score)), 0);
  return { declined: best < LEAST_BEST_SCORE ? `its best score, ${roundScore(best)}, is below ${LEAST_BEST_SCORE}` : null, scores };
}

/** Best first. A node that the advisor did not score has 0 from it. */
export function blendAdvice(ranked: readonly Candidate[], { scores }: SourcingAdvice, strategy: 'AI_ADAPTIVE' | 'AI_HYBRID', profile: SourcingProfile): Candidate[] {
  const weight = profile.aiWeight[strategy];
  return ranked.map((candidate): Candidate => {
    const given = scores.get(candidate.nodeId);
    if (!given) return { ...candidate, score: (1 - weight) * candidate.score };
    const score = clamp(given.score);
    return { ...candidate, advice: { score, reason: given.reason }, score: roundScore(weight * score + (1 - weight) * candidate.score) };
  }).sort((a, b) => b.score - a.score);
}

function clamp(score: number): number {
  return Number.isFinite(score) ? Math.min(1, Math.max(0, score)) : 0;
}
