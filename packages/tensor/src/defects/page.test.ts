import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { defectsPage } from './page';
import { recording } from './records';

const path = fileURLToPath(new URL('../../../../docs/tfjs-defects.md', import.meta.url));

describe('docs/tfjs-defects.md', () => {
  it('says what the tables of repairs and the records say', () => {
    const expected = defectsPage(tf.version_core);
    if (recording) writeFileSync(path, expected);
    const written = existsSync(path) ? readFileSync(path, 'utf8') : '';
    expect(written === expected, 'The page is stale. Run: node packages/tensor/scripts/write-defects.mjs').toBe(true);
  });
});
