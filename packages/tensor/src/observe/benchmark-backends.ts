import * as tf from '@tensorflow/tfjs';
import { BackendError, ConfigError } from '../errors/perceptrons-error';
import { init, lastOptions } from '../init/init';
import type { BackendName, InitOptions } from '../init/init-options';
import { profile } from './profile';
import type { ProfileReport } from './profile-report';
import { alignedTable, median, millisecondsText } from './tables';

/** Options of `benchmarkBackends`. */
export interface BenchmarkOptions<State> {
  /** Backends to compare. Default: all that start here; software WebGPU adapters only when named. */
  backends?: readonly BackendName[];
  /** Timed runs per backend, after two that are not timed. Default 9. */
  rounds?: number;
  /** Makes what the function works on, once per backend and untimed: tensors belong to the backend they were made on. */
  setUp?: () => State | Promise<State>;
  /** Takes down what `setUp` made. Tensors in it are disposed in any case. */
  tearDown?: (state: State) => void | Promise<void>;
  /** Options of `init` for every backend. */
  init?: Omit<InitOptions, 'backend'>;
  /** Stops before the next run; its reason is thrown. */
  signal?: AbortSignal;
}

/** One backend's times, in milliseconds of wall clock. */
export interface BackendTimes {
  readonly backend: BackendName;
  readonly medianMilliseconds: number;
  /** The middle half of the runs lies between these. */
  readonly quartiles: readonly [number, number];
  readonly rounds: readonly number[];
  /** Kernels that one run starts. */
  readonly kernels: number;
  /** The kernel that takes longest, and its share of the time in kernels. */
  readonly longest: { readonly kernel: string; readonly share: number } | undefined;
}

/** What `benchmarkBackends` measured. */
export interface BackendComparison {
  /** The fastest first. */
  readonly backends: BackendTimes[];
  /** Backends that did not start, each with the reason. */
  readonly absent: ReadonlyArray<{ readonly backend: BackendName; readonly reason: string }>;
  readonly fastest: BackendName;
  /** Says in a sentence by how much, whether the difference is larger than the spread, and where the time goes. */
  readonly why: string;
  toString(): string;
}

/**
 * Runs a function on each backend that is there and says which is fastest for it.
 *
 * The times include waiting for the results: on webgpu until the queue is empty. Tensors that the function returns are
 * disposed. Afterwards the backend that was in use before is started again, with the same options.
 *
 * @param run What to compare, given what `setUp` made. It must not keep tensors from one run to the next.
 * @throws ConfigError `tensor/rounds` for a number of rounds below 1; BackendError `tensor/no-backend` when no backend starts;
 *   what `run` throws.
 */
export async function benchmarkBackends<State = undefined>(
  run: (state: State) => unknown,
  options: BenchmarkOptions<State> = {},
): Promise<BackendComparison> {
  const { backends = ['webgpu', 'wasm', 'cpu'], rounds = 9, signal } = options;
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new ConfigError({
      code: 'tensor/rounds',
      argument: 'rounds',
      message: `benchmarkBackends: rounds must be a positive integer, it is ${rounds}.`,
    });
  }
  const before = lastOptions();
  const nameBefore = tf.getBackend();
  const measured: BackendTimes[] = [];
  const absent: Array<{ backend: BackendName; reason: string }> = [];
  try {
    for (const backend of backends) {
      signal?.throwIfAborted();
      const reason = await cannotStart(backend, options);
      if (reason === undefined) measured.push(await measure(backend, run, rounds, options));
      else absent.push({ backend, reason });
    }
  } finally {
    if (before) await init(before);
    else if (nameBefore) await tf.setBackend(nameBefore);
  }
  if (measured.length === 0) {
    throw new BackendError({
      code: 'tensor/no-backend',
      argument: 'backends',
      message: `benchmarkBackends: no backend starts here (${absent.map(({ backend, reason }) => `${backend}: ${reason}`).join('; ')}).`,
    });
  }
  measured.sort((a, b) => a.medianMilliseconds - b.medianMilliseconds);
  const comparison = { backends: measured, absent, fastest: measured[0].backend, why: explain(measured) };
  return { ...comparison, toString: () => comparisonText(comparison) };
}

async function cannotStart(
  backend: BackendName,
  { backends, init: initOptions }: Pick<BenchmarkOptions<never>, 'backends' | 'init'>,
): Promise<string | undefined> {
  try {
    const { adapter } = await init({ ...initOptions, backend });
    if (adapter?.software === true && backends === undefined) return 'its adapter computes in software';
    return undefined;
  } catch (error) {
    if (BackendError.isInstance(error)) return error.message;
    throw error;
  }
}

async function measure<State>(
  backend: BackendName,
  run: (state: State) => unknown,
  rounds: number,
  { setUp, tearDown, signal }: BenchmarkOptions<State>,
): Promise<BackendTimes> {
  const state = (await setUp?.()) as State;
  try {
    // The first run compiles shaders and lets the engine's optimiser see the code; the second is watched.
    await finish(await run(state));
    const watched: ProfileReport<unknown> = await profile(() => run(state));
    await finish(watched.result);
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      signal?.throwIfAborted();
      const start = performance.now();
      await finish(await run(state));
      times.push(performance.now() - start);
    }
    const sorted = [...times].sort((a, b) => a - b);
    const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))];
    const [longest] = watched.ops;
    const inKernels = watched.kernelMilliseconds;
    return {
      backend,
      medianMilliseconds: median(times),
      quartiles: [at(0.25), at(0.75)],
      rounds: times,
      kernels: watched.ops.reduce((sum, { calls }) => sum + calls, 0),
      longest: longest && {
        kernel: longest.name,
        share: (longest.forwardMilliseconds + longest.backwardMilliseconds) / Math.max(inKernels, 1e-9),
      },
    };
  } finally {
    await tearDown?.(state);
    tf.dispose(state as tf.TensorContainer);
  }
}

/** Waits until the work is done, and disposes of the result. */
async function finish(result: unknown): Promise<void> {
  const { queue } = tf.backend() as unknown as { queue?: { onSubmittedWorkDone(): Promise<unknown> } };
  // A batch of commands is only handed over when something is read.
  if (tf.getBackend() === 'webgpu') {
    const [tensor] = [result].flat();
    if (tensor instanceof tf.Tensor && tensor.size > 0)
      await tf.tidy(() => tf.slice(tf.reshape(tensor, [-1]), 0, 1)).data();
    await queue?.onSubmittedWorkDone();
  }
  tf.dispose(result as tf.TensorContainer);
}

function explain(backends: readonly BackendTimes[]): string {
  const [first, second] = backends;
  const where = ({ longest, kernels }: BackendTimes): string =>
    longest
      ? `${kernels} kernels, ${Math.round(100 * longest.share)} % of their time in ${longest.kernel}`
      : 'no kernel';
  const own = `${first.backend} takes ${millisecondsText(first.medianMilliseconds)} (${where(first)})`;
  if (second === undefined) return `${own}; no other backend starts here.`;
  const ratio = second.medianMilliseconds / first.medianMilliseconds;
  const apart = first.quartiles[1] < second.quartiles[0];
  const verdict = apart ? '' : ' The runs overlap, so the difference may be chance.';
  return `${own}; ${second.backend} takes ${ratio.toFixed(1)} times as long (${where(second)}).${verdict}`;
}

function comparisonText({ backends, absent, why }: Omit<BackendComparison, 'toString'>): string {
  const rows = backends.map(({ backend, medianMilliseconds, quartiles, rounds, kernels }) => [
    backend,
    millisecondsText(medianMilliseconds),
    `${millisecondsText(quartiles[0])} to ${millisecondsText(quartiles[1])}`,
    String(rounds.length),
    String(kernels),
  ]);
  const table = alignedTable(['backend', 'median', 'middle half', 'rounds', 'kernels'], rows);
  return [why, table, ...absent.map(({ backend, reason }) => `${backend} was left out: ${reason}`)].join('\n');
}
