import type { Plugin } from 'vite';

/** Packages whose layers register themselves with TensorFlow.js when they are loaded, which counts as a side effect. */
const registering = /\/packages\/(graph|layers)\/src\//;

const plain = (id: string) => (registering.test(id) ? { moduleSideEffects: false } : undefined);

/**
 * Lets the page take plain functions from packages of models without their layers: those belong to the engine's worker,
 * whose bundle is made without this plugin. Takes about 300 kB (gzipped) off the page of graphs.
 */
export function plainPage(): Plugin {
  return {
    name: 'plain-page',
    apply: 'build',
    transform: (_, id) => plain(id),
  };
}

/**
 * The same for workers that need no layers either.
 *
 * @param entry matches the files with which such workers begin.
 */
export function plainWorker(entry: RegExp): Plugin {
  let asked = false;
  return {
    name: 'plain-worker',
    apply: 'build',
    buildStart: ({ input }) => {
      asked = Object.values(input).some((file) => entry.test(file));
    },
    transform: (_, id) => (asked ? plain(id) : undefined),
  };
}
