// Rows against Python, where a Python with torch or jax is at hand: `python3`, or what PERCEPTRONS_PYTHON names.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Peer } from './harness/compare';
import { WorkerProcess } from './harness/worker-process';
import { ADAM, CHECKED_STEPS, LAYER_NORM_EPSILON, LEARNING_RATE, type MixerCase } from './mixer/case';
import { inputShape, type NetworkCase, targetShape, weightPlan } from './networks/case';

export interface PythonPeers {
  /** The Python peers of a case; empty where there is no suitable Python. */
  peers: (task: MixerCase | NetworkCase) => Peer[];
  /** Why rows are missing, for the report. */
  note?: string;
}

const PROBE = [
  'import importlib.util, json',
  'print(json.dumps([name for name in ("torch", "jax") if importlib.util.find_spec(name)]))',
].join('\n');

/** Folder of the Python scripts, from the sources and from the built file alike. */
function scriptFolder(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, 'python', 'worker.py'))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error('apps/benchmarks/python/worker.py was not found');
    folder = parent;
  }
  return path.join(folder, 'python');
}

/** A Python, with those of the wanted frameworks that it has. */
export interface FoundPython {
  python: string;
  frameworks: string[];
  /** Why rows are missing, for the report. */
  note?: string;
}

/** Looks for frameworks in `python3`, or in the Python that PERCEPTRONS_PYTHON names. */
export async function findPython(wanted: readonly string[]): Promise<FoundPython> {
  const python = process.env.PERCEPTRONS_PYTHON ?? 'python3';
  let found: string[];
  try {
    const { stdout } = await promisify(execFile)(python, ['-c', PROBE]);
    found = JSON.parse(stdout) as string[];
  } catch {
    return {
      python,
      frameworks: [],
      note: `Python rows left out: ${python} does not start. Set PERCEPTRONS_PYTHON to one with ${wanted.join(' or ')}.`,
    };
  }
  const missing = wanted.filter((name) => !found.includes(name));
  const note =
    missing.length > 0
      ? `Python rows of ${missing.join(' and ')} left out: ${python} cannot import ${missing.join(' or ')}. Set PERCEPTRONS_PYTHON to one that can.`
      : undefined;
  return { python, frameworks: wanted.filter((name) => found.includes(name)), note };
}

/** The script that every Python contender runs. */
export function pythonWorker(): string {
  return path.join(scriptFolder(), 'worker.py');
}

export async function pythonPeers(): Promise<PythonPeers> {
  const { python, frameworks, note } = await findPython(['torch', 'jax']);
  const worker = pythonWorker();
  const peers = (task: MixerCase | NetworkCase) =>
    frameworksFor(task, frameworks).flatMap((framework) =>
      // XLA takes no limit of its threads that it keeps to, so JAX has no row with one.
      (framework === 'torch' ? [1, 0] : [0]).map((threads): Peer => {
        const name = `${framework === 'torch' ? 'PyTorch' : 'JAX'} CPU, ${threads === 1 ? '1 thread' : 'default threads'}`;
        const settings = {
          adam: ADAM,
          learningRate: LEARNING_RATE,
          epsilon: LAYER_NORM_EPSILON,
          checkedSteps: CHECKED_STEPS,
        };
        return {
          name,
          clock: threads === 1 ? 'cpu' : 'wall',
          start: () =>
            new WorkerProcess({
              name,
              command: python,
              args: [worker],
              task: { framework, threads, case: task, ...planOf(task), ...settings },
              env: pythonEnvironment(threads),
            }),
        };
      }),
    );
  return { peers, note };
}

/** The networks exist in PyTorch only. */
function frameworksFor(task: MixerCase | NetworkCase, frameworks: string[]): string[] {
  return 'network' in task ? frameworks.filter((name) => name === 'torch') : frameworks;
}

/** What the Python side needs to build a network; it builds a Mixer from its sizes. */
function planOf(task: MixerCase | NetworkCase): object {
  if (!('network' in task)) return {};
  return { plan: weightPlan(task), inputShape: inputShape(task), targetShape: targetShape(task) };
}

/** Thread counts have to be set before the libraries are imported. */
export function pythonEnvironment(threads: number): Record<string, string> {
  return threads === 1 ? { OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' } : {};
}
