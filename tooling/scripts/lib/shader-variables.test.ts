// WGSL clears a variable without a value each time its declaration is reached. SwiftShader does so once per call: in a loop such
// a variable keeps what the round before left. So every variable of a shader function says its first value.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const packages = path.resolve(import.meta.dirname, '../../../packages');
/** `var name : type;` in a function. Variables of a module have an address space behind the word: `var<private>`. */
const declaration = /\bvar\s+([\w${}]+)[^;=\n]*;/g;

const withoutValue = (text: string): string[] => [...text.matchAll(declaration)].map(([, name]) => name);

function sources(): string[] {
  return readdirSync(packages).flatMap((name) =>
    readdirSync(path.join(packages, name, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => path.join(packages, name, 'src', file)),
  );
}

describe('variables of shaders', () => {
  it('without a value are found', () => {
    const loop = 'for (var i = 0; i < 3; i++) { var d : i32; var sum$' + '{row} : vec4<f32>; var e = d; }';
    expect(withoutValue(`var<private> a : f32; var b : array<f32, 9>; var c : f32 = 0.0; ${loop}`)).toEqual([
      'b',
      'd',
      'sum$' + '{row}',
    ]);
  });

  it('are not in any package', () => {
    const files = sources();
    const texts = files.map((file) => readFileSync(file, 'utf8'));
    expect(texts.filter((text) => text.includes('fn main(')).length).toBeGreaterThan(10);
    const found = files.flatMap((file, index) =>
      withoutValue(texts[index]).map((name) => `${path.relative(packages, file)}: ${name}`),
    );
    expect(found).toEqual([]);
  });
});
