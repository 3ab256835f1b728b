import { describe, expect, it } from 'vitest';
import type { Machine } from './machine';
import { renderTable } from './table';

describe('renderTable', () => {
  it('shows the errors of every op on each backend below the times', () => {
    const machine: Machine = {
      cpu: 'a core',
      cores: 2,
      memoryGiB: 4,
      platform: 'linux x64',
      node: 'v20',
      tfjs: '4.22.0',
      load: 0,
    };
    const text = renderTable({
      name: 'engine',
      machine,
      rows: [],
      notes: ['One thing was left out.'],
      accuracy: [
        {
          op: 'Gelu',
          of: 'values',
          errors: { wasm: { relative: 1.3e-7, absolute: 5e-7 }, cpu: { relative: 1e-7, absolute: 4e-7 } },
        },
        {
          op: 'Gelu',
          of: 'd/dx',
          errors: { wasm: { relative: 2e-7, absolute: 2e-7 }, cpu: { relative: 3e-7, absolute: 3e-7 } },
        },
      ],
    });
    expect(text.split('\n').slice(-3)).toEqual([
      'op    of      wasm, relative  wasm, absolute  cpu, relative  cpu, absolute',
      'Gelu  values          1.3e-7          5.0e-7         1.0e-7         4.0e-7',
      'Gelu  d/dx            2.0e-7          2.0e-7         3.0e-7         3.0e-7',
    ]);
    expect(text).toContain('One thing was left out.');
  });
});
