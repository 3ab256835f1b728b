import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { systems } from './systems/registry';
import { distFolder, ensureBuilt } from './testing/built-page';
import { browserMissing } from './testing/find-browser';

// Sizes are those of the files as gzip sends them, in kB of 1000 bytes.
const shellBudget = 120;
const pageBudget = 60;
const recordBudget = 20;
const shippedBudget = 650;

const missing = browserMissing();
const assets = path.join(distFolder, 'assets');
const gzipped = (file: string) => gzipSync(readFileSync(file)).length / 1000;

const codeOf = (file: string) => readFileSync(path.join(assets, file), 'utf8');
/** A message of TensorFlow.js, and how every WebAssembly module begins in base64. */
const ofWorker = ['Tensor is disposed.', 'AGFzbQEA'];

/** Files that a script loads before it runs: its static imports, and theirs. */
function withImports(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, imported] of codeOf(file).matchAll(/(?:from|import)\s*"\.\/([\w-]+\.js)"/g))
    withImports(imported, found);
  return found;
}

const entry = () => /assets\/(index-[\w-]+\.js)/.exec(readFileSync(path.join(distFolder, 'index.html'), 'utf8'))?.[1];
const sum = (files: Iterable<string>) =>
  [...files].reduce((total, file) => total + gzipped(path.join(assets, file)), 0);
const styles = (prefix: string) =>
  readdirSync(assets).filter((file) => file.startsWith(prefix) && file.endsWith('.css'));

describe.skipIf(missing)(`the size of the built files${missing ? ` (skipped: ${missing})` : ''}`, () => {
  beforeAll(ensureBuilt);

  it(`loads at most ${shellBudget} kB of shell, without TensorFlow.js`, () => {
    const shell = withImports(entry()!);
    const size = sum(shell) + sum(styles('index-')) + gzipped(path.join(distFolder, 'index.html'));
    expect(size).toBeLessThanOrEqual(shellBudget);
    for (const file of shell) expect(codeOf(file)).not.toContain('tfjs');
  });

  it.each(systems)(`loads at most ${pageBudget} kB more for the page of $id, without TensorFlow.js`, ({ id }) => {
    const shell = withImports(entry()!);
    const page = readdirSync(assets).find((file) => file.startsWith(`${id}-page-`) && file.endsWith('.js'))!;
    const more = [...withImports(page)].filter((file) => !shell.has(file));
    expect(sum(more) + sum(styles(`${id}-page-`))).toBeLessThanOrEqual(pageBudget);
    for (const file of more) expect(ofWorker.filter((text) => codeOf(file).includes(text))).toEqual([]);
  });

  it('has TensorFlow.js and the kernels in the worker alone', () => {
    const files = readdirSync(assets).filter((file) => file.endsWith('.js'));
    for (const text of ofWorker) expect(files.filter((file) => codeOf(file).includes(text))).not.toEqual([]);
  });

  it(`loads at most ${recordBudget} kB of each file of recorded runs`, () => {
    const records = readdirSync(assets).filter((file) => file.endsWith('.json'));
    expect(records).toHaveLength(5);
    for (const file of records) expect(gzipped(path.join(assets, file))).toBeLessThanOrEqual(recordBudget);
  });

  it(`carries at most ${shippedBudget} kB of recorded runs and weights in the repository`, () => {
    const folder = path.join(import.meta.dirname, 'systems');
    const shipped = systems.flatMap(({ id }) =>
      readdirSync(path.join(folder, id, 'recorded'))
        .filter((file) => /\.(json|safetensors)$/.test(file))
        .map((file) => path.join(folder, id, 'recorded', file)),
    );
    expect(shipped).toHaveLength(8);
    const size = shipped.reduce((total, file) => total + statSync(file).size, 0) / 1000;
    expect(size).toBeLessThanOrEqual(shippedBudget);
  });
});
