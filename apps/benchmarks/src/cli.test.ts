import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BenchmarkResult } from './harness/benchmark';
import { buildApplication } from './testing/build-application';

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

let folder: string;
beforeAll(async () => {
  folder = await buildApplication();
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs the command line. There is no Python in these tests, so that they do the same on every machine. */
function bench(...args: string[]): Promise<Outcome> {
  const env = { ...process.env, PERCEPTRONS_PYTHON: '/no/such/python', NODE_OPTIONS: '' };
  return new Promise((resolve) => {
    execFile(process.execPath, [path.join(folder, 'cli.js'), ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

const PEERS = [
  'TensorFlow.js ops, moments layer norm, tanh GELU',
  'TensorFlow.js ops, moments layer norm, sigmoid GELU',
  'TensorFlow.js tf.layers model',
  'jax-js wasm',
];

describe('bench', () => {
  it('lists what exists', async () => {
    const { code, stdout } = await bench('list');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^mixer +Training step/m);
    expect(stdout).toMatch(/^ops +Each fused op/m);
    expect(stdout).toMatch(/^engine +Products/m);
    expect(stdout).toMatch(/^plasticity +Loss and gradient/m);
  });

  it('names what exists when asked for something else', async () => {
    const { code, stdout, stderr } = await bench('mixers');
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(
      'There is no benchmark "mixers". There are: mixer, ops, engine, plasticity, sequencer, graph.',
    );
  });

  it('refuses a count that is not one', async () => {
    expect((await bench('mixer', '--runs', 'many')).stderr).toContain('whole number from 1, got "many"');
  });

  it('names the cases when none contains the text asked for', async () => {
    const { code, stderr } = await bench('mixer', '--quick', '--case', 'resnet');
    expect(code).toBe(1);
    expect(stderr).toContain(
      'No case contains "resnet". The cases are: tiny training, batch 4; tiny inference, batch 1.',
    );
  });

  it('runs the mixer benchmark on tiny models, all contenders agreeing, as one JSON object', async () => {
    const { code, stdout, stderr } = await bench('mixer', '--quick', '--json');
    expect(code, stderr).toBe(0);
    const result = JSON.parse(stdout) as BenchmarkResult;
    expect(result.name).toBe('mixer');
    expect(result.machine).toMatchObject({ node: process.version, tfjs: '4.22.0' });
    // A contender that fails or computes something else would be in the notes.
    expect(result.notes).toEqual([expect.stringMatching(/^Python rows left out: \/no\/such\/python does not start/)]);
    const peersOf = (name: string) => result.rows.filter((row) => row.case === name).map((row) => row.peer);
    expect(peersOf('tiny training, batch 4')).toEqual(PEERS);
    const inference = peersOf('tiny inference, batch 1');
    expect(inference.slice(0, PEERS.length)).toEqual(PEERS);
    expect(inference[PEERS.length]).toBe('onnxruntime-web wasm, 1 thread');
    for (const row of result.rows) {
      expect(row).toMatchObject({ unit: 'ms', target: null, met: null, rounds: 2 });
      expect(row.ours).toBeGreaterThan(0);
      expect(row.ratio).toBeCloseTo(row.theirs / row.ours, 1 - Math.floor(Math.log10(row.ratio)));
      expect(row.oursSpread[0]).toBeLessThanOrEqual(row.ours);
      expect(row.theirsSpread[1]).toBeGreaterThanOrEqual(row.theirs);
    }
  }, 120_000);

  it('runs the ops benchmark and prints a table', async () => {
    const { code, stdout, stderr } = await bench('ops', '--quick', '--runs', '1');
    expect(code, stderr).toBe(0);
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^ops: .* cores, .* TensorFlow\.js 4\.22\.0/);
    expect(lines.filter((line) => line.includes('TensorFlow.js composition'))).toHaveLength(8);
    expect(stdout).not.toContain('left out');
  }, 60_000);

  it('runs the engine benchmark: contenders agree, and the peak is taken in our own process', async () => {
    const { code, stdout, stderr } = await bench(
      'engine',
      '--quick',
      '--runs',
      '1',
      '--json',
      ...['matMul tt', 'tiny', 'accuracy'].flatMap((text) => ['--case', text]),
    );
    expect(code, stderr).toBe(0);
    const { rows, notes, accuracy } = JSON.parse(stdout) as BenchmarkResult;
    expect(accuracy?.filter(({ op }) => op === 'LayerNorm').map(({ of }) => of)).toEqual([
      'values',
      'd/dx',
      'd/dgamma',
      'd/dbeta',
    ]);
    for (const { op, of, errors } of accuracy!) {
      expect(Object.keys(errors)).toEqual(['wasm', 'cpu']);
      for (const { relative } of Object.values(errors)) expect(relative, `${op} ${of}`).toBeLessThan(1e-4);
    }
    const peersOf = (name: string) => rows.filter((row) => row.case.startsWith(name)).map((row) => row.peer);
    expect(peersOf('matMul tt')).toEqual(['TensorFlow.js ops', 'jax-js', expect.stringMatching(/^in-register peak/)]);
    // The peak has no start-up of a call, so a tiny product cannot come near it.
    expect(rows.find(({ peer }) => peer.startsWith('in-register'))!.ratio).toBeLessThan(1);
    expect(peersOf('tiny convnet')).toEqual(['TensorFlow.js, cpu backend', 'jax-js']);
    expect(peersOf('tiny transformer')).toEqual(['TensorFlow.js', 'jax-js']);
    expect(peersOf('two workers, tiny')).toEqual(
      expect.arrayContaining(['one worker', 'one thread without DataParallel']),
    );
    expect(notes).toEqual([expect.stringMatching(/^Python rows left out/)]);
  }, 120_000);

  it('runs the plasticity benchmark: all contenders find the same loss and gradient', async () => {
    const { code, stdout, stderr } = await bench('plasticity', '--quick', '--runs', '1', '--json');
    expect(code, stderr).toBe(0);
    const { rows, notes } = JSON.parse(stdout) as BenchmarkResult;
    for (const name of ['tiny behaviour', 'tiny behaviour, perceptron as rule', 'tiny activity']) {
      expect(rows.filter((row) => row.case === name).map((row) => row.peer)).toEqual([
        'TensorFlow.js ops',
        'plain JavaScript',
      ]);
    }
    expect(notes).toEqual([expect.stringMatching(/^Python rows left out/)]);
  }, 60_000);
});
