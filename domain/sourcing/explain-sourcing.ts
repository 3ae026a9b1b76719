/** A decision in sentences that a person can read, best news first, and as the record that is kept of it. */
import { assertNever } from '../assert.ts';
import type { SourcingDecision } from './decide-sourcing.ts';
import type { Rejection } from './find-candidates.ts';
import type { Candidate, Weights } from './rank-nodes.ts';
import type { Condition } from './conditions.ts';
import { roundScore } from './round-score.ts';

/** Sentences name this many nodes of one kind; the rest is counted. */
const NAMED = 5;
/** A record keeps this many candidates in full: a company with a thousand nodes must not write 100 kB for each order. */
const RECORDED_CANDIDATES = 25;
const RECORDED_CODES = 20;

export type RecordedCandidate = {
  readonly rank: number; readonly nodeId: string; readonly code: string; readonly score: number; readonly distanceKm: number; readonly cost: number; readonly units: number;
  readonly parts: { readonly nearness: number; readonly cheapness: number; readonly depth: number }; readonly advice?: { readonly score: number; readonly reason: string };
};
export type SourcingRecord = {
  readonly profile: string; readonly ruleName: string | null; readonly strategy: string; readonly requestedStrategy: string; readonly mode: string; readonly weights: Weights | null; readonly cost: number;
  readonly experiment: SourcingDecision['experiment']; readonly sentences: readonly string[]; readonly notes: readonly string[];
  readonly candidates: readonly RecordedCandidate[]; readonly candidateCount: number;
  readonly rejections: readonly { readonly reason: string; readonly about: string; readonly count: number; readonly codes: readonly string[] }[];
  readonly allocations: SourcingDecision['allocations']; readonly missing: SourcingDecision['missing'];
};

export function recordSourcing(decision: SourcingDecision): SourcingRecord {
  const { profile, ruleName, strategy, requestedStrategy, mode, cost, experiment, notes, candidates, allocations, missing } = decision;
  return {
    profile, ruleName, strategy, requestedStrategy, mode, weights: decision.passes.at(-1)?.weights ?? null, cost: roundScore(cost), experiment, sentences: explainSourcing(decision), notes,
    candidates: candidates.slice(0, RECORDED_CANDIDATES).map(toRecorded), candidateCount: candidates.length,
    rejections: groupRejections(decision.rejections).map(([one, codes]) => ({ reason: one.reason, about: one.about, count: codes.length, codes: codes.slice(0, RECORDED_CODES) })),
    allocations: allocations.map((one) => ({ ...one, score: roundScore(one.score) })), missing,
  };
}

function toRecorded(candidate: Candidate, index: number): RecordedCandidate {
  const { nodeId, code, distanceKm, cost, totalUnits, nearness, cheapness, depth, advice } = candidate;
  return {
    rank: index + 1, nodeId, code, score: roundScore(candidate.score), distanceKm: Math.round(distanceKm * 10) / 10, cost: Math.round(cost * 100) / 100, units: totalUnits,
    parts: { nearness: roundScore(nearness), cheapness: roundScore(cheapness), depth: roundScore(depth) }, ...(advice ? { advice } : {}),
  };
}

/** English, for the audit trail and the API; screens translate the record's codes instead. */
export function explainSourcing(decision: SourcingDecision): string[] {
  return [sayOutcome(decision), sayRule(decision), ...decision.passedRules.slice(0, NAMED).map(({ ruleName, condition }) => `Rule "${ruleName}" did not apply: ${sayCondition(condition)} does not hold.`),
    ...sayExperiment(decision), ...decision.notes, ...sayRanking(decision), ...sayMissing(decision), ...groupRejections(decision.rejections).map(([one, codes]) => `Left out: ${listCodes(codes)}: ${sayRejection(one)}.`)];
}

function sayOutcome({ mode, allocations, candidates }: SourcingDecision): string {
  const codes = [...new Set(allocations.map((one) => one.code))];
  switch (mode) {
    case 'single_node': return `${codes[0] ?? ''} packs the order.`;
    case 'split': return `${listCodes(codes)} pack the order together.`;
    case 'none': return candidates.length === 0 ? 'No node can take the order, so it waits for stock.' : 'The order waits: it cannot be had completely.';
    default: return assertNever(mode);
  }
}

function sayRule({ ruleName, strategy }: SourcingDecision): string {
  return ruleName === null ? `No rule applied, so ${strategy} was used.` : `Rule "${ruleName}" applied, with ${strategy}.`;
}

function sayExperiment({ experiment }: SourcingDecision): string[] {
  return experiment ? [`Experiment "${experiment.name}" put the order into arm ${experiment.arm}.`] : [];
}

function sayRanking({ candidates, allocations, passes }: SourcingDecision): string[] {
  const weights = passes.at(-1)?.weights;
  if (!weights) return [];
  const used = new Set(allocations.map((one) => one.nodeId));
  const lines = candidates.slice(0, NAMED).map((candidate, index) => `${index + 1}. ${candidate.code}: score ${candidate.score.toFixed(4)} (${sayParts(candidate, weights)})${used.has(candidate.nodeId) ? ', chosen' : ''}.`);
  // The best ranked node was passed over: the reader asks why before anything else.
  const first = candidates[0];
  const passedOver = first && allocations.length > 0 && !used.has(first.nodeId) ? [`${first.code} ranks first, but ${listCodes([...new Set(allocations.map((one) => one.code))])} can give everything for less or in fewer parcels.`] : [];
  return [...passedOver, ...lines, ...(candidates.length > NAMED ? [`${candidates.length - NAMED} more candidates rank below.`] : [])];
}

function sayParts(candidate: Candidate, weights: Weights): string {
  const parts = [
    weights.distance > 0 ? `${shorten(weights.distance)} x nearness ${candidate.nearness.toFixed(2)} at ${Math.round(candidate.distanceKm)} km` : null,
    weights.cost > 0 ? `${shorten(weights.cost)} x cheapness ${candidate.cheapness.toFixed(2)} at ${candidate.cost.toFixed(2)} a parcel` : null,
    weights.inventory > 0 ? `${shorten(weights.inventory)} x stock ${candidate.depth.toFixed(2)} with ${candidate.totalUnits} units` : null,
    candidate.advice ? `advisor ${candidate.advice.score.toFixed(2)}: ${candidate.advice.reason}` : null,
  ];
  return parts.filter((part) => part !== null).join(' + ');
}

function sayMissing({ missing }: SourcingDecision): string[] {
  return missing.length === 0 ? [] : [`Missing: ${missing.map((one) => `${one.units} x ${one.sku}`).join(', ')}.`];
}

export function sayRejection({ reason, about }: Pick<Rejection, 'reason' | 'about'>): string {
  switch (reason) {
    case 'Status': return `status is ${about}`;
    case 'NotAStore': return `${about} is not a store`;
    case 'NotATarget': return `not among the nodes that rule "${about}" names`;
    case 'NodeType': return `type ${about} is not among those the rule allows`;
    case 'Excluded': return `excluded by rule "${about}"`;
    case 'Capability': return `cannot do ${about}`;
    case 'UnknownCapability': return `the rule asks for ${about}, which no node can do; correct the rule`;
    case 'Capacity': return 'today\'s capacity is used up';
    case 'NoStock': return 'has none of the products';
    case 'TooFar': return `farther than ${about} km`;
    case 'NotThePickupPlace': return 'the customer picks the order up elsewhere';
    default: return assertNever(reason);
  }
}

export function sayCondition({ field, operator, value }: Condition): string {
  return `${field} ${operator} ${JSON.stringify(value) ?? 'nothing'}`;
}

function groupRejections(rejections: readonly Rejection[]): [Rejection, string[]][] {
  const groups = new Map<string, [Rejection, string[]]>();
  for (const one of rejections) {
    const key = `${one.reason}\n${one.about}`;
    const group = groups.get(key);
    if (group) group[1].push(one.code);
    else groups.set(key, [one, [one.code]]);
  }
  return [...groups.values()];
}

function listCodes(codes: readonly string[]): string {
  return codes.length > NAMED ? `${codes.slice(0, NAMED).join(', ')} and ${codes.length - NAMED} more` : codes.join(', ');
}

function shorten(weight: number): string {
  return String(Math.round(weight * 100) / 100);
}
