/**
 * A thread that answers questions one at a time. What it hangs on or dies of costs that one question, which is thereby known;
 * the next question gets a new thread.
 */
import { parentPort, Worker } from 'node:worker_threads';
import { err, ok, type Result } from '../../domain/result.ts';

export type ThreadFailure = { readonly kind: 'tooSlow' | 'crashed'; /** For the log. */ readonly detail: string };
export type AskedThread<Question, Answer> = {
  /** Never rejects for what the thread does; questions are answered in their order. */
  ask(question: Question): Promise<Result<Answer, ThreadFailure>>;
  /** Whoever still waits is told that it crashed, and so is whoever asks later. */
  close(): Promise<void>;
};
export type ThreadOptions = {
  readonly file: URL;
  /** For one question, from the moment it is its turn. */
  readonly longestMs: number;
  /** More ends the thread and not the process. */
  readonly heapMegabytes: number;
  /** Of that, for what is forgotten at once. */
  readonly youngMegabytes?: number;
};

/** A worker lies beside its asker as source, and beside the bundle when built (vite.config.ts). */
export function workerBeside(moduleUrl: string, name: string): URL {
  return new URL(`./${name}${moduleUrl.endsWith('.ts') ? '.ts' : '.js'}`, moduleUrl);
}

/** Starts its thread with the first question. A thread that waits for questions keeps no process alive. */
export function createAskedThread<Question, Answer>(options: ThreadOptions): AskedThread<Question, Answer> {
  let worker: Worker | null = null;
  let turn: Promise<unknown> = Promise.resolve();
  let isClosed = false;
  let settle = (_answer: Result<Answer, ThreadFailure>): void => undefined;

  const drop = (failure: ThreadFailure): Promise<unknown> => {
    const ended = worker?.terminate() ?? Promise.resolve();
    worker = null;
    settle(err(failure));
    return ended;
  };
  const start = (): Worker => {
    const started = new Worker(options.file, { resourceLimits: { maxOldGenerationSizeMb: options.heapMegabytes, ...(options.youngMegabytes && { maxYoungGenerationSizeMb: options.youngMegabytes }) } });
    const crash = (detail: string): void => { if (worker === started) void drop({ kind: 'crashed', detail }); };
    started.on('message', (answer: Answer) => { if (worker === started) settle(ok(answer)); });
    started.on('error', (error) => { crash(String(error)); });
    started.on('exit', (code) => { crash(`ended with ${code}`); });
    return started;
  };
  const askNow = (question: Question): Promise<Result<Answer, ThreadFailure>> => new Promise((resolve) => {
    if (isClosed) { resolve(err({ kind: 'crashed', detail: 'closed' })); return; }
    worker ??= start();
    const timer = setTimeout(() => { void drop({ kind: 'tooSlow', detail: `no answer in ${options.longestMs} ms` }); }, options.longestMs);
    settle = (answer) => {
      clearTimeout(timer);
      settle = () => undefined;
      worker?.unref();
      resolve(answer);
    };
    worker.ref();
    worker.postMessage(question);
  });
  return {
    ask: (question) => {
      const answer = turn.then(() => askNow(question));
      turn = answer.catch(() => undefined);
      return answer;
    },
    close: async () => { isClosed = true; await drop({ kind: 'crashed', detail: 'closed' }); },
  };
}

/** The worker's side. An error that is no answer ends the thread. `buffersOf`: what is handed over instead of copied. */
export function answerQuestions<Question, Answer>(answer: (question: Question) => Promise<Answer>, buffersOf: (answer: Answer) => ArrayBuffer[] = () => []): void {
  parentPort?.on('message', (question: Question) => {
    void answer(question).then((given) => { parentPort?.postMessage(given, buffersOf(given)); });
  });
}

/** The bytes' own memory where they fill it; a view into something larger is copied. */
export function ownBuffers(parts: readonly Uint8Array[]): ArrayBuffer[] {
  return parts.flatMap(({ buffer, byteLength }) => (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength && byteLength > 0 ? [buffer] : []));
}
