import type { Machine } from './machine';
import type { Row } from './row';

export type BenchmarkBackend = 'wasm' | 'webgpu';

export interface BenchmarkOptions {
  backend: BenchmarkBackend;
  /** Rounds per case; undefined takes the benchmark's own number. */
  runs?: number;
  /** One tiny case, few rounds, no targets: shows that everything works, says nothing about speed. */
  quick: boolean;
  /** Only the cases whose name contains one of these texts. */
  only?: readonly string[];
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
 * The cases whose name contains one of the texts of `only`, in upper or lower case; all without it.
 *
 * @throws Error naming all cases if a text fits none.
 */
export function chooseCases<T extends { name: string }>(cases: readonly T[], only: readonly string[] = ['']): T[] {
  const fits = ({ name }: T, text: string) => name.toLowerCase().includes(text.trim().toLowerCase());
  const lost = only.find((text) => !cases.some((each) => fits(each, text)));
  if (lost === undefined) return cases.filter((each) => only.some((text) => fits(each, text)));
  throw new Error(`No case contains "${lost}". The cases are: ${cases.map(({ name }) => name).join('; ')}.`);
}
