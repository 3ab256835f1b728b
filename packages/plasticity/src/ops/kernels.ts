// The WASM kernels of this package, as `memory.module` takes them.
import type { KernelBinaries } from '@perceptrons/tensor';
import { relaxed } from '../generated/relaxed';
import { simd } from '../generated/simd';

export const kernelBinaries: KernelBinaries = { simd, relaxed };
