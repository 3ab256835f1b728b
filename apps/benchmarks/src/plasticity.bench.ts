import { type Benchmark, type BenchmarkBackend, type BenchmarkOptions, chooseCases } from './harness/benchmark';
import { compare, type Peer } from './harness/compare';
import { nodeWorker } from './harness/node-worker';
import type { Row } from './harness/row';
import { PLASTICITY_CASES, type PlasticityCase, QUICK_PLASTICITY_CASES } from './plasticity/case';
import { jaxPeers } from './plasticity/jax';
import { findPython } from './python';

const DEFAULT_ROUNDS = 7;
const QUICK_ROUNDS = 2;
const SAMPLE_MS = 100;

function nodePeers(task: PlasticityCase, backend: BenchmarkBackend): Peer[] {
  const stock = 'TensorFlow.js ops';
  const plain = 'plain JavaScript';
  return [
    {
      name: stock,
      family: 'stock',
      start: () => nodeWorker(stock, { kind: 'plasticity-stock', case: task, backend }),
    },
    { name: plain, family: plain, start: () => nodeWorker(plain, { kind: 'plasticity-plain', case: task }) },
  ];
}

async function run(options: BenchmarkOptions): Promise<{ rows: Row[]; notes: string[] }> {
  const { backend, runs, quick, only, onProgress } = options;
  const rows: Row[] = [];
  const notes = new Set<string>();
  const python = await findPython(['jax']);
  if (python.note) notes.add(python.note);
  const cases = (quick ? QUICK_PLASTICITY_CASES : PLASTICITY_CASES).map((one) => ({ name: one.task.name, ...one }));
  for (const { name, task, targets } of chooseCases(cases, only)) {
    const result = await compare({
      name,
      ours: { name: 'ours', start: () => nodeWorker('ours', { kind: 'plasticity-ours', case: task, backend }) },
      peers: [...nodePeers(task, backend), ...jaxPeers(task, python)],
      clock: backend === 'wasm' ? 'cpu' : 'wall',
      rounds: runs ?? (quick ? QUICK_ROUNDS : DEFAULT_ROUNDS),
      sampleMs: quick ? 5 : SAMPLE_MS,
      targets: quick || backend === 'webgpu' ? {} : targets,
      onProgress,
    });
    rows.push(...result.rows);
    for (const note of result.notes) notes.add(note);
  }
  return { rows, notes: [...notes] };
}

export const plasticityBenchmark: Benchmark = {
  name: 'plasticity',
  description:
    'Loss and gradient of a plasticity rule through whole trajectories against TensorFlow.js, plain JavaScript and JAX',
  run,
};
