// TensorFlow.js knows layers and models by their class name alone: of two with one name, saved models get the later one.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const packages = fileURLToPath(new URL('../../../packages', import.meta.url));

const sources = readdirSync(packages)
  .flatMap((name) =>
    readdirSync(path.join(packages, name, 'src'), { recursive: true, encoding: 'utf8' }).map((file) =>
      path.join(name, 'src', file),
    ),
  )
  .filter((file) => /\.ts$/.test(file) && !/\.test\.ts$/.test(file));

it('no two classes are registered under one name', () => {
  const files = new Map<string, string[]>();
  for (const file of sources) {
    const text = readFileSync(path.join(packages, file), 'utf8');
    for (const [, name] of text.matchAll(/static [\w ]*className(?:: string)? = '(\w+)'/g)) {
      files.set(name, [...(files.get(name) ?? []), file]);
    }
  }
  expect(files.size).toBeGreaterThan(40);
  expect([...files].filter(([, places]) => places.length > 1)).toEqual([]);
});
