import * as graph from '@perceptrons/graph';
import * as layers from '@perceptrons/layers';
import * as tensor from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { defaults } from '../../settings/setting';
import { codeSnippet } from './code-snippet';
import { knownPairs } from './pairs';
import { type GraphSettings, graphSettings } from './settings';

const base = defaults(graphSettings) as GraphSettings;
const hexagons = { a: 'EwCW', b: 'EhEG' };
const errors = (code: string) =>
  ts.transpileModule(code, { reportDiagnostics: true, compilerOptions: { module: ts.ModuleKind.ESNext } }).diagnostics;

/** Runs a program with the packages of this repository and returns what it prints. */
async function run(code: string): Promise<unknown[][]> {
  const printed: unknown[][] = [];
  const body = code
    .replace(/^import '.*';$/gm, '')
    .replace(/^import \* as (\w+) from '(.*)';$/gm, "const $1 = modules['$2'];")
    .replace(/^import \{([^}]*)\} from '(.*)';$/gm, "const {$1} = modules['$2'];");
  const modules = {
    '@perceptrons/graph': graph,
    '@perceptrons/layers': layers,
    // The backend of the tests stays as it is.
    '@perceptrons/tensor': { ...tensor, init: async () => {} },
    '@tensorflow/tfjs': tf,
  };
  const AsyncFunction = (async () => {}).constructor as new (
    ...code: string[]
  ) => (...given: unknown[]) => Promise<void>;
  await new AsyncFunction('modules', 'console', body)(modules, {
    log: (...values: unknown[]) => printed.push(values),
  });
  return printed;
}

beforeAll(async () => {
  await tensor.init({ backend: 'wasm' });
});

describe('codeSnippet', () => {
  it.each(knownPairs)('is a program for: $title', (pair) => {
    expect(errors(codeSnippet(pair, base))).toEqual([]);
  });

  it('carries every setting', () => {
    const code = codeSnippet(hexagons, {
      ...base,
      ...{
        test: '3-FWL',
        steps: 17,
        rate: 0.0042,
        blocks: 4,
        seed: 23,
        width: 13,
        rounds: 7,
        copies: 5,
        scaling: 'none',
      },
    });
    for (const value of [
      "'3-FWL'",
      '17',
      '0.0042',
      'Array(4).fill(13)',
      'Array(7).fill(13)',
      '23',
      'length: 5',
      "'none'",
    ]) {
      expect(code).toContain(value);
    }
  });

  it('does what it says', async () => {
    const printed = await run(
      codeSnippet(hexagons, { ...base, test: '2-FWL', steps: 2, width: 8, blocks: 2, rounds: 2, copies: 2 }),
    );
    expect(printed[0].slice(0, 4)).toEqual(['round', 1, [3, 3], [3, 4]]);
    expect(printed.filter(([name]) => name === 'ppgn')).toHaveLength(3);
    expect(printed.filter(([name]) => name === 'gin')).toHaveLength(3);
  });
});
