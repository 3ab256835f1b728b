import { engineBenchmark } from './engine.bench';
import { graphBenchmark } from './graph.bench';
import type { Benchmark } from './harness/benchmark';
import { mixerBenchmark } from './mixer.bench';
import { opsBenchmark } from './ops.bench';
import { plasticityBenchmark } from './plasticity.bench';
import { sequencerBenchmark } from './sequencer.bench';

/** Every benchmark, in the order of `list`. */
export const BENCHMARKS: readonly Benchmark[] = [
  mixerBenchmark,
  opsBenchmark,
  engineBenchmark,
  plasticityBenchmark,
  sequencerBenchmark,
  graphBenchmark,
];

/** @throws Error naming what exists. */
export function findBenchmark(name: string): Benchmark {
  const found = BENCHMARKS.find((benchmark) => benchmark.name === name);
  if (found) return found;
  const names = BENCHMARKS.map((benchmark) => benchmark.name).join(', ');
  throw new Error(`There is no benchmark "${name}". There are: ${names}. \`list\` says what each measures.`);
}
