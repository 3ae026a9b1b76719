/** Puts files together by group. A file that hangs or kills its thread is refused by name, and the others are merged anew. */
import { must } from '../../domain/assert.ts';
import type { MergeRefusal } from '../../printers/documents/merge-labels.ts';
import { LABELS_THREAD_LIMITS, startLabelsThread, type LabelsThreadLimits } from './labels-thread.ts';

/** `reference` says in the manifest whose label it is. */
export type SourceFile = { readonly name: string; readonly group: string; readonly bytes: Uint8Array; readonly reference: Readonly<Record<string, string>> };
export type PlacedFile = { readonly name: string; readonly reference: Readonly<Record<string, string>>; readonly firstPage: number; readonly pages: number };
export type MergedGroup = { readonly group: string; readonly bytes: Uint8Array; readonly pages: number; readonly files: readonly PlacedFile[] };
export type MergeFileRefusal = MergeRefusal | 'PdfTooSlow' | 'PdfCrashed' | 'BuildAbandoned';
export type MergedFiles = { readonly groups: readonly MergedGroup[]; readonly refused: readonly { readonly name: string; readonly code: MergeFileRefusal }[] };

/** After so many files that took a thread with them, it is an attack and no accident. */
const MOST_DEATHS = 5;

const REASONS = { tooSlow: 'PdfTooSlow', crashed: 'PdfCrashed' } as const;

type Outcome = { readonly kind: 'done'; readonly merged: MergedFiles } | { readonly kind: 'died'; readonly at: SourceFile; readonly code: 'PdfTooSlow' | 'PdfCrashed' };

export async function mergeGroups(files: readonly SourceFile[], limits = LABELS_THREAD_LIMITS): Promise<MergedFiles> {
  const culprits = new Map<SourceFile, MergeFileRefusal>();
  for (;;) {
    const outcome = await mergeOnce(files.filter((file) => !culprits.has(file)), limits);
    if (outcome.kind === 'done') return { groups: outcome.merged.groups, refused: [...[...culprits].map(([file, code]) => ({ name: file.name, code })), ...outcome.merged.refused] };
    culprits.set(outcome.at, outcome.code);
    if (culprits.size >= MOST_DEATHS) return { groups: [], refused: files.map((file) => ({ name: file.name, code: culprits.get(file) ?? 'BuildAbandoned' })) };
  }
}

async function mergeOnce(files: readonly SourceFile[], limits: LabelsThreadLimits): Promise<Outcome> {
  const thread = startLabelsThread(limits);
  const refused: { name: string; code: MergeRefusal }[] = [];
  const placed = new Map<string, PlacedFile[]>();
  try {
    for (const file of files) {
      const answer = await thread.ask({ kind: 'add', group: file.group, bytes: file.bytes });
      if (!answer.ok) return { kind: 'died', at: file, code: REASONS[answer.error.kind] };
      if (answer.value.kind === 'refused') refused.push({ name: file.name, code: answer.value.code });
      if (answer.value.kind === 'added') place(placed, file, answer.value.pages);
    }
    const groups: MergedGroup[] = [];
    for (const [group, members] of placed) {
      const answer = await thread.ask({ kind: 'finish', group });
      if (!answer.ok) return { kind: 'died', at: must(files.findLast((file) => file.group === group), `a file of group ${group}`), code: REASONS[answer.error.kind] };
      if (answer.value.kind === 'finished') groups.push({ group, bytes: answer.value.bytes, pages: members.reduce((sum, member) => sum + member.pages, 0), files: members });
    }
    return { kind: 'done', merged: { groups, refused } };
  } finally {
    await thread.close();
  }
}

function place(placed: Map<string, PlacedFile[]>, { group, name, reference }: SourceFile, pages: number): void {
  const before = placed.get(group) ?? [];
  const last = before.at(-1);
  placed.set(group, [...before, { name, reference, firstPage: last ? last.firstPage + last.pages : 1, pages }]);
}
