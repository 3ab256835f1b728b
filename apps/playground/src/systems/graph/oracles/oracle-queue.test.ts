import { describe, expect, it } from 'vitest';
import { OracleQueue, type OracleWorker } from './oracle-queue';
import type { OracleMessage } from './protocol';
import type { TestQuestion } from './report';

class FakeWorker implements OracleWorker {
  onmessage: OracleWorker['onmessage'] = null;
  onerror: OracleWorker['onerror'] = null;
  readonly questions: TestQuestion[] = [];
  ended = false;
  postMessage(question: TestQuestion) {
    this.questions.push(question);
  }
  terminate() {
    this.ended = true;
  }
  say(data: OracleMessage) {
    this.onmessage?.({ data } as MessageEvent<OracleMessage>);
  }
}

const question = (test: TestQuestion['test']): TestQuestion => ({ a: 'Ch', b: 'Cs', test });
const failed: OracleMessage = { kind: 'failed', error: { name: 'Error', message: 'no' } };

function queued() {
  const workers: FakeWorker[] = [];
  const queue = new OracleQueue(() => {
    const worker = new FakeWorker();
    workers.push(worker);
    return worker;
  });
  return { workers, queue };
}

describe('OracleQueue', () => {
  it('asks one question at a time, those of smaller tuples first', () => {
    const { workers, queue } = queued();
    const heard: string[] = [];
    for (const test of ['2-FWL', '3-FWL', '1-WL'] as const) {
      queue.ask(question(test), ({ kind }) => heard.push(`${test} ${kind}`));
    }
    const [worker] = workers;
    worker.say({ kind: 'progress', progress: { round: 1, share: 0.5 } });
    expect(worker.questions.map(({ test }) => test)).toEqual(['2-FWL']);
    for (let answer = 0; answer < 3; answer++) worker.say(failed);
    expect(worker.questions.map(({ test }) => test)).toEqual(['2-FWL', '1-WL', '3-FWL']);
    expect(heard).toEqual(['2-FWL progress', '2-FWL failed', '1-WL failed', '3-FWL failed']);
    expect(workers).toHaveLength(1);
  });

  it('ends the worker of a cancelled question and goes on with the next in another', () => {
    const { workers, queue } = queued();
    const heard: string[] = [];
    const cancel = queue.ask(question('3-FWL'), () => heard.push('3-FWL'));
    queue.ask(question('1-WL'), () => heard.push('1-WL'));
    cancel();
    expect(workers.map(({ ended }) => ended)).toEqual([true, false]);
    workers[1].say(failed);
    expect(heard).toEqual(['1-WL']);
    cancel();
    expect(workers[1].ended).toBe(false);
  });

  it('forgets a question that is cancelled while it waits', () => {
    const { workers, queue } = queued();
    queue.ask(question('3-FWL'), () => {});
    queue.ask(question('1-WL'), () => {})();
    workers[0].say(failed);
    expect(workers[0].questions).toHaveLength(1);
    expect(workers[0].ended).toBe(false);
  });

  it('says when the worker cannot be loaded', () => {
    const { workers, queue } = queued();
    const heard: OracleMessage[] = [];
    queue.ask(question('1-WL'), (message) => heard.push(message));
    workers[0].onerror?.({ message: '' } as ErrorEvent);
    expect(heard).toMatchObject([{ kind: 'failed', error: { name: 'WorkerError' } }]);
    expect(workers[0].ended).toBe(true);
  });
});
