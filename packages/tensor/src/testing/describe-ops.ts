// The generated op test: every op of the table, on one backend, against float64 loops and the reference composition.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DefinedOp } from '../engine/op-table';
import { definedOps, init, lastReport, random } from '../index';
import { allCases } from './all-cases';
import { makeInputs, toTensor } from './case-inputs';
import type { OpCase, OpCases, OracleTensor } from './op-cases';

type BackendUnderTest = 'cpu' | 'wasm' | 'webgpu';

/** Error relative to the largest value. WGSL leaves exp, sqrt and division to the device. */
const valueTolerance = { cpu: 3e-6, wasm: 3e-6, webgpu: 1e-4 };
/** Central differences in float64 are exact to 1e-8; the rest is float32. */
const gradientTolerance = { cpu: 2e-5, wasm: 2e-5, webgpu: 5e-4 };
const nestedTolerance = { cpu: 2e-3, wasm: 2e-3, webgpu: 1e-2 };
const checkedElements = 6;

/** Registers the tests for `backend`. */
export function describeOps(backend: BackendUnderTest): void {
  describe(`generated op test on ${backend}`, () => {
    beforeAll(async () => {
      await init({ backend });
    });

    it('knows test cases for every op of the table', () => {
      const tested = allCases.map(({ op }) => op).sort();
      expect(
        definedOps()
          .map(({ name }) => name)
          .sort(),
      ).toEqual(tested);
    });

    it('runs fused kernels where the report says so', () => {
      const fused = definedOps().filter(({ name }) => tf.getKernel(`Perceptrons${name}`, backend) !== undefined);
      if (lastReport()?.kernels === 'fused') expect(fused.length).toBeGreaterThan(0);
      else expect(fused).toEqual([]);
    });

    for (const cases of allCases) {
      describe(cases.op, () => {
        it.each(
          chooseCases(backend, cases).map(([testCase, index]) => [describeCase(testCase), testCase, index] as const),
        )('%s', async (_name, testCase, index) => checkCase(backend, cases, testCase, index));
      });
    }
  });
}

/** All cases, or on WebGPU every third: a software adapter takes 0.1 s for each. */
function chooseCases(
  backend: BackendUnderTest,
  { cases, everyOnWebgpu }: OpCases<object>,
): Array<[OpCase<object>, number]> {
  const numbered = cases.map((testCase, index): [OpCase<object>, number] => [testCase, index]);
  if (backend !== 'webgpu') return numbered;
  if (everyOnWebgpu !== undefined) return numbered.filter(([, index]) => index % everyOnWebgpu === 0);
  return numbered.filter(([{ nested }, index]) => nested === true || index % 3 === 0);
}

function describeCase({ shapes, attributes }: OpCase<object>): string {
  const list = Object.entries(shapes).map(([name, shape]) => `${name} [${shape}]`);
  return `${list.join(', ')} ${JSON.stringify(attributes)}`;
}

function findOp(name: string): DefinedOp {
  return definedOps().find((op) => op.name === name)!;
}

/** Fills freed heap blocks of the size of the outputs with NaN: whoever forgets to write shows it. */
function poison(sizes: number[]): void {
  const tensors = sizes.flatMap((size) => [0, 1, 2].map(() => tf.fill([Math.max(size, 1)], Number.NaN)));
  tf.dispose(tensors);
}

async function read(tensor: tf.Tensor): Promise<Float32Array> {
  // Stock WebGPU cannot read an empty buffer.
  return tensor.size === 0 ? new Float32Array(0) : ((await tensor.data()) as Float32Array);
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, what: string): void {
  expect(actual.length, what).toBe(expected.length);
  // Values near the zero of a curve carry the error of its larger ones.
  let largest = 0.1;
  for (let i = 0; i < expected.length; i++) largest = Math.max(largest, Math.abs(expected[i]));
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i] - expected[i]);
    if (!(error <= tolerance * largest)) {
      expect.fail(`${what}, element ${i}: ${actual[i]} instead of ${expected[i]} (largest ${largest})`);
    }
  }
}

async function checkCase(
  backend: BackendUnderTest,
  cases: OpCases<object>,
  testCase: OpCase<object>,
  seed: number,
): Promise<void> {
  const op = findOp(cases.op);
  const oracleInputs = makeInputs(cases, testCase, seed);
  const expected = cases.oracle(oracleInputs, testCase.attributes);
  const tensorsBefore = tf.memory().numTensors;
  const buffersBefore = tf.engine().backend.numDataIds();
  const inputs = Object.fromEntries(Object.entries(oracleInputs).map(([name, input]) => [name, toTensor(input)]));

  poison(expected.map(({ values }) => values.length));
  const outputs = [op.run(inputs, testCase.attributes)].flat();
  expect(outputs.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
  const tolerance = cases.tolerance ?? valueTolerance[backend];
  const values = await Promise.all(outputs.map(read));
  for (const [index, actual] of values.entries())
    expectClose(actual, expected[index].values, tolerance, `output ${index}`);
  // The stock ops of WebGPU throw on empty tensors, so neither the reference nor the loss of a gradient can be formed.
  const judges =
    backend !== 'webgpu' || [...expected, ...Object.values(oracleInputs)].every(({ shape }) => !shape.includes(0));
  tf.dispose(outputs);
  if (judges) {
    const reference = [tf.tidy(() => op.reference(inputs, testCase.attributes))].flat();
    for (const [index, tensor] of reference.entries()) {
      expectClose(values[index], await read(tensor), 2 * tolerance, `reference ${index}`);
    }
    tf.dispose(reference);
  }

  if (cases.differentiable !== undefined && judges)
    await checkGradients(backend, cases, testCase, op, inputs, oracleInputs);
  for (const [name, tensor] of Object.entries(inputs)) {
    expect([...(await read(tensor))], `input ${name} was changed`).toEqual([
      ...Float32Array.from(oracleInputs[name].values),
    ]);
  }
  tf.dispose(inputs);
  expect(tf.memory().numTensors, 'tensors left behind').toBe(tensorsBefore);
  expect(tf.engine().backend.numDataIds(), 'buffers left behind').toBe(buffersBefore);
}

/** The loss sum(weights * y^power) in float64. */
function oracleLoss(
  cases: OpCases<object>,
  testCase: OpCase<object>,
  inputs: Record<string, OracleTensor>,
  weights: Float64Array,
  power = 1,
): number {
  const [y] = cases.oracle(inputs, testCase.attributes);
  return y.values.reduce((sum, value, index) => sum + value ** power * weights[index], 0);
}

function moved(
  inputs: Record<string, OracleTensor>,
  name: string,
  direction: (index: number) => number,
  step: number,
): Record<string, OracleTensor> {
  const { shape, values } = inputs[name];
  return { ...inputs, [name]: { shape, values: values.map((value, index) => value + step * direction(index)) } };
}

/** A few elements spread over a tensor. */
function someElements(size: number): number[] {
  const stride = Math.max(1, Math.floor(size / checkedElements));
  return Array.from({ length: Math.min(size, checkedElements) }, (_, index) => (index * stride + index) % size);
}

async function checkGradients(
  backend: BackendUnderTest,
  cases: OpCases<object>,
  testCase: OpCase<object>,
  op: DefinedOp,
  inputs: Record<string, tf.Tensor>,
  oracleInputs: Record<string, OracleTensor>,
): Promise<void> {
  const names = Object.keys(inputs).filter((name) => cases.differentiable!.includes(name));
  const [y] = cases.oracle(oracleInputs, testCase.attributes);
  const weights = Float64Array.from(Float32Array.from(random.normalArray([7, 7], y.values.length)));
  const weightTensor = toTensor({ shape: y.shape, values: weights });
  const run = (...tensors: tf.Tensor[]): tf.Tensor => {
    const given = Object.fromEntries(names.map((name, index) => [name, tensors[index]]));
    return op.run({ ...inputs, ...given }, testCase.attributes) as tf.Tensor;
  };
  const loss = (...tensors: tf.Tensor[]): tf.Scalar => tf.sum(tf.mul(run(...tensors), weightTensor));
  const differentiated = names.map((name) => inputs[name]);
  poison([...names.map((name) => inputs[name].size), y.values.length]);
  const gradients = tf.grads(loss)(differentiated);
  const at = (name: string, element: number, step: number): number =>
    oracleLoss(
      cases,
      testCase,
      moved(oracleInputs, name, (index) => (index === element ? 1 : 0), step),
      weights,
    );
  for (const [index, name] of names.entries()) {
    const values = await read(gradients[index]);
    expect(gradients[index].shape, `gradient of ${name}`).toEqual(inputs[name].shape);
    const elements = someElements(inputs[name].size);
    const expected = elements.map((element) => (at(name, element, 1e-4) - at(name, element, -1e-4)) / 2e-4);
    const largest = values.reduce((size, value) => Math.max(size, Math.abs(value)), 1);
    expectClose(
      elements.map((element) => values[element] / largest),
      expected.map((value) => value / largest),
      gradientTolerance[backend] / Math.max(1e-3, ...expected.map((value) => Math.abs(value / largest))),
      `gradient of ${name}`,
    );
  }
  tf.dispose(gradients);
  if (testCase.nested === true) {
    // The square bends linear ops too.
    const bent = (...tensors: tf.Tensor[]): tf.Scalar => tf.sum(tf.mul(tf.square(run(...tensors)), weightTensor));
    await checkNested(backend, cases, testCase, bent, differentiated, names[0], oracleInputs, weights);
  }
  weightTensor.dispose();
}

/** d/dx of <direction, d loss / dx>, for the first input, against differences of differences. */
async function checkNested(
  backend: BackendUnderTest,
  cases: OpCases<object>,
  testCase: OpCase<object>,
  loss: (...tensors: tf.Tensor[]) => tf.Scalar,
  tensors: tf.Tensor[],
  name: string,
  oracleInputs: Record<string, OracleTensor>,
  weights: Float64Array,
): Promise<void> {
  const direction = Float64Array.from(Float32Array.from(random.normalArray([9, 9], tensors[0].size)));
  const second = tf.tidy(() => {
    const along = toTensor({ shape: tensors[0].shape, values: direction });
    return tf.grad((x) => tf.sum(tf.mul(tf.grad((z) => loss(z, ...tensors.slice(1)))(x), along)))(tensors[0]);
  });
  const values = await read(second);
  const h = 1e-3;
  const slopeAlong = (inputs: Record<string, OracleTensor>): number => {
    const up = oracleLoss(
      cases,
      testCase,
      moved(inputs, name, (index) => direction[index], h),
      weights,
      2,
    );
    const down = oracleLoss(
      cases,
      testCase,
      moved(inputs, name, (index) => direction[index], -h),
      weights,
      2,
    );
    return (up - down) / (2 * h);
  };
  for (const element of someElements(tensors[0].size)) {
    const unit = (index: number): number => (index === element ? 1 : 0);
    const expected =
      (slopeAlong(moved(oracleInputs, name, unit, h)) - slopeAlong(moved(oracleInputs, name, unit, -h))) / (2 * h);
    const error = Math.abs(values[element] - expected);
    expect(error, `second derivative, element ${element}: ${values[element]} instead of ${expected}`).toBeLessThan(
      nestedTolerance[backend] * Math.max(1, Math.abs(expected)),
    );
  }
  second.dispose();
}
