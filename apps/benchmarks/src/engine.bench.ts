import { measureAccuracy } from './engine/accuracy';
import { ENGINE_CASES, type EngineCase, QUICK_ENGINE_CASES } from './engine/case';
import {
  type Benchmark,
  type BenchmarkBackend,
  type BenchmarkOptions,
  type BenchmarkResult,
  chooseCases,
} from './harness/benchmark';
import { compare, type Peer } from './harness/compare';
import { nodeWorker } from './harness/node-worker';
import { bestPeakKind } from './harness/peak';
import type { Row } from './harness/row';
import { threadTimes } from './harness/threads';
import type { WorkerProcess } from './harness/worker-process';
import { type PythonPeers, pythonPeers } from './python';
import type { Task } from './task';

const DEFAULT_ROUNDS = 7;
const QUICK_ROUNDS = 2;

const peer = (name: string, family: string, task: Task): Peer => ({
  name,
  family,
  start: () => nodeWorker(name, task),
});

/** Training is timed in long stretches: after a pause the first steps find their weights far away from the core. */
const SAMPLE_MS: Record<EngineCase['kind'], number> = { op: 100, mixer: 1000, network: 1000, parallel: 1500 };
const QUICK_SAMPLE_MS = 5;
/** A JavaScript engine goes on compiling a training step for up to thirty seconds, and its CPU time counts. */
const WARM_UPS = 48;

const fused = bestPeakKind() === 'fused';
const peakName = `in-register peak of the process, ${fused ? 'fused multiply-add' : 'multiply and add'}`;
/** With the fused instruction the arithmetic is twice as fast and the loads are not. */
const FUSED_PEAK_TARGET = 0.8;

const stockName = 'TensorFlow.js';

/** The peers of a case. Families carry the names of the targets. */
function peersOf(task: EngineCase, backend: BenchmarkBackend, ours: () => WorkerProcess, python: PythonPeers): Peer[] {
  if (task.kind === 'op') {
    const isProduct = task.case.op === 'matMul';
    const peers = [peer(`${stockName} ops`, 'stock', { kind: 'op-stock', case: task.case, backend })];
    if (isProduct && backend === 'wasm') peers.push(peer('jax-js', 'jax-js', { kind: 'op-jax-js', case: task.case }));
    if ((isProduct || task.case.op === 'filterGradient') && backend === 'wasm') {
      peers.push({ name: peakName, family: 'peak', start: () => ours().peak() });
    }
    return peers;
  }
  if (task.kind === 'mixer') {
    const { case: mixer } = task;
    const composed = peer(`${stockName} ops`, 'stock', {
      kind: 'mixer-stock-ops',
      case: mixer,
      backend,
      gelu: 'sigmoid',
    });
    if (backend === 'webgpu') return [composed];
    const peers = [composed, peer('jax-js', 'jax-js', { kind: 'mixer-jax-js', case: mixer })];
    if (mixer.mode === 'inference') {
      peers.push(peer('onnxruntime-web, 1 thread', 'onnxruntime-web', { kind: 'mixer-onnx', case: mixer, threads: 1 }));
    }
    return [...peers, ...oneThread(python.peers(mixer))];
  }
  const { case: network } = task;
  if (task.kind === 'parallel') {
    const one: Task = { kind: 'network-parallel', case: network, workers: 1 };
    const alone = peer('one thread without DataParallel', 'alone', { kind: 'network-ours', case: network, backend });
    const oneWorker = peer('one worker', 'one worker', one);
    // On a machine that is shared the wall clock says little; this one says what an idle machine would do.
    const busiest: Peer = { ...peer('one worker, busiest thread', 'busiest', one), clock: 'thread' };
    return threadTimes() ? [oneWorker, busiest, alone] : [oneWorker, alone];
  }
  // Stock WASM has no filter gradient, so the stock convolutional network trains on the plain JavaScript backend.
  const stockBackend = network.network.kind === 'convolution' && backend === 'wasm' ? 'cpu' : backend;
  const name = stockBackend === 'cpu' ? `${stockName}, cpu backend` : stockName;
  const stock = peer(name, 'stock', { kind: 'network-stock', case: network, backend: stockBackend });
  if (backend === 'webgpu') return [stock];
  return [
    stock,
    peer('jax-js', 'jax-js', { kind: 'network-jax-js', case: network }),
    ...oneThread(python.peers(network)),
  ];
}

/** PyTorch on one thread, beside our one. */
function oneThread(peers: Peer[]): Peer[] {
  return peers.filter(({ name }) => name === 'PyTorch CPU, 1 thread');
}

function oursTask(task: EngineCase, backend: BenchmarkBackend): Task {
  if (task.kind === 'op') return { kind: 'op-ours', case: task.case, backend };
  if (task.kind === 'mixer') return { kind: 'mixer-ours', case: task.case, backend };
  if (task.kind === 'parallel') return { kind: 'network-parallel', case: task.case, workers: 2 };
  return { kind: 'network-ours', case: task.case, backend };
}

function targetsOf({ targets }: EngineCase): Record<string, number> {
  const { peak } = targets;
  return { ...targets, ...(peak === 0.9 && fused ? { peak: FUSED_PEAK_TARGET } : {}) };
}

async function run(options: BenchmarkOptions): Promise<Pick<BenchmarkResult, 'rows' | 'notes' | 'accuracy'>> {
  const { backend, runs, quick, only, onProgress } = options;
  const rows: Row[] = [];
  const notes = new Set<string>();
  const python = await pythonPeers();
  if (python.note) notes.add(python.note);
  const cases = (quick ? QUICK_ENGINE_CASES : ENGINE_CASES).filter(
    // On WebGPU the workers would share one device.
    ({ kind }) => kind !== 'parallel' || backend === 'wasm',
  );
  const chosen = chooseCases([...cases, { name: 'accuracy against float64', kind: 'accuracy' as const }], only);
  for (const task of chosen) {
    if (task.kind === 'accuracy') continue;
    let worker: WorkerProcess | undefined;
    const start = (): WorkerProcess => {
      worker = nodeWorker('ours', oursTask(task, backend));
      return worker;
    };
    const result = await compare({
      name: task.name,
      ours: { name: 'ours', start },
      peers: peersOf(task, backend, () => worker!, python),
      clock: backend === 'wasm' && task.kind !== 'parallel' ? 'cpu' : 'wall',
      rounds: runs ?? (quick ? QUICK_ROUNDS : DEFAULT_ROUNDS),
      sampleMs: quick ? QUICK_SAMPLE_MS : SAMPLE_MS[task.kind],
      warmUps: quick ? 0 : WARM_UPS,
      targets: quick || backend === 'webgpu' ? {} : targetsOf(task),
      onProgress,
    });
    rows.push(...result.rows);
    for (const note of result.notes) notes.add(note);
  }
  const found = { rows, notes: [...notes] };
  if (!chosen.some(({ kind }) => kind === 'accuracy')) return found;
  onProgress('errors of every op against float64');
  return { ...found, accuracy: await measureAccuracy(backend, quick ? 1 : undefined) };
}

export const engineBenchmark: Benchmark = {
  name: 'engine',
  description:
    'Products, fused ops and whole training steps against TensorFlow.js, jax-js, PyTorch and the peak of the core',
  run,
};
