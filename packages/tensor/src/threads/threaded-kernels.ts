// The kernels with large products in several threads. Whoever calls a product need not know.
import type { KernelExports } from '../generated/kernel-exports';
import type { KernelPool } from './kernel-pool';
import { convolveArgument, splitConvolve } from './split-convolution';
import { cutsRows, gemmArgument, isLarge, splitGemm, splitGemmPacked } from './split-product';

/** The panels of a right matrix that all threads read take no more bytes than this. */
const MOST_PANEL_BYTES = 64 * 2 ** 20;

/** Takes memory on the heap, or answers 0. */
interface Allocator {
  allocate(bytes: number): number;
  free(pointer: number): void;
}

/** The kernels, where large calls of `gemm`, `gemmPacked` and `convolve` go through a pool. Same bits for any number of threads. */
export function threadedKernels(kernels: KernelExports, pool: KernelPool, heap: Allocator): KernelExports {
  const { count, m, n, k, b, bBatch, bColumn } = gemmArgument;
  const packed = (...values: Parameters<KernelExports['gemmPacked']>): void => {
    if (isLarge(values[count], values[m], values[n], values[k])) {
      pool.start();
      const split = pool.size > 1 ? splitGemmPacked(values, pool.size, kernels) : undefined;
      if (split && pool.run('gemmPacked', split)) return;
    }
    kernels.gemmPacked(...values);
  };
  /** Packs the right matrix once, for all pieces. False where pieces pack for themselves. */
  const withPanels = (values: Parameters<KernelExports['gemm']>): boolean => {
    if (values[bBatch] !== 0 && values[count] > 1) return false;
    if (!cutsRows(values, pool.size)) return false;
    const bytes = kernels.packedBytes(values[n], values[k]);
    const panels = bytes <= MOST_PANEL_BYTES ? heap.allocate(bytes) : 0;
    if (panels === 0) return false;
    kernels.packMatrix(values[n], values[k], values[b], values[b + 2], values[bColumn], panels);
    const before = values.slice(0, b);
    const after = values.slice(bColumn + 1);
    const split = splitGemmPacked([...before, panels, ...after], pool.size, kernels);
    try {
      return split !== undefined && pool.run('gemmPacked', split);
    } finally {
      heap.free(panels);
    }
  };
  const gemm = (...values: Parameters<KernelExports['gemm']>): void => {
    if (isLarge(values[count], values[m], values[n], values[k])) {
      pool.start();
      if (pool.size > 1) {
        if (withPanels(values)) return;
        const split = splitGemm(values, pool.size, kernels);
        if (split && pool.run('gemm', split)) return;
      }
    }
    kernels.gemm(...values);
  };
  let filterIsPacked = false;
  const convolve = (...values: Parameters<KernelExports['convolve']>): void => {
    const split = pool.size > 1 ? splitConvolve(values, pool.size, kernels) : undefined;
    if (split && pool.run('convolve', split)) {
      // Whoever took the first piece has it in scratch memory of its own.
      filterIsPacked = false;
      return;
    }
    if (!filterIsPacked) values[convolveArgument.packed] = 0;
    filterIsPacked = true;
    kernels.convolve(...values);
    // The pool starts with work that is worth it.
    if (pool.size === 1 && splitConvolve(values, 2, kernels)) pool.start();
  };
  return { ...kernels, gemm, gemmPacked: packed, convolve };
}
