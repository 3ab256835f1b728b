import { describe, expect, it } from 'vitest';
import { WorkerProcess } from './worker-process';

/** A worker in a few lines: answers with the mark, prints noise, and does what the task says. */
const SCRIPT = `
const lines = require('node:readline').createInterface({ input: process.stdin });
let task;
lines.on('line', (line) => {
  const request = JSON.parse(line);
  console.log('noise of a library');
  const reply = (rest) => console.log('@bench ' + JSON.stringify({ id: request.id, ...rest }));
  if (request.type === 'prepare') { task = request.task; return reply({ value: { outputs: [task.value] } }); }
  if (task.dies) { console.error('out of memory'); process.exit(3); }
  if (task.fails) return reply({ error: 'cannot run' });
  reply({ value: { wallMs: request.steps, cpuMs: 1 } });
});
`;

const start = (task: object) =>
  new WorkerProcess({ name: 'worker', command: process.execPath, args: ['-e', SCRIPT], task });

describe('WorkerProcess', () => {
  it('sends the task, asks for steps and ends the process', async () => {
    const worker = start({ value: 7 });
    expect(await worker.prepare()).toEqual({ outputs: [7] });
    expect(await worker.run(4)).toEqual({ wallMs: 4, cpuMs: 1 });
    await worker.close();
    await expect(worker.run(1)).rejects.toThrow(/^worker: ended/);
  });

  it('passes on an error of the worker and goes on', async () => {
    const worker = start({ value: 1, fails: true });
    await worker.prepare();
    await expect(worker.run(1)).rejects.toThrow('worker: cannot run');
    expect(await worker.prepare()).toEqual({ outputs: [1] });
    await worker.close();
  });

  it('reports a worker that dies, with what it wrote to standard error', async () => {
    const worker = start({ value: 1, dies: true });
    await worker.prepare();
    await expect(worker.run(1)).rejects.toThrow(/worker: ended \(exit code 3\)\nout of memory/);
    await worker.close();
  });

  it('reports a command that does not exist', async () => {
    const worker = new WorkerProcess({ name: 'w', command: '/no/such/program', args: [], task: {} });
    await expect(worker.prepare()).rejects.toThrow(/w: could not start/);
    await worker.close();
  });
});
