// The kernels with large products in several threads. Whoever calls a product need not know.
import type { KernelExports } from '../generated/kernel-exports';
import type { KernelPieces, KernelPool } from './kernel-pool';
import { convolutionWork, convolveArgument, splitConvolve } from './split-convolution';
import { cutsRows, gemmArgument, LEAST_WORK, productWork, splitGemm, splitGemmPacked } from './split-product';
import { ThreadChoice } from './thread-choice';

/** The panels of a right matrix that all threads read take no more bytes than this. */
const MOST_PANEL_BYTES = 64 * 2 ** 20;

/** Takes memory on the heap, or answers 0. */
interface Allocator {
  allocate(bytes: number): number;
  free(pointer: number): void;
}

/**
 * The kernels, where large calls of `gemm`, `gemmPacked` and `convolve` go through a pool. Same bits for any number of
 * threads.
 */
export function threadedKernels(
  kernels: KernelExports,
  pool: KernelPool,
  heap: Allocator,
  choice: Pick<ThreadChoice, 'next' | 'note'> = new ThreadChoice(),
): KernelExports {
  const { b, bBatch, bColumn, count, n, k } = gemmArgument;
  /** Runs a call by `several`, which answers false where it cannot, or by `one`. Small ones stay in one thread. */
  const run = (work: number, several: () => boolean, one: () => void): void => {
    if (work < LEAST_WORK) {
      one();
      return;
    }
    pool.start();
    const ready = pool.size > 1;
    const wanted = ready && choice.next();
    const start = performance.now();
    const done = wanted && several();
    if (!done) one();
    if (ready && done === wanted) choice.note(done, work, performance.now() - start);
  };
  const inPieces = (name: string, split: KernelPieces | undefined): boolean => {
    return split !== undefined && pool.run(name, split);
  };

  const gemmPacked = (...values: Parameters<KernelExports['gemmPacked']>): void => {
    run(
      productWork(values),
      () => inPieces('gemmPacked', splitGemmPacked(values, pool.size, kernels)),
      () => kernels.gemmPacked(...values),
    );
  };

  /** Packs the right matrix once, for all pieces. False where pieces pack for themselves. */
  const withPanels = (values: Parameters<KernelExports['gemm']>): boolean => {
    if ((values[bBatch] !== 0 && values[count] > 1) || !cutsRows(values, pool.size)) return false;
    const bytes = kernels.packedBytes(values[n], values[k]);
    const panels = bytes <= MOST_PANEL_BYTES ? heap.allocate(bytes) : 0;
    if (panels === 0) return false;
    try {
      kernels.packMatrix(values[n], values[k], values[b], values[b + 2], values[bColumn], panels);
      const packed = [...values.slice(0, b), panels, ...values.slice(bColumn + 1)];
      return inPieces('gemmPacked', splitGemmPacked(packed, pool.size, kernels));
    } finally {
      heap.free(panels);
    }
  };
  const gemm = (...values: Parameters<KernelExports['gemm']>): void => {
    run(
      productWork(values),
      () => withPanels(values) || inPieces('gemm', splitGemm(values, pool.size, kernels)),
      () => kernels.gemm(...values),
    );
  };

  let filterIsPacked = false;
  const convolve = (...values: Parameters<KernelExports['convolve']>): void => {
    run(
      convolutionWork(values),
      () => {
        if (!inPieces('convolve', splitConvolve(values, pool.size, kernels))) return false;
        // Whoever took the first piece has it in scratch memory of its own.
        filterIsPacked = false;
        return true;
      },
      () => {
        if (!filterIsPacked) values[convolveArgument.packed] = 0;
        filterIsPacked = true;
        kernels.convolve(...values);
      },
    );
  };
  return { ...kernels, gemm, gemmPacked, convolve };
}
