/** What goes wrong. `begin` spoils the bench before the station prints, `during` while the job is on its way. */
import type { Rig } from './rig.ts';

export type KillState = 'prepared' | 'sending' | 'sending, all out' | 'sent' | 'uncertain' | 'failed_safe';
export type Condition = {
  readonly name: string;
  readonly printTimeMs?: number;
  /** It begins when the job has come in, so what happens before that is no verdict. */
  readonly isDuring?: true;
  /** False: this class cannot have it. */
  appliesTo(rig: Rig): boolean;
  begin?(rig: Rig): Promise<void> | void;
  /** When the station dies; it comes back once the printer has done what it does. */
  readonly kill?: KillState;
  /** A person answers "no, not there" while the fault still stands, and only then it is repaired. */
  readonly answersBeforeHealing?: true;
};

const sleep = (timeoutMs: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, timeoutMs); });

async function whenPrinted(rig: Rig): Promise<void> {
  for (let turn = 0; turn < 400 && rig.printed() === 0; turn += 1) await sleep(3);
}

const has = (fault: Rig['faults'][number]) => (rig: Rig): boolean => rig.faults.includes(fault);
const withMemory = (rig: Rig): boolean => rig.hasMemory;

/** The first job only: what is sent again finds the printer well. */
const onFirstJob = (act: (rig: Rig) => void) => (rig: Rig): void => {
  let isFirst = true;
  rig.onTaken(() => { if (isFirst) act(rig); isFirst = false; });
};
const during = (fault: Rig['faults'][number]) => onFirstJob((rig) => { void rig.setFault(fault); });
const loseAnswersThenPower = async (rig: Rig): Promise<void> => {
  await rig.setFault('mute');
  await whenPrinted(rig);
  rig.cutPower();
};

export const CONDITIONS: readonly Condition[] = [
  { name: 'nothing', appliesTo: () => true },
  { name: 'off', appliesTo: has('off'), begin: (rig) => rig.setFault('off') },
  { name: 'refused', appliesTo: has('refused'), begin: (rig) => rig.setFault('refused') },
  { name: 'hangs', appliesTo: has('hanging'), begin: (rig) => rig.setFault('hanging') },
  { name: 'paper out before', appliesTo: has('out_of_paper'), begin: (rig) => rig.setFault('out_of_paper') },
  { name: 'paper out during', isDuring: true, appliesTo: has('out_of_paper'), begin: during('out_of_paper') },
  { name: 'head open', appliesTo: has('head_open'), begin: (rig) => rig.setFault('head_open') },
  { name: 'head open during, "no", then shut', isDuring: true, appliesTo: has('head_open'), begin: during('head_open'), answersBeforeHealing: true },
  { name: 'slow', appliesTo: withMemory, printTimeMs: 1_000 },
  { name: 'dies in mid-job', isDuring: true, appliesTo: withMemory, begin: during('off') },
  { name: 'power cut before print', isDuring: true, appliesTo: withMemory, begin: onFirstJob((rig) => { setTimeout(() => rig.cutPower(), 5); }) },
  { name: 'power cut after print', isDuring: true, appliesTo: has('mute'), begin: onFirstJob((rig) => { void loseAnswersThenPower(rig); }) },
  { name: 'upload cut at 60 %', appliesTo: withMemory, begin: (rig) => { rig.cutUploadAt(0.6); } },
  { name: 'reply lost', isDuring: true, appliesTo: has('mute'), begin: during('mute') },
  { name: 'killed when prepared', appliesTo: () => true, kill: 'prepared' },
  { name: 'killed when sending, no byte out', appliesTo: () => true, kill: 'sending' },
  { name: 'killed when sending, all out', appliesTo: withMemory, kill: 'sending, all out' },
  { name: 'killed when sent', appliesTo: (rig) => rig.endsSent || rig.acknowledges === true, kill: 'sent' },
  { name: 'killed when uncertain', appliesTo: withMemory, begin: during('off'), kill: 'uncertain' },
  { name: 'killed when failed_safe', appliesTo: has('off'), begin: (rig) => rig.setFault('off'), kill: 'failed_safe' },
];
