import { describe, expect, it } from 'vitest';
import { faultsOf } from './index.mjs';

const header = [0, 97, 115, 109, 1, 0, 0, 0];
const name = (text: string): number[] => [text.length, ...Buffer.from(text)];
const section = (id: number, ...body: number[]): number[] => [id, body.length, ...body];
const memoryImport = section(2, 1, ...name('env'), ...name('memory'), 2, 1, 0, 1);
const moduleOf = (...sections: number[][]): Uint8Array => Uint8Array.from([...header, ...sections.flat()]);

describe('faultsOf', () => {
  it('finds none in a module that imports the memory only', () => {
    expect(faultsOf(moduleOf(memoryImport))).toEqual([]);
  });

  it('names a memory of its own', () => {
    expect(faultsOf(moduleOf(section(5, 1, 0, 1)))).toEqual(['a memory of its own', 'no import of env.memory']);
  });

  it('names data', () => {
    const data = section(11, 1, 0, 0x41, 0, 0x0b, 1, 7);
    expect(faultsOf(moduleOf(memoryImport, data))).toEqual(['data of its own']);
  });

  it('names other imports and the instruction that grows the memory', () => {
    const type = section(1, 1, 0x60, 0, 0);
    const imports = section(
      2,
      2,
      ...name('env'),
      ...name('memory'),
      2,
      1,
      0,
      1,
      ...name('env'),
      ...name('abort'),
      0,
      0,
    );
    const code = section(10, 1, 7, 0, 0x41, 1, 0x40, 0, 0x1a, 0x0b);
    expect(faultsOf(moduleOf(type, imports, section(3, 1, 0), code))).toEqual([
      'an import of env.abort',
      'an instruction that grows the memory',
    ]);
  });
});
