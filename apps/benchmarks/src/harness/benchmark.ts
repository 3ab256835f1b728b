import type { Machine } from './machine';
import type { Row } from './row';

export type BenchmarkBackend = 'wasm' | 'webgpu';

export interface BenchmarkOptions {
  backend: BenchmarkBackend;
  /** Rounds per case; undefined takes the benchmark's own number. */
  runs?: number;
  /** One tiny case, few rounds, no targets: shows that everything works, says nothing about speed. */
  quick: boolean;
  /** Only the cases whose name contains this text, or one of several between commas. */
  only?: string;
  /** Receives one line at a time about what is going on. */
  onProgress: (line: string) => void;
}

/** The largest difference from float64, and the same relative to the largest value. */
export interface ErrorPair {
  relative: number;
  absolute: number;
}

/** How exact the values or one gradient of an op are, by backend. */
export interface Accuracy {
  op: string;
  /** `values`, or the input by which the op is differentiated, as `d/dx`. */
  of: string;
  errors: Record<string, ErrorPair>;
}

/** What a benchmark found. */
export interface BenchmarkResult {
  name: string;
  machine: Machine;
  rows: Row[];
  /** What was left out and why, one sentence each. */
  notes: string[];
  /** Only where the benchmark looks at it. */
  accuracy?: Accuracy[];
}

export interface Benchmark {
  name: string;
  description: string;
  run(options: BenchmarkOptions): Promise<Pick<BenchmarkResult, 'rows' | 'notes' | 'accuracy'>>;
}

/**
 * The cases whose name contains `only` or, where it lists several texts between commas, one of them; all without it.
 *
 * @throws Error naming all cases if none fits.
 */
export function chooseCases<T extends { name: string }>(cases: readonly T[], only = ''): T[] {
  const texts = only.split(',').map((text) => text.trim().toLowerCase());
  const chosen = cases.filter(({ name }) => texts.some((text) => name.toLowerCase().includes(text)));
  if (chosen.length > 0) return chosen;
  throw new Error(`No case contains "${only}". The cases are: ${cases.map(({ name }) => name).join('; ')}.`);
}
