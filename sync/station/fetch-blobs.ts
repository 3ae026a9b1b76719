/** The bytes of labels that this bench may print. A download that was cut goes on where it ended. */
import { ok } from '../../domain/result.ts';
import { askBlob } from './calls.ts';
import type { RoundPorts, Step } from './round-ports.ts';

const BLOBS_AT_ONCE = 20;

export function* fetchBlobs({ store, onChange }: RoundPorts): Step {
  // What cannot be had now is passed over, so that it does not stand in front of the rest.
  const passedOver = new Set<string>();
  for (;;) {
    const wanted = store.listWantedBlobs(BLOBS_AT_ONCE + passedOver.size).filter((sha256) => !passedOver.has(sha256));
    if (wanted.length === 0) return ok('done');
    let stored = 0;
    for (const sha256 of wanted) {
      const answer = yield* askBlob(sha256, store.blobLength(sha256));
      // A lease that was taken away meanwhile: the feed will say so; the other labels go on.
      if (!answer.ok && answer.error.code !== 'not_found') return answer;
      if (answer.ok && store.appendBlob(sha256, answer.value.bytes, answer.value.isLast)) stored += 1;
      else passedOver.add(sha256);
    }
    if (stored > 0) onChange();
  }
}
