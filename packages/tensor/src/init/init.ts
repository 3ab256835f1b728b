// Start-up: one backend, our kernels on it, repaired stock kernels, and a report of all that.
import * as tf from '@tensorflow/tfjs';
import { meterHeap } from '../backends/heap-meter';
import type { WasmBackend } from '../backends/wasm-heap';
import { freeHeap, loadKernels } from '../backends/wasm-kernels';
import { hasWebgpuMembers, type WebgpuBackend } from '../backends/webgpu-kernel';
import {
  type AppliedRepairs,
  completeKernels,
  repairBackend,
  repairCalls,
  repairGradients,
  repairKernels,
  repairMethods,
  repairPrograms,
} from '../engine/apply-repairs';
import { registerKernels } from '../engine/register-kernels';
import { startHalfStorage } from '../webgpu/half-storage';
import { chooseBackend } from './choose-backend';
import type { InitOptions } from './init-options';
import type { InitReport } from './init-report';
import { kernelThreads } from './kernel-threads';

let report: InitReport | undefined;
let optionsOfReport: InitOptions | undefined;
let undo: Array<() => void> = [];
let running: Promise<unknown> = Promise.resolve();

/**
 * Starts a backend of TensorFlow.js, registers the fused kernels and replaces stock kernels that are wrong or slow.
 * Until it is called, importing this package changes nothing. It may be called again, with other options too.
 *
 * @returns what was found and done; `lastReport()` returns it again.
 * @throws BackendError if a backend asked for by name cannot be started or two copies of TensorFlow.js are loaded;
 *   ConfigError for an unknown backend.
 */
export function init(options: InitOptions = {}): Promise<InitReport> {
  // One start at a time: a second call waits, then starts anew.
  const started = running.then(() => start(options));
  running = started.catch(() => undefined);
  return started;
}

async function start(options: InitOptions): Promise<InitReport> {
  restore();
  const wantedThreads = kernelThreads(options);
  const { backend, reason, adapter, device, threads = 1, warnings } = await chooseBackend(options);
  const kernels = await startKernels(backend, options.deterministic ?? false, wantedThreads, warnings);
  if (options.threads !== undefined && kernels.kernelThreads < options.threads) {
    warnings.push(
      `One thread instead of ${options.threads}: the memory of this backend cannot be shared. In a page serve the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp; in Node use DataParallel.`,
    );
  }
  const { overridden, patchedGradients } = repairStock(options.patchStock ?? true, kernels, warnings);
  report = { backend, reason, ...kernels, threads, overridden, patchedGradients, adapter, device, warnings };
  if (backend === 'webgpu') {
    report.halfStorage = kernels.kernels === 'fused' && options.webgpu?.halfStorage === true;
    if (report.halfStorage) undo.push(startHalfStorage(tf.backend() as unknown as WebgpuBackend));
  }
  optionsOfReport = options;
  return report;
}

type KernelReport = Pick<InitReport, 'simd' | 'memory' | 'kernels' | 'kernelThreads'>;

async function startKernels(
  backend: InitReport['backend'],
  deterministic: boolean,
  threads: number,
  warnings: string[],
): Promise<KernelReport> {
  if (backend === 'wasm') {
    const engine = tf.backend() as unknown as WasmBackend;
    const load = await loadKernels(engine, deterministic, threads);
    if (load.loaded) {
      undo.push(meterHeap(engine));
      undo.push(() => freeHeap(engine));
      undo.push(registerKernels('wasm'));
      return { simd: load.instructionSet, memory: load.memory, kernels: 'fused', kernelThreads: load.threads };
    }
    warnings.push(`Ops run as compositions of stock ops: ${load.reason}.`);
  }
  if (backend === 'webgpu') {
    if (!hasWebgpuMembers(tf.backend())) {
      warnings.push('Ops run as compositions of stock ops: this version of the WebGPU backend is not known.');
      return { simd: 'none', memory: 'none', kernels: 'reference', kernelThreads: 1 };
    }
    undo.push(registerKernels('webgpu'));
    return { simd: 'none', memory: 'none', kernels: 'fused', kernelThreads: 1 };
  }
  return { simd: 'none', memory: 'none', kernels: 'reference', kernelThreads: 1 };
}

function repairStock(
  wanted: boolean,
  { simd, kernels }: KernelReport,
  warnings: string[],
): Pick<InitReport, 'overridden' | 'patchedGradients'> {
  if (!wanted) return { overridden: [], patchedGradients: [] };
  const apply = (repairs: AppliedRepairs): string[] => {
    undo.push(repairs.undo);
    warnings.push(...repairs.warnings.filter((warning) => !warnings.includes(warning)));
    return repairs.replaced;
  };
  const patchedGradients = apply(repairGradients());
  const backend = tf.getBackend() as InitReport['backend'];
  // The cpu backend stands in for kernels that others lack, so it is put right too.
  const touched = backend === 'cpu' ? [backend] : (['cpu', backend] as const);
  // From the inside out: what is missing, what is called wrongly, what is wrong or slow.
  const overridden = backend === 'cpu' ? [] : apply(completeKernels(backend));
  for (const name of touched) overridden.push(...apply(repairBackend(name)), ...apply(repairCalls(name)));
  if (simd !== 'none') overridden.push(...apply(repairKernels()), ...apply(repairMethods('wasm')));
  if (backend === 'webgpu') overridden.push(...apply(repairPrograms()));
  if (backend === 'webgpu' && kernels === 'fused') overridden.push(...apply(repairMethods('webgpu')));
  return { overridden: [...new Set(overridden)], patchedGradients };
}

/** Puts the stock kernels and gradients back and takes the fused kernels away. The backend stays. */
export function restore(): void {
  for (const step of undo.reverse()) step();
  undo = [];
  report = undefined;
}

/** The report of the last `init`, or undefined before it and after `restore`. */
export function lastReport(): InitReport | undefined {
  return report;
}

/** The options of the last `init`; undefined when there is no report. */
export function lastOptions(): InitOptions | undefined {
  return report && optionsOfReport;
}
