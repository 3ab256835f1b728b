import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { defaults } from '../../settings/setting';
import { codeSnippet } from './code-snippet';
import { type SequencerSettings, sequencerSettings } from './settings';

const base = defaults(sequencerSettings) as SequencerSettings;
const errors = (code: string) =>
  ts.transpileModule(code, { reportDiagnostics: true, compilerOptions: { module: ts.ModuleKind.ESNext } }).diagnostics;

describe('codeSnippet', () => {
  it.each(sequencerSettings.data.options.map(({ value }) => value))('is a program for the data %s', (data) => {
    for (const { value: cell } of sequencerSettings.cell.options) {
      const code = codeSnippet({ ...base, data, cell });
      expect(errors(code)).toEqual([]);
      // Everything that is imported is used.
      for (const [, names] of code.matchAll(/import \{ ([^}]*) \}/g)) {
        for (const name of names.split(', ').map((part) => part.split(' as ').at(-1)!)) {
          expect(code.split(new RegExp(`\\b${name}\\b`)).length, name).toBeGreaterThan(2);
        }
      }
    }
  });

  it('carries every setting', () => {
    const code = codeSnippet({ ...base, epochs: 17, seed: 23, rate: 0.0042, batch: 37, decay: 0.11, side: '52' });
    for (const value of ['17', '23', '0.0042', '37', '0.11', 'width: 52']) expect(code).toContain(value);
    const other = codeSnippet({ ...base, size: 'nano', cell: 'gru', axes: 'rows', directions: 'forward' });
    for (const value of ["cell: 'gru'", "union: 'horizontal'", 'bidirectional: false']) expect(other).toContain(value);
    expect(other).not.toContain('embedDims');
  });
});
