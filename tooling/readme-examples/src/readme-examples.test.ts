import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { compareOutput } from './compare-output';
import { extractExamples } from './extract-example';
import { readReadme, runExample } from './run-example';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../../..');
const packages = readdirSync(path.join(root, 'packages'), { withFileTypes: true }).filter((entry) =>
  entry.isDirectory(),
);

// The root README speaks of several packages; it runs from this folder, which depends on all of them.
const readmes = [
  { name: 'README.md', folder: path.resolve(here, '..') },
  ...packages.map(({ name }) => ({ name: `packages/${name}/README.md`, folder: path.join(root, 'packages', name) })),
];

describe('README examples on the built packages', () => {
  it.each(readmes)(
    '$name prints what it says',
    async ({ name, folder }) => {
      for (const example of extractExamples(await readReadme(path.join(root, name)), name)) {
        const difference = compareOutput(example.output, await runExample(example, { root, folder }));
        expect(difference && `${name} (- README, + program):\n${difference}`).toBeUndefined();
      }
    },
    90_000,
  );
});
