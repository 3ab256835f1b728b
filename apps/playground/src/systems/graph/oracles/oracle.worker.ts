// The worker of the tests. It answers one question at a time, at a stretch: who no longer wants the answer ends the worker.
import { toErrorReport } from '../../../engine/error-report';
import type { OracleMessage } from './protocol';
import { reportTest, type TestQuestion } from './report';

/** Milliseconds before the first report, and between two. */
const interval = 200;

const send = (message: OracleMessage) => postMessage(message);

addEventListener('message', ({ data: question }: MessageEvent<TestQuestion>) => {
  let last = performance.now();
  try {
    const report = reportTest(question, (progress) => {
      const now = performance.now();
      if (now - last < interval) return;
      last = now;
      send({ kind: 'progress', progress });
    });
    send({ kind: 'done', report });
  } catch (error) {
    send({ kind: 'failed', error: toErrorReport(error) });
  }
});
