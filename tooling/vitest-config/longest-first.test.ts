import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { longest } from './longest-first.mjs';

const root = path.resolve(import.meta.dirname, '../..');

describe('the list of long test files', () => {
  it('names files that exist', () => {
    expect(longest.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });
});
