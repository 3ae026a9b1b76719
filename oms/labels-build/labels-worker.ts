/** Unpacks and merges on a thread of its own, so that a hostile upload costs a thread and not the server. */
import type { Result } from '../../domain/result.ts';
import { answerQuestions } from '../../printers/documents/ask-thread.ts';
import { createLabelMerger, type LabelMerger, type MergeRefusal } from '../../printers/documents/merge-labels.ts';
import { readZip, type UnpackedZip, type ZipRefusal } from './read-zip.ts';

export type LabelsOrder =
  | { readonly kind: 'unzip'; readonly bytes: Uint8Array }
  | { readonly kind: 'add'; readonly group: string; readonly bytes: Uint8Array }
  | { readonly kind: 'finish'; readonly group: string };
export type LabelsAnswer =
  | { readonly kind: 'unzipped'; readonly zip: Result<UnpackedZip, ZipRefusal> }
  | { readonly kind: 'added'; readonly pages: number }
  | { readonly kind: 'refused'; readonly code: MergeRefusal }
  | { readonly kind: 'finished'; readonly bytes: Uint8Array };

const mergers = new Map<string, Promise<LabelMerger>>();

async function obey(order: LabelsOrder): Promise<LabelsAnswer> {
  if (order.kind === 'unzip') return { kind: 'unzipped', zip: readZip(order.bytes) };
  const known = mergers.get(order.group) ?? createLabelMerger();
  mergers.set(order.group, known);
  const merger = await known;
  if (order.kind === 'finish') return { kind: 'finished', bytes: await merger.finish() };
  const added = await merger.add(order.bytes);
  return added.ok ? { kind: 'added', pages: added.value } : { kind: 'refused', code: added.error };
}

// An error that is no refusal ends the thread; whoever waits takes the file for the culprit.
answerQuestions(obey);
