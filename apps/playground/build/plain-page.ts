import type { Plugin } from 'vite';

/** Packages whose layers register themselves with TensorFlow.js when they are loaded, which counts as a side effect. */
const registering = /\/packages\/(graph|layers)\/src\//;

/**
 * Lets the page take plain functions from packages of models without their layers: those belong to the worker, whose
 * bundle is made without this plugin. Takes about 300 kB (gzipped) off the page of graphs.
 */
export function plainPage(): Plugin {
  return {
    name: 'plain-page',
    apply: 'build',
    transform: (_, id) => (registering.test(id) ? { moduleSideEffects: false } : undefined),
  };
}
