import { type Benchmark, type BenchmarkBackend, type BenchmarkOptions, chooseCases } from './harness/benchmark';
import { compare, type Peer } from './harness/compare';
import { nodeWorker } from './harness/node-worker';
import type { Row } from './harness/row';
import { QUICK_SEQUENCER_CASES, SEQUENCER_CASES, type SequencerCase } from './sequencer/case';
import { pythonTask } from './sequencer/python';
import type { Task } from './task';
import { torchPeers } from './torch-peers';

const DEFAULT_ROUNDS = 5;
const QUICK_ROUNDS = 2;
const WARM_UPS = 16;

/** Least ratios on WASM by family of peers. */
function targetsOf({ kind, mode }: SequencerCase): Record<string, number> {
  if (kind === 'bilstm') return { stock: mode === 'forward' ? 8 : 12 };
  // Kernels for images have to be faster than what they are made of.
  if (kind === 'bilstm2d') return { composition: 1 };
  return mode === 'forward' ? { stock: 5, onnxruntime: 1 } : {};
}

const peer = (name: string, family: string, task: Task): Peer => ({
  name,
  family,
  start: () => nodeWorker(name, task),
});

function peersOf(task: SequencerCase, backend: BenchmarkBackend): Peer[] {
  const layers: Task = { kind: 'sequencer-stock-layers', case: task, backend };
  const ops: Task = { kind: 'sequencer-stock-ops', case: task, backend };
  const peers = [peer('TensorFlow.js ops, one product for all inputs', 'stock ops', ops)];
  // A convolution has no filter gradient on stock WASM, so a model of layers cannot be trained there.
  if (task.kind !== 'model' || task.mode === 'forward') {
    peers.unshift(peer('TensorFlow.js tf.layers, bidirectional(lstm)', 'stock', layers));
  }
  if (task.kind === 'bilstm2d') {
    const composed: Task = { kind: 'sequencer-composed', case: task, backend };
    peers.push(peer('ours, from bidirectionalLstm', 'composition', composed));
  }
  if (task.mode === 'forward' && backend === 'wasm') {
    peers.push(peer('onnxruntime-web wasm, 1 thread', 'onnxruntime', { kind: 'sequencer-onnx', case: task }));
  }
  return peers;
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
  const torch = await torchPeers(pythonTask);
  if (torch.note) notes.add(torch.note);
  for (const task of chooseCases(quick ? QUICK_SEQUENCER_CASES : SEQUENCER_CASES, only)) {
    const result = await compare({
      name: task.name,
      ours: { name: 'ours', start: () => nodeWorker('ours', { kind: 'sequencer-ours', case: task, backend }) },
      peers: [...peersOf(task, backend), ...(backend === 'wasm' ? torch.peers(task) : [])],
      clock: backend === 'wasm' ? 'cpu' : 'wall',
      rounds: runs ?? (quick ? QUICK_ROUNDS : DEFAULT_ROUNDS),
      sampleMs: quick ? 5 : 200,
      warmUps: quick ? 0 : WARM_UPS,
      targets: quick || backend === 'webgpu' ? {} : targetsOf(task),
      onProgress,
    });
    rows.push(...result.rows);
    for (const note of result.notes) notes.add(note);
  }
  return { rows, notes: [...notes] };
}

export const sequencerBenchmark: Benchmark = {
  name: 'sequencer',
  description:
    'Bidirectional LSTMs over sequences and images, and Sequencer2D, against TensorFlow.js, ONNX Runtime Web and PyTorch',
  run,
};
