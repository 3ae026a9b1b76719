/** Jobs in an IPP printer's list, found by the name that we gave them. */
import { attribute, IPP_OPERATION, type IppClient } from './ipp-client.ts';
import { IPP_TAG, ippNumber, ippText, ippTexts, type IppGroup, type IppMessage } from './ipp-codec.ts';
import { isIppOk } from './ipp-status.ts';

const WANTED = ['job-id', 'job-name', 'job-state', 'job-state-reasons', 'job-impressions-completed'];
/** RFC 8011 section 5.3.7: canceled, aborted, completed. */
const FIRST_FINAL_STATE = 7;

export function ippGroup(message: IppMessage, tag: number): IppGroup | undefined {
  return message.groups.find((group) => group.tag === tag);
}

export function isJobOver(job: IppGroup | undefined): boolean {
  return (ippNumber(job, 'job-state') ?? 0) >= FIRST_FINAL_STATE;
}

/** The newest job of that name, running or over; null when there is none or the list cannot be had. */
export async function findIppJob(client: IppClient, jobName: string, timeoutMs: number): Promise<IppGroup | null> {
  let newest: IppGroup | null = null;
  for (const which of ['not-completed', 'completed']) {
    const answer = await client.call({
      operation: IPP_OPERATION.getJobs, timeoutMs,
      attributes: [
        attribute('requesting-user-name', ippText(IPP_TAG.name, 'packbench')), attribute('which-jobs', ippText(IPP_TAG.keyword, which)),
        attribute('requested-attributes', ...WANTED.map((name) => ippText(IPP_TAG.keyword, name))),
      ],
    });
    if (!answer.ok || !isIppOk(answer.value.code)) continue;
    for (const job of answer.value.groups.filter((group) => group.tag === IPP_TAG.job)) {
      if (ippTexts(job, 'job-name')[0] === jobName && (ippNumber(job, 'job-id') ?? 0) > (ippNumber(newest ?? undefined, 'job-id') ?? 0)) newest = job;
    }
  }
  return newest;
}
