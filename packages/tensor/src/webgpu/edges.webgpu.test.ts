// Sizes 0 and 1 of every op: no error of the device, and the values and gradients of the cpu backend.
import { describeWebgpu } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { definedOps, init, random } from '../index';
import { allCases } from '../testing/all-cases';
import { makeInputs, toTensor } from '../testing/case-inputs';
import type { OpCase, OpCases } from '../testing/op-cases';

interface Edge {
  cases: OpCases<object>;
  testCase: OpCase<object>;
  index: number;
}

const hasEmpty = ({ shapes }: OpCase<object>): boolean => Object.values(shapes).some((shape) => shape.includes(0));
const isTiny = ({ shapes }: OpCase<object>): boolean =>
  Object.values(shapes).every((shape) => shape.every((size) => size === 1));

// A software adapter takes long to compile a loop: those that run at all have tests of their own.
const isLoop = ({ op }: OpCases<object>, { shapes }: OpCase<object>): boolean =>
  op.startsWith('Recurrent') && shapes.x[0] > 0;

const edges = allCases.flatMap((cases) =>
  (cases.cases as OpCase<object>[])
    .map((testCase, index): Edge => ({ cases: cases as OpCases<object>, testCase, index }))
    .filter(({ testCase }) => (hasEmpty(testCase) || isTiny(testCase)) && !isLoop(cases, testCase)),
);

async function read(tensor: tf.Tensor): Promise<number[]> {
  return tensor.size === 0 ? [] : Array.from(await tensor.data());
}

/** Values and gradients, as numbers with their shapes. */
async function evaluate(backend: 'cpu' | 'webgpu', { cases, testCase, index }: Edge) {
  await init({ backend });
  const given = makeInputs(cases, testCase, index);
  const inputs = Object.fromEntries(Object.entries(given).map(([name, input]) => [name, toTensor(input)]));
  const op = definedOps().find(({ name }) => name === cases.op)!;
  const outputs = [op.run(inputs, testCase.attributes)].flat();
  const names = Object.keys(inputs).filter((name) => cases.differentiable?.includes(name));
  const gradients =
    names.length === 0
      ? []
      : tf.tidy(() =>
          tf.grads((...tensors: tf.Tensor[]) => {
            const own = Object.fromEntries(names.map((name, place) => [name, tensors[place]]));
            return op.run({ ...inputs, ...own }, testCase.attributes) as tf.Tensor;
          })(
            names.map((name) => inputs[name]),
            random.normal(5, outputs[0].shape),
          ),
        );
  const all = [...outputs, ...gradients];
  const values = await Promise.all(all.map(async (tensor) => ({ shape: tensor.shape, values: await read(tensor) })));
  tf.dispose([all, inputs]);
  return values;
}

describeWebgpu('sizes 0 and 1 on webgpu', () => {
  let deviceErrors: string[] = [];
  beforeAll(async () => {
    await init({ backend: 'webgpu' });
    const { device } = tf.backend() as unknown as { device: EventTarget };
    device.addEventListener('uncapturederror', (event) => {
      deviceErrors.push((event as unknown as { error: Error }).error.message);
    });
  });
  afterEach(() => {
    deviceErrors = [];
  });

  describe.each([...new Set(edges.map(({ cases }) => cases.op))])('%s', (name) => {
    it.each(
      edges
        .filter(({ cases }) => cases.op === name)
        .map((edge) => [JSON.stringify([edge.testCase.shapes, edge.testCase.attributes]), edge] as const),
    )('%s', async (_title, edge) => {
      const expected = await evaluate('cpu', edge);
      const actual = await evaluate('webgpu', edge);
      await new Promise((resolve) => setTimeout(resolve));
      expect(deviceErrors).toEqual([]);
      expect(actual.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
      actual.forEach(({ values }, index) => {
        const right = expected[index].values;
        const largest = Math.max(1, ...right.map(Math.abs));
        expect(values.length).toBe(right.length);
        values.forEach((value, place) => {
          const error = Math.abs(value - right[place]) / largest;
          if (!(Number.isNaN(value) && Number.isNaN(right[place])))
            expect(error, `result ${index}, element ${place}: ${value} instead of ${right[place]}`).toBeLessThan(1e-4);
        });
      });
    });
  });
});
