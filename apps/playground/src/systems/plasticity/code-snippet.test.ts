import * as plasticity from '@perceptrons/plasticity';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { defaults } from '../../settings/setting';
import { codeSnippet } from './code-snippet';
import { plasticitySettings } from './settings';

const base = defaults(plasticitySettings);
const errors = (code: string) =>
  ts.transpileModule(code, { reportDiagnostics: true, compilerOptions: { module: ts.ModuleKind.ESNext } }).diagnostics;

describe('codeSnippet', () => {
  it.each(plasticitySettings.data.options.map(({ value }) => value))('is a program for the data %s', (data) => {
    for (const { value: terms } of plasticitySettings.terms.options) {
      for (const { value: units } of plasticitySettings.units.options) {
        for (const flies of [false, true]) {
          const code = codeSnippet({ ...base, data, terms, units }, flies);
          expect(errors(code)).toEqual([]);
          const [, names] = /import \{ ([^}]*) \} from '@perceptrons\/plasticity'/.exec(code) ?? [];
          for (const name of names.split(', ')) {
            expect(plasticity).toHaveProperty(name);
            expect(code.split(new RegExp(`\\b${name}\\b`)).length, name).toBeGreaterThan(2);
          }
        }
      }
    }
  });

  it('carries every setting', () => {
    const code = codeSnippet({ ...base, animals: 17, trials: 23, seed: 71, noise: 0.31, memory: 37, penalty: 0.043 });
    for (const value of ['17', '23', '71', '0.31', '37', '0.043']) expect(code).toContain(value);
    expect(codeSnippet({ ...base, terms: 'perceptron', seed: 71 })).toContain('mlpRule({ seed: 71 })');
    expect(codeSnippet({ ...base, data: 'own', noise: 0.31 }, true)).toContain('inputStd: 0.31');
    expect(codeSnippet({ ...base, method: 'adam', iterations: 91 })).toContain('epochs: 91');
    expect(codeSnippet({ ...base, rule: "x'r" })).toContain("parseRule('x\\'r')");
  });
});
