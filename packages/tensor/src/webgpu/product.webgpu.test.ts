import { describeWebgpu, expectNoLeak } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { init, matMul, random } from '../index';

interface Case {
  /** Rows, inner size and columns. */
  size: [number, number, number];
  transposeA: boolean;
  transposeB: boolean;
}

// Large tiles with edges, of whole vectors and of single values; small tiles of whole vectors. The generated test of the op
// has the small sizes that are no multiple of four.
const cases: Case[] = [
  { size: [68, 36, 72], transposeA: false, transposeB: false },
  { size: [68, 36, 72], transposeA: true, transposeB: true },
  { size: [65, 33, 66], transposeA: false, transposeB: true },
  { size: [65, 33, 66], transposeA: true, transposeB: false },
  { size: [8, 12, 16], transposeA: true, transposeB: true },
];

function draw(seed: number, shape: number[]): { shape: number[]; data: Float32Array } {
  return { shape, data: random.normalArray(seed, tf.util.sizeFromShape(shape)) };
}

/** a b + bias in float64, with a given as [rows, inner] and b as [inner, columns] after their transposition. */
function right(
  [rows, inner, columns]: [number, number, number],
  a: Float32Array,
  b: Float32Array,
  bias: Float32Array,
  { transposeA, transposeB }: { transposeA: boolean; transposeB: boolean },
): number[] {
  return Array.from({ length: rows * columns }, (_, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    let sum = bias[column];
    for (let k = 0; k < inner; k++) {
      sum +=
        a[transposeA ? k * rows + row : row * inner + k] * b[transposeB ? column * inner + k : k * columns + column];
    }
    return sum;
  });
}

async function expectClose(tensor: tf.Tensor, expected: number[]): Promise<void> {
  const values = await tensor.data();
  const largest = expected.reduce((size, value) => Math.max(size, Math.abs(value)), 1);
  const error = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - values[i])), 0);
  expect(values.length).toBe(expected.length);
  expect(error / largest).toBeLessThan(2e-6);
}

describeWebgpu('the product on webgpu', () => {
  const errors: string[] = [];
  const note = ({ error }: { error: { message: string } }) => void errors.push(error.message);
  let device: EventTarget;
  beforeAll(async () => {
    await init({ backend: 'webgpu' });
    device = (tf.backend() as unknown as { device: EventTarget }).device;
    // Wrong bindings and shaders do not throw: WebGPU reports them on the side.
    device.addEventListener('uncapturederror', note as never);
  });
  afterAll(() => {
    device.removeEventListener('uncapturederror', note as never);
    expect(errors).toEqual([]);
  });

  it.each(cases)('is right for $size, transposed $transposeA $transposeB', async ({ size, ...layout }) => {
    const [rows, inner, columns] = size;
    const a = draw(1, layout.transposeA ? [inner, rows] : [rows, inner]);
    const b = draw(2, layout.transposeB ? [columns, inner] : [inner, columns]);
    const bias = draw(3, [columns]);
    await expectNoLeak(async () => {
      const inputs = [a, b, bias].map(({ data, shape }) => tf.tensor(data, shape));
      const product = matMul(inputs[0], inputs[1], { ...layout, bias: inputs[2] });
      await expectClose(product, right(size, a.data, b.data, bias.data, layout));
      tf.dispose([product, inputs]);
    });
  });

  it('broadcasts both sides', async () => {
    const [a, b] = [draw(4, [2, 1, 4, 8]), draw(5, [3, 8, 4])];
    const expected = [0, 1].flatMap((i) =>
      [0, 1, 2].flatMap((j) =>
        right([4, 8, 4], a.data.subarray(i * 32), b.data.subarray(j * 32), new Float32Array(4), {
          transposeA: false,
          transposeB: false,
        }),
      ),
    );
    const inputs = [a, b].map(({ data, shape }) => tf.tensor(data, shape));
    const product = matMul(inputs[0], inputs[1]);
    expect(product.shape).toEqual([2, 3, 4, 4]);
    await expectClose(product, expected);
    tf.dispose([product, inputs]);
  });

  it.each([
    [[4, 0], [0, 4], new Array(16).fill(0)],
    [[0, 4], [4, 4], []],
  ])('takes empty sizes %j %j', async (left, rightShape, expected) => {
    const inputs = [tf.zeros(left), tf.zeros(rightShape)];
    const product = matMul(inputs[0], inputs[1]);
    expect(product.size).toBe(expected.length);
    if (product.size > 0) await expectClose(product, expected);
    tf.dispose([product, inputs]);
  });
});
