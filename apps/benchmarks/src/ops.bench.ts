import { type Benchmark, type BenchmarkOptions, chooseCases } from './harness/benchmark';
import { compare } from './harness/compare';
import { nodeWorker } from './harness/node-worker';
import type { Row } from './harness/row';
import { OP_CASES, QUICK_OP_CASES } from './ops/case';

/** A kernel that is slower than what it replaces has no reason to stay. */
const TARGET = 1;
const DEFAULT_ROUNDS = 7;
const QUICK_ROUNDS = 2;

async function run({
  backend,
  runs,
  quick,
  only,
  onProgress,
}: BenchmarkOptions): Promise<{ rows: Row[]; notes: string[] }> {
  const rows: Row[] = [];
  const notes: string[] = [];
  for (const task of chooseCases(quick ? QUICK_OP_CASES : OP_CASES, only)) {
    const stock = 'TensorFlow.js composition';
    const result = await compare({
      name: task.name,
      ours: { name: 'ours', start: () => nodeWorker('ours', { kind: 'op-ours', case: task, backend }) },
      peers: [
        { name: stock, family: 'stock', start: () => nodeWorker(stock, { kind: 'op-stock', case: task, backend }) },
      ],
      clock: backend === 'wasm' ? 'cpu' : 'wall',
      rounds: runs ?? (quick ? QUICK_ROUNDS : DEFAULT_ROUNDS),
      sampleMs: quick ? 5 : 100,
      targets: quick || backend === 'webgpu' ? {} : { stock: TARGET },
      onProgress,
    });
    rows.push(...result.rows);
    notes.push(...result.notes);
  }
  return { rows, notes };
}

export const opsBenchmark: Benchmark = {
  name: 'ops',
  description: 'Each fused op, forward and with its gradients, against the best composition of stock TensorFlow.js ops',
  run,
};
