import { readdir } from 'node:fs/promises';
import { ConfigError } from '@perceptrons/tensor';
import { type Experiment, isExperiment } from './experiment';

/** Where the experiments lie, in the sources and in the built application alike. */
const folder = new URL('../experiments/', import.meta.url);
const builtFolder = new URL('./experiments/', import.meta.url);

/**
 * Finds every experiment by its file: `experiments/<system>/<file>` with an experiment as default export.
 *
 * @returns all experiments, sorted by name.
 * @throws ConfigError if two share a name.
 */
export async function discoverExperiments(): Promise<Experiment[]> {
  const { root, files } = await experimentFiles();
  const modules: Array<{ default?: unknown }> = await Promise.all(
    files.map((file) => import(/* @vite-ignore */ new URL(file, root).href)),
  );
  const found = modules.map((module) => module.default).filter(isExperiment);
  const names = new Set<string>();
  for (const { name } of found) {
    if (names.has(name)) {
      throw new ConfigError({
        code: 'reproduce/same-name',
        message: `Two experiments are named "${name}". Give one of them another name.`,
      });
    }
    names.add(name);
  }
  return found.sort((a, b) => a.name.localeCompare(b.name));
}

/** The files below the folder of experiments. In the built application this module is part of the command line's file. */
async function experimentFiles(): Promise<{ root: URL; files: string[] }> {
  for (const root of [builtFolder, folder]) {
    try {
      const names = await readdir(root, { recursive: true });
      const files = names
        .map((name) => name.replaceAll('\\', '/'))
        .filter((name) => /\.(js|ts)$/.test(name) && !/\.(test|d)\.ts$/.test(name))
        .sort();
      return { root, files };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  throw new ConfigError({
    code: 'reproduce/no-experiments',
    message: `There is no folder of experiments at ${builtFolder.pathname}. Build the application again: npm run build.`,
  });
}
