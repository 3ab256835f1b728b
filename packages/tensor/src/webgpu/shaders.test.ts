// The shader texts under test without a device: a change of a shader shows up as a change of its snapshot.
import { describe, expect, it } from 'vitest';
import { slopeProgram } from '../ops/activation-grad/webgpu';
import { activations } from '../ops/activation-names';
import { firstMomentProgram, parameterProgram, secondMomentProgram } from '../ops/adam-w/webgpu';
import { channelMatMulProgram } from '../ops/channel-mat-mul/webgpu';
import { layerNormProgram, rowStatisticsProgram } from '../ops/layer-norm/webgpu';
import { gammaTerm, layerNormGradProgram } from '../ops/layer-norm-grad/webgpu';
import { activationProgram } from '../ops/mat-mul/webgpu';
import type { FlatProgram } from './flat-program';
import { emptyProductProgram, type ProductVariant, productProgram } from './product-program';
import { sumProgram } from './sum-program';

const sides = ['none', 'rows', 'columns'] as const;
const layouts = [false, true];

function allProducts(): ProductVariant[] {
  return ([32, 64] as const).flatMap((tile) =>
    layouts.flatMap((transposeA) =>
      layouts.flatMap((transposeB) =>
        sides.flatMap((bias) => activations.map((activation) => ({ tile, transposeA, transposeB, bias, activation }))),
      ),
    ),
  );
}

const allPrograms: FlatProgram[] = [
  ...allProducts().map(productProgram),
  ...sides.flatMap((bias) => activations.map((activation) => emptyProductProgram(bias, activation))),
  ...activations.flatMap((activation) => [activationProgram(activation), slopeProgram(activation)]),
  sumProgram(gammaTerm, 1),
  sumProgram(gammaTerm, 16),
  layerNormProgram,
  rowStatisticsProgram,
  layerNormGradProgram,
  firstMomentProgram,
  secondMomentProgram,
  parameterProgram,
  channelMatMulProgram,
];

describe('shaders', () => {
  it.each([
    [
      'product',
      productProgram({ tile: 64, transposeA: false, transposeB: true, bias: 'columns', activation: 'gelu_new' }),
    ],
    ['empty product', emptyProductProgram('rows', 'relu')],
    ['gelu', activationProgram('gelu')],
    ['slope of gelu', slopeProgram('gelu')],
    ['slope of gelu_new', slopeProgram('gelu_new')],
    ['sum', sumProgram(gammaTerm, 16)],
    ['layerNorm', layerNormProgram],
    ['rowStatistics', rowStatisticsProgram],
    ['layerNormGrad', layerNormGradProgram],
    ['adamW', parameterProgram],
    ['channelMatMul', channelMatMulProgram],
  ])('%s', (_, { code, uniforms }) => {
    expect(`uniforms: ${uniforms}\n${code}`).toMatchSnapshot();
  });

  it('have one key per text', () => {
    const texts = new Map<string, string>();
    for (const { key, inputs, uniforms, code } of allPrograms) {
      const text = `${inputs}\n${uniforms}\n${code}`;
      expect(texts.get(key) ?? text).toBe(text);
      texts.set(key, text);
    }
    expect(new Set(texts.values()).size).toBe(texts.size);
  });

  it('stay within the limits that every device has', () => {
    for (const { key, inputs, threads, code } of allPrograms) {
      // Eight storage buffers with the result, 256 invocations and 16 KB of workgroup memory.
      expect(inputs.length + 1, key).toBeLessThanOrEqual(8);
      expect(threads, key).toBeLessThanOrEqual(256);
      const floats = [...code.matchAll(/var<workgroup> \w+ : array<f32, (\d+)>/g)].map(([, size]) => Number(size));
      expect(4 * floats.reduce((sum, size) => sum + size, 0), key).toBeLessThanOrEqual(16_384);
    }
  });
});
