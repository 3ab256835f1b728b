import { type Benchmark, type BenchmarkBackend, type BenchmarkOptions, chooseCases } from './harness/benchmark';
import { compare, type Peer } from './harness/compare';
import { nodeWorker } from './harness/node-worker';
import type { Row } from './harness/row';
import { MIXER_CASES, type MixerCase, QUICK_CASES } from './mixer/case';
import { onnxThreads } from './mixer/onnx-threads';
import { pythonPeers } from './python';

/** Training on the WASM backend against the faster of the stock compositions. */
const TRAINING_TARGET = 6;
const DEFAULT_ROUNDS = 5;
const QUICK_ROUNDS = 2;

function stockPeers(task: MixerCase, backend: BenchmarkBackend): Peer[] {
  const forms = task.gelu === 'tanh' ? (['product', 'sigmoid'] as const) : (['erf'] as const);
  const composed = forms.map((gelu): Peer => {
    const name = `TensorFlow.js ops, moments layer norm, ${gelu === 'product' ? 'tanh' : gelu} GELU`;
    return {
      name,
      family: 'stock',
      start: () => nodeWorker(name, { kind: 'mixer-stock-ops', case: task, backend, gelu }),
    };
  });
  const name = 'TensorFlow.js tf.layers model';
  return [
    ...composed,
    { name, family: 'stock', start: () => nodeWorker(name, { kind: 'mixer-stock-layers', case: task, backend }) },
  ];
}

function webPeers(task: MixerCase): Peer[] {
  const jax: Peer = {
    name: 'jax-js wasm',
    start: () => nodeWorker('jax-js wasm', { kind: 'mixer-jax-js', case: task }),
  };
  if (task.mode === 'training') return [jax];
  const onnx = onnxThreads().map((threads): Peer => {
    const name = `onnxruntime-web wasm, ${threads === 1 ? '1 thread' : `${threads} threads`}`;
    const clock = threads === 1 ? 'cpu' : 'wall';
    return { name, clock, start: () => nodeWorker(name, { kind: 'mixer-onnx', case: task, threads }) };
  });
  return [jax, ...onnx];
}

async function run({
  backend,
  runs,
  quick,
  only,
  onProgress,
}: BenchmarkOptions): Promise<{ rows: Row[]; notes: string[] }> {
  const rows: Row[] = [];
  const notes = new Set<string>();
  const python = await pythonPeers();
  if (python.note) notes.add(python.note);
  for (const task of chooseCases(quick ? QUICK_CASES : MIXER_CASES, only)) {
    const judged = !quick && backend === 'wasm' && task.mode === 'training';
    const result = await compare({
      name: task.name,
      ours: { name: 'ours', start: () => nodeWorker('ours', { kind: 'mixer-ours', case: task, backend }) },
      peers: [...stockPeers(task, backend), ...webPeers(task), ...python.peers(task)],
      clock: backend === 'wasm' ? 'cpu' : 'wall',
      rounds: runs ?? (quick ? QUICK_ROUNDS : DEFAULT_ROUNDS),
      sampleMs: quick ? 5 : 200,
      targets: judged ? { stock: TRAINING_TARGET } : {},
      onProgress,
    });
    rows.push(...result.rows);
    for (const note of result.notes) notes.add(note);
  }
  return { rows, notes: [...notes] };
}

export const mixerBenchmark: Benchmark = {
  name: 'mixer',
  description:
    'Training step and inference of MLP-Mixer models against TensorFlow.js, jax-js, ONNX Runtime Web and Python',
  run,
};
