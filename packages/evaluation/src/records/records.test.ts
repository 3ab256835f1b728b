import { type ByteStore, memoryStore } from '@perceptrons/data';
import { describe, expect, it } from 'vitest';
import { experimentRecord } from './experiment-record';
import { latestMetrics, readRecord } from './read-record';

const options = {
  name: 'record.jsonl',
  config: { epochs: 2, models: ['a'] },
  seed: 1,
  environment: { backend: 'cpu' },
};
const claim = { claim: 'a beats b', value: 3, interval: [1, 5] as const, expected: '>= 2', holds: true };

async function text(store: ByteStore): Promise<string> {
  return new TextDecoder().decode(await store.read(options.name));
}

async function cutLastLine(store: ByteStore, keep: number): Promise<void> {
  const lines = (await text(store)).trimEnd().split('\n');
  lines[lines.length - 1] = lines[lines.length - 1].slice(0, keep);
  await store.write(options.name, new TextEncoder().encode(lines.join('\n')));
}

describe('experimentRecord', () => {
  it('writes lines that the reader gives back', async () => {
    const store = memoryStore();
    const record = await experimentRecord({ store, ...options });
    expect(record.earlier).toBeUndefined();
    await record.log({ run: 'a', step: 1, loss: 2.5, best: true });
    await record.result('a', { accuracy: 0.8 });
    await record.claim(claim);
    expect(readRecord(await text(store)).finished).toBe(false);
    await record.finish();

    const read = readRecord(await text(store));
    expect(read.start).toMatchObject({ config: options.config, seed: 1, environment: options.environment });
    expect(read.metrics.map((entry) => entry.values)).toEqual([{ run: 'a', step: 1, loss: 2.5, best: true }]);
    expect(read.results.get('a')).toEqual({ accuracy: 0.8 });
    expect(read.claims).toEqual([claim]);
    expect(read).toMatchObject({ finished: true, torn: [] });
  });

  it('keeps the order of lines that are not awaited', async () => {
    const store = memoryStore();
    const record = await experimentRecord({ store, ...options });
    await Promise.all(Array.from({ length: 20 }, (_, step) => record.log({ step })));
    expect(readRecord(await text(store)).metrics.map((entry) => entry.values.step)).toEqual([...Array(20).keys()]);
  });

  it('resumes after a kill, and reports the line that was cut short', async () => {
    const store = memoryStore();
    const first = await experimentRecord({ store, ...options });
    await first.result('a', 1);
    await first.log({ run: 'b', step: 1, loss: 2 });
    await first.log({ run: 'b', step: 2, loss: 1 });
    await cutLastLine(store, 12);

    const cut = readRecord(await text(store));
    expect(cut.torn).toEqual([{ line: 4, text: '{"kind":"met' }]);
    expect(cut.metrics).toHaveLength(1);

    const second = await experimentRecord({ store, ...options, resume: true });
    expect(second.earlier?.results.get('a')).toBe(1);
    await second.log({ run: 'b', step: 1, loss: 2 });
    await second.log({ run: 'b', step: 2, loss: 1.5 });
    await second.finish();
    const read = readRecord(await text(store));
    expect(read.torn).toHaveLength(1);
    expect(read.resumes).toHaveLength(1);
    expect(read.finished).toBe(true);
    expect(latestMetrics(read.metrics, ['run', 'step']).map((entry) => entry.values)).toEqual([
      { run: 'b', step: 1, loss: 2 },
      { run: 'b', step: 2, loss: 1.5 },
    ]);
  });

  it('starts anew when not even the first line was complete', async () => {
    const store = memoryStore();
    await store.append(options.name, '{"kind":"sta');
    const record = await experimentRecord({ store, ...options, resume: true });
    expect(record.earlier).toBeUndefined();
    expect(readRecord(await text(store)).torn).toEqual([]);
  });

  it('refuses to write over a record, or to continue one with other settings', async () => {
    const store = memoryStore();
    await experimentRecord({ store, ...options });
    await expect(experimentRecord({ store, ...options })).rejects.toMatchObject({ code: 'evaluation/record-exists' });
    const other = { ...options, seed: 2, config: { epochs: 3, models: ['a'] } };
    await expect(experimentRecord({ store, ...other, resume: true })).rejects.toMatchObject({
      code: 'evaluation/other-run',
      message: expect.stringContaining('seed 1 on file, 2 now; config.epochs 2 on file, 3 now'),
    });
  });

  it('refuses numbers that JSON would turn into null', async () => {
    const record = await experimentRecord({ store: memoryStore(), ...options });
    await expect(record.log({ loss: Number.NaN })).rejects.toThrow(/"loss" of a record is NaN/);
  });
});

describe('readRecord', () => {
  it('counts the time of running, not the pause before a resume', () => {
    const lines = [
      { kind: 'start', version: 1, name: 'r', config: {}, seed: 1, environment: {}, time: 1000 },
      { kind: 'metrics', values: { step: 1 }, time: 3000 },
      { kind: 'resume', environment: {}, time: 100_000 },
      { kind: 'finish', time: 104_000 },
    ];
    expect(readRecord(lines.map((line) => JSON.stringify(line)).join('\n')).seconds).toBe(6);
  });

  it('refuses another kind of file, another version, and damage inside', async () => {
    const store = memoryStore();
    const record = await experimentRecord({ store, ...options });
    await record.finish();
    const whole = await text(store);
    expect(() => readRecord('a,b\n1,2\n3,4\n')).toThrow(expect.objectContaining({ code: 'evaluation/damaged-record' }));
    expect(() => readRecord('')).toThrow(expect.objectContaining({ code: 'evaluation/not-a-record' }));
    expect(() => readRecord(whole.replace('"version":1', '"version":9'))).toThrow(/version 9/);
    expect(() => readRecord(whole.replace('\n', '\n{"kind":"metr\n'))).toThrow(/Line 2 of the record is damaged/);
  });
});
