import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { defaults } from '../../settings/setting';
import { codeSnippet } from './code-snippet';
import { type MixerSettings, mixerSettings } from './settings';

const base = defaults(mixerSettings) as MixerSettings;
const errors = (code: string) =>
  ts.transpileModule(code, { reportDiagnostics: true, compilerOptions: { module: ts.ModuleKind.ESNext } }).diagnostics;

describe('codeSnippet', () => {
  it.each(mixerSettings.data.options.map(({ value }) => value))('is a program for the data %s', (data) => {
    for (const { value: model } of mixerSettings.model.options) {
      for (const { value: pixels } of mixerSettings.pixels.options) {
        const code = codeSnippet({ ...base, data, model, pixels });
        expect(errors(code)).toEqual([]);
        // Everything that is imported is used, and nothing is used that is not imported.
        for (const [, names] of code.matchAll(/import \{ ([^}]*) \}/g)) {
          for (const name of names.split(', ').map((part) => part.split(' as ').at(-1)!)) {
            expect(code.split(new RegExp(`\\b${name}\\b`)).length, name).toBeGreaterThan(2);
          }
        }
      }
    }
  });

  it('carries every setting', () => {
    const code = codeSnippet({ ...base, epochs: 17, seed: 23, rate: 0.0042, batch: 37, decay: 0.11, smoothing: 0.35 });
    for (const value of ['17', '23', '0.0042', '37', '0.11', '0.35']) expect(code).toContain(value);
    expect(codeSnippet({ ...base, size: 'micro' })).toContain('hiddenDim: 128');
  });
});
