import {
  EPOCH_CASES,
  type EpochCase,
  GROWTH_CASES,
  ORACLE_NAME,
  PRODUCT_CASES,
  QUICK_EPOCH_CASES,
  QUICK_GROWTH_CASES,
  QUICK_ORACLE_NAME,
  QUICK_PRODUCT_CASES,
  QUICK_STEP_CASES,
  STEP_CASES,
  type StepCase,
} from './graph/case';
import { growthName } from './graph/growth';
import { pythonTask } from './graph/python';
import { type Benchmark, type BenchmarkBackend, type BenchmarkOptions, chooseCases } from './harness/benchmark';
import { type CompareOptions, compare, type Peer } from './harness/compare';
import { nodeWorker } from './harness/node-worker';
import type { Row } from './harness/row';
import type { OpCase } from './ops/case';
import type { Task } from './task';
import { torchPeers } from './torch-peers';

const DEFAULT_ROUNDS = 5;
const QUICK_ROUNDS = 2;
const WARM_UPS = 16;

/** Least ratio of a training step against stock TensorFlow.js on WASM. */
const STOCK_TARGET = 8;

const peer = (name: string, task: Task, family?: string): Peer => ({
  name,
  family,
  start: () => nodeWorker(name, task),
});

type Comparison = Pick<CompareOptions, 'name' | 'ours' | 'peers' | 'targets'>;

function stepComparison(task: StepCase, backend: BenchmarkBackend, torch: Peer[]): Comparison {
  const peers = [
    peer('TensorFlow.js ops', { kind: 'graph-stock', case: task, backend }, 'stock'),
    peer('ours, single ops', { kind: 'graph-ours', case: task, backend, form: 'ops' }, 'composition'),
    peer('ours, GIN of equal width', { kind: 'graph-gin', case: task, backend }, 'message passing'),
  ];
  if (backend === 'wasm') peers.push(peer('jax-js wasm', { kind: 'graph-jax-js', case: task }, 'jax-js'), ...torch);
  return {
    name: task.name,
    ours: peer('ours', { kind: 'graph-ours', case: task, backend, form: 'model' }),
    peers,
    targets: { stock: STOCK_TARGET },
  };
}

/** The two operations of a block on one graph, against stock TensorFlow.js on this backend and on its cpu backend. */
function productComparison(task: OpCase, backend: BenchmarkBackend): Comparison {
  const peers = [peer(`TensorFlow.js ${backend}`, { kind: 'op-stock', case: task, backend }, 'stock')];
  // Its gradients take many seconds.
  if (backend === 'wasm' && task.mode === 'forward') {
    peers.push(peer('TensorFlow.js cpu', { kind: 'op-stock', case: task, backend: 'cpu' }, 'cpu'));
  }
  return { name: task.name, ours: peer('ours', { kind: 'op-ours', case: task, backend }), peers, targets: {} };
}

/** Tests of stronger and stronger kind on the same pairs. */
function oracleComparison(quick: boolean): Comparison {
  const [ours, ...peers] = (['1-WL', '2-FWL', '3-FWL'] as const).map((test) =>
    peer(test, { kind: 'graph-oracle', test, quick }),
  );
  return { name: quick ? QUICK_ORACLE_NAME : ORACLE_NAME, ours, peers, targets: {} };
}

/** A case against the same with twice the vertices: the ratio is the growth. */
function growthComparisons(cases: readonly StepCase[], backend: BenchmarkBackend): Comparison[] {
  const contender = (task: StepCase): Peer =>
    peer(`n = ${task.nodes}`, { kind: 'graph-ours', case: task, backend, form: 'model', unchecked: true });
  return cases.slice(1).map((larger, index) => ({
    name: growthName(cases[index], larger),
    ours: contender(cases[index]),
    peers: [contender(larger)],
    targets: {},
  }));
}

const BATCHING: Record<EpochCase['batching'], string> = {
  equal: 'equal sizes',
  similar: 'sorted, padded to the largest of the batch',
  random: 'random, padded to the largest of the batch',
  all: 'random, padded to the largest of all',
};

function epochComparison(cases: readonly EpochCase[], backend: BenchmarkBackend): Comparison {
  const [ours, ...peers] = cases.map((task) =>
    peer(BATCHING[task.batching], { kind: 'graph-ours', case: task, backend, form: 'model' }),
  );
  return { name: `${cases[0].name}: ${BATCHING.equal} against padding`, ours, peers, targets: {} };
}

async function run(options: BenchmarkOptions): Promise<{ rows: Row[]; notes: string[] }> {
  const { backend, runs, quick, only, onProgress } = options;
  const rows: Row[] = [];
  const notes = new Set<string>();
  const torch = await torchPeers(pythonTask);
  if (torch.note) notes.add(torch.note);
  const comparisons = [
    ...(quick ? QUICK_STEP_CASES : STEP_CASES).map((task) => stepComparison(task, backend, torch.peers(task))),
    ...(quick ? QUICK_PRODUCT_CASES : PRODUCT_CASES).map((task) => productComparison(task, backend)),
    ...growthComparisons(quick ? QUICK_GROWTH_CASES : GROWTH_CASES, backend),
    ...(quick ? QUICK_EPOCH_CASES : EPOCH_CASES).map((cases) => epochComparison(cases, backend)),
    oracleComparison(quick),
  ];
  for (const { targets, ...comparison } of chooseCases(comparisons, only)) {
    const result = await compare({
      ...comparison,
      clock: backend === 'wasm' ? 'cpu' : 'wall',
      rounds: runs ?? (quick ? QUICK_ROUNDS : DEFAULT_ROUNDS),
      sampleMs: quick ? 5 : 200,
      warmUps: quick ? 0 : WARM_UPS,
      targets: quick || backend === 'webgpu' ? {} : targets,
      onProgress,
    });
    rows.push(...result.rows);
    for (const note of result.notes) notes.add(note);
  }
  return { rows, notes: [...notes] };
}

export const graphBenchmark: Benchmark = {
  name: 'graph',
  description:
    'Training steps of provably powerful graph networks against TensorFlow.js, jax-js and PyTorch, growth, batching, Weisfeiler-Leman tests',
  run,
};
