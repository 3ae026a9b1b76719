/** The printer behind the port: jobs, states, and pages that take time. States and reasons as ippeveprinter shows them. */
import { randomUUID } from 'node:crypto';
import type { LaserFault } from './faults.ts';
import type { OutputTray } from './output-tray.ts';

export type LaserJob = { readonly jobId: number; readonly jobName: string; state: number; reason: string; impressions: number; pdf: Uint8Array | null };

export const JOB_STATE = { held: 4, processing: 5, canceled: 7, aborted: 8, completed: 9 } as const;

const STOPPING = 'processing-to-stop-point';

export type LaserMachine = {
  readonly uuid: string;
  fault(): LaserFault;
  setFault(fault: LaserFault): void;
  upTimeSeconds(): number;
  /** Null: busy, one job at a time. */
  createJob(jobName: string): LaserJob | null;
  startJob(job: LaserJob, pdf: Uint8Array): void;
  cancelJob(job: LaserJob): boolean;
  findJob(jobId: number): LaserJob | null;
  jobs(): readonly LaserJob[];
  isPrinting(): boolean;
  cutPower(): void;
};

export function createLaserMachine(options: { readonly tray: OutputTray; readonly printTimeMs: number }): LaserMachine {
  let jobs: LaserJob[] = [];
  let fault: LaserFault = 'none';
  let startedMs = performance.now();
  let timer: NodeJS.Timeout | null = null;
  const uuid = `urn:uuid:${randomUUID()}`;
  const isOver = (job: LaserJob): boolean => job.state >= JOB_STATE.canceled;
  const finish = async (job: LaserJob): Promise<void> => {
    timer = null;
    if (isOver(job) || !jobs.includes(job)) return;
    if (fault === 'media_empty' || fault === 'stopped') { work(job); return; }
    const pages = fault === 'abort' ? 0 : await options.tray.print(job.jobId, job.jobName, job.pdf ?? new Uint8Array());
    job.impressions = pages;
    const isStopping = job.reason === STOPPING;
    job.state = isStopping ? JOB_STATE.canceled : pages > 0 ? JOB_STATE.completed : JOB_STATE.aborted;
    job.reason = isStopping ? 'job-canceled-by-user' : pages > 0 ? 'job-completed-successfully' : 'aborted-by-system';
  };
  const work = (job: LaserJob): void => { timer = setTimeout(() => void finish(job), options.printTimeMs); };
  return {
    uuid,
    fault: () => fault,
    setFault: (next) => { fault = next; },
    upTimeSeconds: () => Math.floor((performance.now() - startedMs) / 1_000) + 1,
    createJob: (jobName) => {
      if (fault === 'busy' || jobs.some((job) => !isOver(job))) return null;
      const job: LaserJob = { jobId: jobs.length + 1, jobName, state: JOB_STATE.held, reason: 'job-data-insufficient', impressions: 0, pdf: null };
      jobs.push(job);
      return job;
    },
    startJob: (job, pdf) => {
      job.pdf = pdf;
      job.state = JOB_STATE.processing;
      job.reason = 'job-printing';
      work(job);
    },
    cancelJob: (job) => {
      if (isOver(job)) return false;
      // As ippeveprinter does: the page that is being printed comes out, and the job is "canceled" all the same.
      if (job.state === JOB_STATE.processing && fault !== 'media_empty' && fault !== 'stopped') { job.reason = STOPPING; return true; }
      job.state = JOB_STATE.canceled;
      job.reason = 'job-canceled-by-user';
      return true;
    },
    findJob: (jobId) => jobs.find((job) => job.jobId === jobId) ?? null,
    jobs: () => jobs,
    isPrinting: () => jobs.some((job) => job.state === JOB_STATE.processing),
    cutPower: () => {
      if (timer) clearTimeout(timer);
      timer = null;
      jobs = [];
      startedMs = performance.now();
    },
  };
}
