import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Bundles and minifies a program as an application would: the packages as published, TensorFlow.js left out.
 *
 * @param program text of an ES module.
 * @returns the text that would be shipped.
 */
export async function bundle(program: string): Promise<string> {
  const cache = path.join(folder, '.cache');
  await mkdir(cache, { recursive: true });
  const place = await mkdtemp(path.join(cache, 'bundle-'));
  try {
    const entry = path.join(place, 'entry.ts');
    await writeFile(entry, program);
    await build({
      config: false,
      silent: true,
      entry: { bundle: entry },
      outDir: path.join(place, 'out'),
      format: ['esm'],
      outExtension: () => ({ js: '.js' }),
      minify: true,
      splitting: false,
      noExternal: [/^@perceptrons\//],
      external: [/^@tensorflow\//, 'webgpu', /^node:/],
      esbuildOptions: (options) => {
        options.conditions = [];
      },
    });
    return await readFile(path.join(place, 'out', 'bundle.js'), 'utf8');
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}
