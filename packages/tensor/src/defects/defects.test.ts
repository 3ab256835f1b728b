// The programs of the page: on stock they print what the page says, after init what is right.
import '@tensorflow/tfjs-backend-wasm';
import { testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { init, restore } from '../index';
import { allDefects } from './all-defects';
import { type BackendName, backendNames, repairList } from './defect';
import { programs } from './programs';
import { recorded, recording, writeRecord } from './records';
import { type Outputs, runAll, runSnippet, sameOutput } from './run-snippet';

const backends = testBackends().filter((name) => name === 'cpu' || name === 'wasm') as BackendName[];

/** Whether a proof says that stock throws, is not fit to run, or gives other values. */
const showsDefect = ({ proofs }: ReturnType<typeof repairList>[number]): boolean =>
  proofs.some(
    ({ stock, right, tolerance = 1e-4 }) =>
      !('values' in stock) || right.some((value, index) => Math.abs(value - stock.values[index]) > tolerance),
  );

describe('defects', () => {
  const shown = allDefects.flatMap(({ repairs }) => repairs);

  it('refer to repairs that exist', () => {
    const known = repairList().map(({ id }) => id);
    expect(shown.filter((id) => !known.includes(id))).toEqual([]);
  });

  it('show every repair of which a proof says that the stock result is wrong', () => {
    const wrong = repairList().filter(showsDefect);
    expect(
      wrong.map(({ id }) => id).filter((id) => !shown.includes(id)),
      'Add a program to src/defects and run: node packages/tensor/scripts/write-defects.mjs',
    ).toEqual([]);
  });

  it('can be seen on some backend', () => {
    const unseen = programs.filter(({ code, right, notRun }) =>
      backendNames.every((backend) => {
        const said = recorded(backend)[code];
        return said === undefined ? notRun?.[backend] === undefined : sameOutput(said, right);
      }),
    );
    expect(unseen.map(({ name }) => name)).toEqual([]);
  });
});

// Before the first init, which would repair what is to be shown.
describe.each(backends)('stock on %s', (backend) => {
  let outputs: Outputs;
  beforeAll(async () => {
    await tf.setBackend(backend);
    outputs = await runAll(backend);
    if (recording) writeRecord(backend, outputs);
  });

  it('runs the programs that are recorded', () => {
    expect(Object.keys(outputs)).toEqual(Object.keys(recorded(backend)));
  });

  it.each(programs.filter(({ notRun }) => notRun?.[backend] === undefined))(
    'prints what is recorded for $name',
    ({ code }) => {
      const [printed, said] = [outputs[code], recorded(backend)[code]];
      expect(sameOutput(printed, said), `${printed}\ninstead of\n${said}`).toBe(true);
    },
  );
});

describe.each(backends)('after init on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });
  afterAll(() => restore());

  const unrepaired = /not repaired/;
  it.each(programs.filter(({ notRun }) => !unrepaired.test(notRun?.[backend] ?? '')))(
    'prints what is right for $name',
    async ({ code, right }) => {
      const printed = await runSnippet(code);
      expect(sameOutput(printed, right), `${printed}\ninstead of\n${right}`).toBe(true);
    },
  );
});
