// Puts repairs in the place of stock kernels and gradients, remembers what was there, and leaves kernels alone that the
// user registered.
import * as tf from '@tensorflow/tfjs';
import type { WasmBackend } from '../backends/wasm-heap';
import { heapOf } from '../backends/wasm-kernels';
import { callRepairs, gradientRepairs, kernelRepairs, methodRepairs, tapeRepairs } from '../repairs/index';
import type { KernelRepair, StockCall, StockKernel } from '../repairs/repair';

/** What was replaced, and how to put it back. */
export interface AppliedRepairs {
  replaced: string[];
  warnings: string[];
  undo(): void;
}

// Stock configurations that we took out and put back: they move to the end of the registry, where a kernel of the user
// would stand.
const knownStock = new WeakSet<tf.KernelConfig>();

/** The stock backend registers its kernels in one go; this one is the last. */
const lastStockKernel = 'ZerosLike';

/** True when the user registered this kernel: it came after the stock ones, or has no set-up as all stock ones have. */
function isUserKernel(config: tf.KernelConfig): boolean {
  if (knownStock.has(config)) return false;
  const order = tf.getKernelsForBackend(config.backendName).map(({ kernelName }) => kernelName);
  return order.indexOf(config.kernelName) > order.indexOf(lastStockKernel);
}

function replace(config: tf.KernelConfig): void {
  if (tf.getKernel(config.kernelName, config.backendName) !== undefined) {
    tf.unregisterKernel(config.kernelName, config.backendName);
  }
  tf.registerKernel(config);
}

function missing(kernelName: string): () => never {
  return () => {
    throw new Error(`TensorFlow.js has no kernel ${kernelName} for wasm that could stand in.`);
  };
}

function repairedKernel(repair: KernelRepair, stock: tf.KernelConfig | undefined): tf.KernelConfig {
  const stockKernel = (stock?.kernelFunc ?? missing(repair.kernelName)) as unknown as StockKernel;
  const run = (call: { inputs: Record<string, tf.TensorInfo>; attrs?: tf.NamedAttrMap; backend: unknown }) => {
    const heap = heapOf(call.backend as WasmBackend);
    return heap.run(repair.kernelName, () => repair.run({ ...call, attrs: call.attrs ?? {} }, heap, stockKernel));
  };
  return {
    kernelName: repair.kernelName,
    backendName: 'wasm',
    kernelFunc: run as unknown as tf.KernelFunc,
    // A backend that is created anew sets the stock kernel up too, because the repair may call it.
    setupFunc: stock?.setupFunc,
    disposeFunc: stock?.disposeFunc,
  };
}

type MakeKernel = (stock: tf.KernelConfig | undefined) => tf.KernelConfig;

/** Replaces kernels of one backend. Kernels that the user registered stay and are named in the warnings. */
function replaceKernels(
  backendName: string,
  repairs: ReadonlyArray<[kernelName: string, make: MakeKernel]>,
): AppliedRepairs {
  const replaced: string[] = [];
  const warnings: string[] = [];
  const undo: Array<() => void> = [];
  for (const [kernelName, make] of repairs) {
    const stock = tf.getKernel(kernelName, backendName) as tf.KernelConfig | undefined;
    if (stock !== undefined && isUserKernel(stock)) {
      warnings.push(`The kernel ${kernelName} of ${backendName} was registered by the application and stays as it is.`);
      continue;
    }
    if (stock !== undefined) knownStock.add(stock);
    const ours = make(stock);
    replace(ours);
    replaced.push(`${backendName}/${kernelName}`);
    undo.push(() => {
      if (tf.getKernel(kernelName, backendName) !== ours) return;
      if (stock === undefined) tf.unregisterKernel(kernelName, backendName);
      else replace(stock);
    });
  }
  return { replaced, warnings, undo: () => undo.reverse().forEach((step) => void step()) };
}

/** Replaces kernels of the WASM backend that are wrong, slow or missing. */
export function repairKernels(): AppliedRepairs {
  return replaceKernels(
    'wasm',
    kernelRepairs.map((repair) => [repair.kernelName, (stock) => repairedKernel(repair, stock)]),
  );
}

/** Replaces methods of stock classes that our WASM kernels do faster. */
export function repairMethods(): AppliedRepairs {
  const replaced: string[] = [];
  const undo: Array<() => void> = [];
  for (const { name, apply } of methodRepairs) {
    const takeBack = apply();
    if (takeBack === undefined) continue;
    replaced.push(`wasm/${name}`);
    undo.push(takeBack);
  }
  return { replaced, warnings: [], undo: () => undo.reverse().forEach((step) => void step()) };
}

/** Puts calls right before they reach the stock kernels of a backend. */
export function repairCalls(backendName: string): AppliedRepairs {
  const repairs = callRepairs.filter(({ kernelName }) => tf.getKernel(kernelName, backendName) !== undefined);
  return replaceKernels(
    backendName,
    repairs.map(({ kernelName, rewrite }) => [
      kernelName,
      (stock) => {
        const run = stock!.kernelFunc as unknown as StockKernel;
        return { ...stock!, kernelFunc: ((call: StockCall) => run(rewrite(call))) as unknown as tf.KernelFunc };
      },
    ]),
  );
}

/** Replaces gradients; they serve all backends. */
export function repairGradients(): AppliedRepairs {
  const replaced: string[] = [];
  const undo: Array<() => void> = [];
  for (const repair of gradientRepairs) {
    const { kernelName } = repair;
    const stock = tf.getGradient(kernelName) as tf.GradConfig | undefined;
    const ours = repair.config(stock);
    if (stock !== undefined) tf.unregisterGradient(kernelName);
    tf.registerGradient(ours);
    replaced.push(kernelName);
    undo.push(() => {
      if (tf.getGradient(kernelName) !== ours) return;
      tf.unregisterGradient(kernelName);
      if (stock !== undefined) tf.registerGradient(stock);
    });
  }
  for (const { name, apply } of tapeRepairs) {
    const takeBack = apply();
    if (takeBack === undefined) continue;
    replaced.push(name);
    undo.push(takeBack);
  }
  return { replaced, warnings: [], undo: () => undo.reverse().forEach((step) => void step()) };
}
