import type { Peer } from '../harness/compare';
import { WorkerProcess } from '../harness/worker-process';
import { type FoundPython, pythonWorker } from '../python';
import { HIDDEN, LEAK, LONGEST, type PlasticityCase, READOUT } from './case';

/** JAX as the published code is built, and, for several experiments, with all of them in one call. */
export function jaxPeers(task: PlasticityCase, { python, frameworks }: FoundPython): Peer[] {
  if (!frameworks.includes('jax')) return [];
  const structures = task.experiments > 1 ? (['reference', 'padded'] as const) : (['reference'] as const);
  return structures.map((structure) => {
    const name = structure === 'reference' ? 'JAX, reference structure' : 'JAX, experiments padded and joined';
    const settings = { hidden: HIDDEN, leak: LEAK, longest: LONGEST, readout: READOUT };
    return {
      name,
      family: name,
      // XLA takes no limit of its threads that it keeps to.
      clock: 'wall',
      start: () =>
        new WorkerProcess({
          name,
          command: python,
          args: [pythonWorker()],
          task: { structure, case: { ...task, ...settings } },
        }),
    };
  });
}
