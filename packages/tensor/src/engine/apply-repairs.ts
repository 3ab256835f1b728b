// Puts repairs in the place of stock kernels and gradients, remembers what was there, and leaves kernels alone that the
// user registered.
import * as tf from '@tensorflow/tfjs';
import { runOnCpu } from '../backends/cpu-kernels';
import { hostAccess } from '../backends/host-access';
import type { WasmBackend } from '../backends/wasm-heap';
import { heapOf } from '../backends/wasm-kernels';
import { fitsStockKernel } from '../repairs/cpu-fallback';
import {
  backendRepairs,
  callRepairs,
  gradientRepairs,
  kernelRepairs,
  methodRepairs,
  programRepairs,
  tapeRepairs,
} from '../repairs/index';
import type {
  BackendRepair,
  KernelRepair,
  MethodRepair,
  OtherKernels,
  StockCall,
  StockKernel,
} from '../repairs/repair';

/** What was replaced, and how to put it back. */
export interface AppliedRepairs {
  replaced: string[];
  warnings: string[];
  undo(): void;
}

// Configurations that are not the user's: stock ones, and ours.
const knownConfigs = new WeakSet<tf.KernelConfig>();
const surveyed = new Set<string>();

/** The stock backends register their kernels in one go; this one is the last. */
const lastStockKernel = 'ZerosLike';

/** Learns the stock kernels of a backend, once: those that came first. Later we move kernels about. */
function survey(backendName: string): void {
  if (surveyed.has(backendName)) return;
  surveyed.add(backendName);
  const configs = tf.getKernelsForBackend(backendName);
  const last = configs.findIndex(({ kernelName }) => kernelName === lastStockKernel);
  for (const config of configs.slice(0, last + 1)) knownConfigs.add(config);
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
  survey(backendName);
  for (const [kernelName, make] of repairs) {
    const stock = tf.getKernel(kernelName, backendName) as tf.KernelConfig | undefined;
    if (stock !== undefined && !knownConfigs.has(stock)) {
      warnings.push(`The kernel ${kernelName} of ${backendName} was registered by the application and stays as it is.`);
      continue;
    }
    const ours = make(stock);
    knownConfigs.add(ours);
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

/** Replaces methods of stock classes that our kernels do faster. */
export function repairMethods(backendName: 'wasm' | 'webgpu'): AppliedRepairs {
  return replaceMethods(backendName, methodRepairs);
}

/** Puts shared programs of the WebGPU backend right. It is the current backend. */
export function repairPrograms(): AppliedRepairs {
  return replaceMethods('webgpu', programRepairs);
}

function replaceMethods(backendName: 'wasm' | 'webgpu', repairs: readonly MethodRepair[]): AppliedRepairs {
  const replaced: string[] = [];
  const undo: Array<() => void> = [];
  for (const { name, apply } of repairs) {
    const takeBack = apply();
    if (takeBack === undefined) continue;
    replaced.push(`${backendName}/${name}`);
    undo.push(takeBack);
  }
  return { replaced, warnings: [], undo: () => undo.reverse().forEach((step) => void step()) };
}

/** Gives a backend every kernel that the cpu backend has, for every type and layout that the cpu kernel takes. */
export function completeKernels(backendName: 'wasm' | 'webgpu'): AppliedRepairs {
  const cpuKernels = tf.getKernelsForBackend('cpu').map(({ kernelName }) => kernelName);
  const repairs = cpuKernels.flatMap((kernelName): Array<[string, MakeKernel]> => {
    const fits = fitsStockKernel(backendName, kernelName);
    if (fits === undefined && tf.getKernel(kernelName, backendName) !== undefined) return [];
    return [[kernelName, (stock) => completedKernel(kernelName, backendName, stock, fits)]];
  });
  return replaceKernels(backendName, repairs);
}

function completedKernel(
  kernelName: string,
  backendName: 'wasm' | 'webgpu',
  stock: tf.KernelConfig | undefined,
  fits: ((call: StockCall) => boolean) | undefined,
): tf.KernelConfig {
  const run = stock?.kernelFunc as unknown as StockKernel | undefined;
  const host = hostAccess[backendName];
  const kernelFunc = (call: StockCall): ReturnType<StockKernel> =>
    run !== undefined && fits?.(call) !== false ? run(call) : runOnCpu(kernelName, call, host);
  return { ...stock, kernelName, backendName, kernelFunc: kernelFunc as unknown as tf.KernelFunc };
}

/** Replaces kernels of one backend by calls of its own kernels. */
export function repairBackend(backendName: 'cpu' | 'wasm' | 'webgpu'): AppliedRepairs {
  const repairs = backendRepairs.filter(({ backends }) => backends.includes(backendName));
  return replaceKernels(
    backendName,
    repairs.map((repair) => [repair.kernelName, (stock) => recomposedKernel(repair, backendName, stock!)]),
  );
}

function recomposedKernel(repair: BackendRepair, backendName: string, stock: tf.KernelConfig): tf.KernelConfig {
  const stockKernel = stock.kernelFunc as unknown as StockKernel;
  const kernelFunc = (call: StockCall): ReturnType<StockKernel> =>
    repair.run(call, stockKernel, otherKernels(backendName, call.backend as Disposer));
  return { ...stock, kernelFunc: kernelFunc as unknown as tf.KernelFunc };
}

interface Disposer {
  disposeData(dataId: object): boolean;
}

function otherKernels(backendName: string, backend: Disposer): OtherKernels {
  return {
    run(kernelName, inputs, attrs = {}) {
      const kernel = tf.getKernel(kernelName, backendName).kernelFunc as unknown as (call: object) => tf.TensorInfo;
      return kernel({ inputs, attrs, backend });
    },
    release: (...tensors) => {
      for (const { dataId } of tensors) backend.disposeData(dataId);
    },
  };
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
