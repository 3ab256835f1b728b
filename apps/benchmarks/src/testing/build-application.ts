import { mkdir, mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';

const app = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/**
 * Builds this application from its sources and the sources of the packages it uses, so that a test of the command line
 * says something about the sources and needs no build before it.
 *
 * @returns the folder, one of its own under `.cache`, where the libraries resolve; it holds `cli.js`, `worker.js` and `parallel-worker.js`.
 */
export async function buildApplication(): Promise<string> {
  const cache = path.join(app, '.cache');
  await mkdir(cache, { recursive: true });
  const outDir = await mkdtemp(path.join(cache, 'test-'));
  await build({
    config: false,
    silent: true,
    entry: Object.fromEntries(
      ['cli', 'worker', 'parallel-worker'].map((name) => [name, path.join(app, `src/${name}.ts`)]),
    ),
    outDir,
    format: ['esm'],
    outExtension: () => ({ js: '.js' }),
    target: 'node20',
    splitting: true,
    noExternal: [/^@perceptrons\//],
    external: [/^@tensorflow\//, 'onnxruntime-web', '@jax-js/jax', 'commander', 'webgpu'],
    esbuildOptions: (options) => {
      options.conditions = ['@perceptrons/source'];
    },
  });
  return outDir;
}
