// Questions to the worker of the tests, one after the other. The tests need no TensorFlow.js, so they have a worker of
// their own: they answer while networks train, and are cancelled by ending the worker.
import type { OracleMessage } from './protocol';
import { type TestQuestion, tupleSize } from './report';

/** The part of a worker that is used. */
export interface OracleWorker {
  onmessage: ((event: MessageEvent<OracleMessage>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  postMessage(question: TestQuestion): void;
  terminate(): void;
}

interface Waiting {
  question: TestQuestion;
  onMessage(message: OracleMessage): void;
}

/** Asks the questions of the page, those of smaller tuples first. */
export class OracleQueue {
  readonly #start: () => OracleWorker;
  #worker: OracleWorker | undefined;
  #asked: Waiting | undefined;
  #waiting: Waiting[] = [];

  constructor(start: () => OracleWorker) {
    this.#start = start;
  }

  /** @returns what cancels the question; it hears no more then. */
  ask(question: TestQuestion, onMessage: (message: OracleMessage) => void): () => void {
    const entry = { question, onMessage };
    this.#waiting.push(entry);
    this.#advance();
    return () => this.#cancel(entry);
  }

  #cancel(entry: Waiting): void {
    this.#waiting = this.#waiting.filter((other) => other !== entry);
    if (this.#asked !== entry) return;
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#asked = undefined;
    this.#advance();
  }

  #advance(): void {
    if (this.#asked || this.#waiting.length === 0) return;
    this.#waiting.sort((one, other) => tupleSize(one.question.test) - tupleSize(other.question.test));
    const entry = this.#waiting.shift()!;
    this.#asked = entry;
    this.#worker ??= this.#start();
    this.#worker.onmessage = ({ data }) => {
      if (data.kind !== 'progress') this.#asked = undefined;
      entry.onMessage(data);
      this.#advance();
    };
    this.#worker.onerror = ({ message }) => {
      this.#cancel(entry);
      const said = message || 'The worker of the tests could not be loaded. Reload the page.';
      entry.onMessage({ kind: 'failed', error: { name: 'WorkerError', message: said } });
    };
    this.#worker.postMessage(entry.question);
  }
}
