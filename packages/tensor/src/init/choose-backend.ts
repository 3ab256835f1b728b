// The order of trial: WebGPU on real hardware, WASM, plain CPU.
import { BackendError, ConfigError } from '../errors/perceptrons-error';
import type { BackendStart } from './backend-start';
import type { InitOptions } from './init-options';
import { startCpu } from './start-cpu';
import { startWasm } from './start-wasm';
import { startWebgpu } from './start-webgpu';

type Started = Extract<BackendStart, { started: true }>;

/** Starts the backend that the options ask for. @throws BackendError if a named backend cannot be started. */
export async function chooseBackend(options: InitOptions): Promise<Started> {
  const { backend = 'auto', prefer = 'gpu' } = options;
  switch (backend) {
    case 'cpu':
    case 'wasm':
    case 'webgpu':
      return demand(await start(backend, options, false));
    case 'auto':
      return firstThatStarts(options, prefer);
    default:
      throw new ConfigError({
        code: 'tensor/backend',
        argument: 'backend',
        message: `init: backend "${String(backend)}" is unknown. Choose auto, webgpu, wasm or cpu.`,
      });
  }
}

async function start(
  backend: 'cpu' | 'wasm' | 'webgpu',
  options: InitOptions,
  hardwareOnly: boolean,
): Promise<BackendStart> {
  if (backend === 'webgpu') return startWebgpu(options, hardwareOnly);
  return backend === 'wasm' ? startWasm(options) : startCpu();
}

async function firstThatStarts(options: InitOptions, prefer: 'gpu' | 'small-ops'): Promise<Started> {
  const passedOver: string[] = [];
  if (prefer === 'small-ops') passedOver.push('webgpu: not tried, prefer is small-ops');
  const candidates = prefer === 'small-ops' ? (['wasm'] as const) : (['webgpu', 'wasm'] as const);
  for (const backend of candidates) {
    const outcome = await start(backend, options, true);
    if (outcome.started) return withHistory(outcome, passedOver);
    passedOver.push(`${backend}: ${outcome.reason}`);
  }
  return withHistory(demand(await startCpu()), passedOver);
}

function withHistory(outcome: Started, passedOver: string[]): Started {
  if (passedOver.length === 0) return outcome;
  return { ...outcome, reason: `${outcome.reason} (passed over ${passedOver.join('; ')})` };
}

function demand(outcome: BackendStart): Started {
  if (outcome.started) return outcome;
  throw new BackendError({
    code: 'tensor/backend-unavailable',
    argument: 'backend',
    message: `init: the backend "${outcome.backend}" cannot be used: ${outcome.reason}. Use backend "auto" to fall back.`,
  });
}
