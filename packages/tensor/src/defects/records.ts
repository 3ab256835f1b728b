// What stock TensorFlow.js printed: one file per backend, written by scripts/write-defects.mjs and checked by the tests.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BackendName } from './defect';
import type { Outputs } from './run-snippet';

/** True when the tests are to write down what they see. */
export const recording = process.env.PERCEPTRONS_RECORD_DEFECTS === '1';

const pathOf = (backend: BackendName): string =>
  fileURLToPath(new URL(`__fixtures__/stock-${backend}.json`, import.meta.url));

export function recorded(backend: BackendName): Outputs {
  const path = pathOf(backend);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Outputs) : {};
}

export function writeRecord(backend: BackendName, outputs: Outputs): void {
  writeFileSync(pathOf(backend), `${JSON.stringify(outputs, null, 2)}\n`);
}
