/** IPP operations of the simulated laser: one request message in, one answer message out. */
import { IPP_OPERATION, attribute } from '../../../printers/drivers/ipp-client.ts';
import { IPP_TAG, ippInteger, ippNumber, ippText, ippTexts, type IppAttribute, type IppGroup, type IppMessage } from '../../../printers/drivers/ipp-codec.ts';
import { JOB_STATE, type LaserJob, type LaserMachine } from './laser-machine.ts';

const STATUS = { ok: 0x0000, badRequest: 0x0400, notPossible: 0x0404, notFound: 0x0406, formatNotSupported: 0x040b, notSupported: 0x0501, busy: 0x0507 } as const;

export function answerIpp(machine: LaserMachine, request: IppMessage): IppMessage {
  const operation = request.groups.find((group) => group.tag === IPP_TAG.operation);
  const job = machine.findJob(ippNumber(operation, 'job-id') ?? 0);
  const answer = (code: number, ...groups: readonly IppGroup[]): IppMessage => ({
    version: 0x0200, code, requestId: request.requestId, data: new Uint8Array(),
    groups: [{ tag: IPP_TAG.operation, attributes: [attribute('attributes-charset', ippText(IPP_TAG.charset, 'utf-8')), attribute('attributes-natural-language', ippText(IPP_TAG.language, 'en'))] }, ...groups],
  });
  switch (request.code) {
    case IPP_OPERATION.getPrinterAttributes: return answer(STATUS.ok, { tag: IPP_TAG.printer, attributes: printerAttributes(machine) });
    case IPP_OPERATION.createJob: {
      const created = machine.createJob(ippTexts(operation, 'job-name')[0] ?? '');
      return created ? answer(STATUS.ok, jobGroup(created)) : answer(STATUS.busy);
    }
    case IPP_OPERATION.printJob: {
      const format = refuseFormat(operation);
      const created = format === null ? machine.createJob(ippTexts(operation, 'job-name')[0] ?? '') : null;
      if (!created) return answer(format ?? STATUS.busy);
      machine.startJob(created, request.data);
      return answer(STATUS.ok, jobGroup(created));
    }
    case IPP_OPERATION.sendDocument: {
      if (!job) return answer(STATUS.notFound);
      if (job.state !== JOB_STATE.held) return answer(STATUS.notPossible);
      const format = refuseFormat(operation);
      if (format !== null) return answer(format);
      machine.startJob(job, request.data);
      return answer(STATUS.ok, jobGroup(job));
    }
    case IPP_OPERATION.getJobAttributes: return job ? answer(STATUS.ok, jobGroup(job)) : answer(STATUS.notFound);
    case IPP_OPERATION.cancelJob: return job ? answer(machine.cancelJob(job) ? STATUS.ok : STATUS.notPossible) : answer(STATUS.notFound);
    case IPP_OPERATION.getJobs: {
      const isCompleted = ippTexts(operation, 'which-jobs')[0] === 'completed';
      return answer(STATUS.ok, ...machine.jobs().filter((one) => one.state >= JOB_STATE.canceled === isCompleted).toReversed().map(jobGroup));
    }
    default: return answer(STATUS.notSupported);
  }
}

function refuseFormat(operation: IppGroup | undefined): number | null {
  const [format] = ippTexts(operation, 'document-format');
  return format === undefined || format === 'application/pdf' || format === 'application/octet-stream' ? null : STATUS.formatNotSupported;
}

function jobGroup(job: LaserJob): IppGroup {
  return { tag: IPP_TAG.job, attributes: [
    attribute('job-id', ippInteger(IPP_TAG.integer, job.jobId)),
    attribute('job-uri', ippText(IPP_TAG.uri, `ipp://127.0.0.1/ipp/print/${job.jobId}`)),
    attribute('job-name', ippText(IPP_TAG.name, job.jobName)),
    attribute('job-state', ippInteger(IPP_TAG.enum, job.state)),
    attribute('job-state-reasons', ippText(IPP_TAG.keyword, job.reason)),
    attribute('job-impressions-completed', ippInteger(IPP_TAG.integer, job.impressions)),
  ] };
}

function printerAttributes(machine: LaserMachine): IppAttribute[] {
  const fault = machine.fault();
  const state = fault === 'stopped' ? 5 : machine.isPrinting() ? 4 : 3;
  const reason = fault === 'media_empty' ? 'media-empty-warning' : fault === 'stopped' ? 'media-jam-error' : 'none';
  return [
    attribute('printer-name', ippText(IPP_TAG.name, 'Simulated laser')),
    attribute('printer-uuid', ippText(IPP_TAG.uri, machine.uuid)),
    attribute('printer-up-time', ippInteger(IPP_TAG.integer, machine.upTimeSeconds())),
    attribute('printer-state', ippInteger(IPP_TAG.enum, state)),
    attribute('printer-state-reasons', ippText(IPP_TAG.keyword, reason)),
    attribute('document-format-supported', ippText(IPP_TAG.mimeType, 'application/pdf')),
    attribute('operations-supported', ...Object.values(IPP_OPERATION).map((operation) => ippInteger(IPP_TAG.enum, operation))),
  ];
}
