import { describe, expect, it } from 'vitest';
import { toGraph6 } from '../graphs/graph6';
import { type BrecFile, brecCategories, brecFiles, parsePairs, readBrecPairs } from './brec-pairs';
import { readNpyStrings } from './npy-strings';

/** Bytes that numpy.save writes for an array of texts. */
function npyOf(values: readonly string[], dtype: '<U' | '|S', shape: string): Uint8Array {
  const width = Math.max(...values.map(({ length }) => length));
  const unit = dtype === '<U' ? 4 : 1;
  const header = `{'descr': '${dtype}${width}', 'fortran_order': False, 'shape': ${shape}, }`;
  const padded = `${header.padEnd(117)}\n`;
  const bytes = new Uint8Array(10 + padded.length + values.length * width * unit);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, padded.length & 0xff, padded.length >> 8]);
  bytes.set(new TextEncoder().encode(padded), 10);
  values.forEach((value, index) => {
    [...value].forEach((character, i) => {
      bytes[10 + padded.length + (index * width + i) * unit] = character.charCodeAt(0);
    });
  });
  return bytes;
}

describe('readNpyStrings', () => {
  it.each(['<U', '|S'] as const)('reads texts of dtype %s without their padding', (dtype) => {
    const texts = ['Ch', 'EwCW', 'O~`HW}GPHDaNaGPCcPWaN', 'K_\\'];
    expect(readNpyStrings(npyOf(texts, dtype, '(2, 2)'))).toEqual({ shape: [2, 2], values: texts });
  });

  it('names the file and what is wrong with it', () => {
    const whole = npyOf(['Ch', 'Cs'], '|S', '(2,)');
    expect(() => readNpyStrings(whole.subarray(0, whole.length - 1), 'dr.npy')).toThrow(
      'Cannot read dr.npy: 2 texts of 2 characters take 4 bytes, the file has 3.',
    );
    expect(() => readNpyStrings(whole.subarray(0, 40))).toThrow('its header ends at byte 128 of 40');
    expect(() => readNpyStrings(new TextEncoder().encode('index\tcategory'))).toThrow('it begins with bytes 105 110');
    const numbers = whole.slice();
    numbers.set(new TextEncoder().encode('<f4'), 21);
    expect(() => readNpyStrings(numbers)).toThrow("'descr': '<f4'");
  });
});

describe('readBrecPairs', () => {
  const files = (): Record<BrecFile, Uint8Array> => {
    const made = {} as Record<BrecFile, Uint8Array>;
    for (const [index, [file, category]] of Object.entries(brecFiles).entries()) {
      const texts = Array.from({ length: 2 * brecCategories[category] }, (_, i) => (i % 2 === 0 ? 'Ch' : 'Cs'));
      made[file as BrecFile] = npyOf(texts, index % 2 === 0 ? '<U' : '|S', `(${texts.length},)`);
    }
    return made;
  };

  it('puts the files together in the order of the benchmark', () => {
    const pairs = readBrecPairs(files());
    expect(pairs.map(({ index }) => index)).toEqual(Array.from({ length: 400 }, (_, i) => i));
    const starts = [0, 60, 110, 160, 260, 360, 380].map((index) => pairs[index].category);
    expect(starts).toEqual(Object.keys(brecCategories));
    expect(pairs.map(({ a, b }) => toGraph6(a) + toGraph6(b)).every((text) => text === 'ChCs')).toBe(true);
  });

  it('names a file that is missing or has another number of graphs', () => {
    const { cfi, ...rest } = files();
    expect(cfi.length).toBeGreaterThan(0);
    expect(() => readBrecPairs(rest as Record<BrecFile, Uint8Array>)).toThrow('cfi.npy is missing.');
    expect(() => readBrecPairs({ ...files(), dr: npyOf(['Ch', 'Cs'], '<U', '(2,)') })).toThrow(
      'dr.npy has 2 graphs instead of 40.',
    );
  });
});

describe('parsePairs', () => {
  const header = 'index\tcategory\tg6a\tg6b\n';

  it('reads lines with backslashes as they are', () => {
    const [pair] = parsePairs(`${header}110\tregular\tO~\`HW}GPHDaNaGPCcPWaN\tOlfJHsHBGK_\\oHWKeBK_\\\n`);
    expect(pair).toMatchObject({ index: 110, category: 'regular' });
    expect(toGraph6(pair.b)).toBe('OlfJHsHBGK_\\oHWKeBK_\\');
  });

  it.each([
    ['', 'Line 1 of the table of pairs is ""'],
    [`${header}0\tbasic\tCh\n`, 'Line 2 of the table of pairs has 3 columns instead of 4'],
    [`${header}x\tbasic\tCh\tCs\n`, 'Line 2 of the table of pairs has the index "x"'],
    [`${header}7\tbasic\tCh\tC\n`, 'pair 7, graph b'],
  ])('refuses %j', (text, message) => {
    expect(() => parsePairs(text)).toThrow(message);
  });
});
