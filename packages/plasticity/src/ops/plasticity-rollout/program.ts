// The rollout in WGSL. One invocation follows one unit of one animal through all presentations: units depend on each other
// only through the loss. The weights lie in a buffer, [slot, inputs, units].
import type { FlatProgram } from '@perceptrons/tensor';
import type { UnitActivation } from '../../networks/plastic-network';

export const rolloutThreads = 64;

const values: Record<UnitActivation, string> = {
  linear: 'u',
  // WGSL leaves tanh of large numbers to the device: beyond 10 it is 1 in float32.
  tanh: 'select(tanh(clamp(u, -10.0, 10.0)), u, u != u)',
  sigmoid: '1.0 / (1.0 + exp(-u))',
};

const slopes: Record<UnitActivation, string> = { linear: '1.0', tanh: '1.0 - y * y', sigmoid: 'y * (1.0 - y)' };

export const activationFunctions = (activation: UnitActivation): string => `
fn activate(u : f32) -> f32 { return ${values[activation]}; }
fn activationSlope(y : f32) -> f32 { return ${slopes[activation]}; }`;

/** The series: `prepare(r)`, then `begin(y)`, then `value(x, w)` and `weightSlope(x, w)`. */
const taylorRule = `
var<private> ofTrial : array<f32, 27>;
var<private> ofUnit : array<f32, 9>;
fn prepare(r : f32) {
  for (var k = 0; k < 27; k++) {
    ofTrial[k] = parameters[3 * k] + r * (parameters[3 * k + 1] + r * parameters[3 * k + 2]);
  }
}
fn begin(y : f32) {
  for (var a = 0; a < 3; a++) {
    for (var c = 0; c < 3; c++) {
      let k = 9 * a + c;
      ofUnit[3 * a + c] = ofTrial[k] + y * (ofTrial[k + 3] + y * ofTrial[k + 6]);
    }
  }
}
fn inWeight(x : f32, c : i32) -> f32 { return ofUnit[c] + x * (ofUnit[3 + c] + x * ofUnit[6 + c]); }
fn value(x : f32, w : f32) -> f32 { return inWeight(x, 0) + w * (inWeight(x, 1) + w * inWeight(x, 2)); }
fn weightSlope(x : f32, w : f32) -> f32 { return inWeight(x, 1) + 2.0 * w * inWeight(x, 2); }`;

/** The perceptron: `prepare(r)`, then `begin(y)`, then `value(x, w)`, which leaves the inputs of the hidden units. */
const perceptronRule = (hidden: number): string => `
const hidden = ${hidden};
var<private> ofTrial : array<f32, ${hidden}>;
var<private> ofUnit : array<f32, ${hidden}>;
var<private> before : array<f32, ${hidden}>;
fn prepare(r : f32) {
  for (var k = 0; k < hidden; k++) { ofTrial[k] = parameters[4 * hidden + k] + r * parameters[3 * hidden + k]; }
}
fn begin(y : f32) {
  for (var k = 0; k < hidden; k++) { ofUnit[k] = ofTrial[k] + y * parameters[hidden + k]; }
}
fn value(x : f32, w : f32) -> f32 {
  var sum = parameters[6 * hidden];
  for (var k = 0; k < hidden; k++) {
    let z = ofUnit[k] + x * parameters[k] + w * parameters[2 * hidden + k];
    before[k] = z;
    sum += parameters[5 * hidden + k] * select(0.01 * z, z, z > 0.0);
  }
  return select(tanh(clamp(sum, -10.0, 10.0)), sum, sum != sum);
}`;

export const ruleFunctions = (hidden: number): string => (hidden === 0 ? taylorRule : perceptronRule(hidden));

const uniforms = 'animals : i32, inputs : i32, units : i32, total : i32, sharedStart : i32, stepSize : f32,';

/**
 * Forward. Inputs: x, update, rewardTerm, the first weights, the parameters, and the first presentation of each animal and
 * the end. Outputs: y, and the weights. With `keep` there is one slot of weights for each presentation, and behind them the
 * steps, the reward terms and the first presentations: all that the way back needs of the recording but x.
 */
export function rolloutProgram(hidden: number, activation: UnitActivation, keep: boolean): FlatProgram {
  const header = `
  if (unit == 0) {
    let header = uniforms.total * uniforms.inputs * uniforms.units;
    weights[header + 2 * uniforms.total + animal] = f32(first);
    weights[header + 2 * uniforms.total + animal + 1] = f32(end);
    for (var p = first; p < end; p++) {
      weights[header + p] = select(0.0, uniforms.stepSize * update[p], p + 1 < end);
      weights[header + uniforms.total + p] = reward[p];
    }
  }`;
  const code = `
${activationFunctions(activation)}
${ruleFunctions(hidden)}
fn main(index : i32) {
  let unit = index % uniforms.units;
  let animal = index / uniforms.units;
  if (animal >= uniforms.animals) { return; }
  let inputs = uniforms.inputs;
  let units = uniforms.units;
  let first = starts[animal];
  let end = starts[animal + 1];${keep ? header : ''}
  var slot = ${keep ? 'first' : 'animal'} * inputs;
  let start = select(animal * inputs, 0, uniforms.sharedStart == 1);
  if (first < end) {
    for (var j = 0; j < inputs; j++) { weights[(slot + j) * units + unit] = w0[(start + j) * units + unit]; }
  }
  for (var p = first; p < end; p++) {
    var u = 0.0;
    for (var j = 0; j < inputs; j++) { u += x[p * inputs + j] * weights[(slot + j) * units + unit]; }
    let activity = activate(u);
    y[p * units + unit] = activity;
    let step = uniforms.stepSize * update[p];
    if (p + 1 == end || step == 0.0) { continue; }
    prepare(reward[p]);
    begin(activity);
    let next = slot${keep ? ' + inputs' : ''};
    for (var j = 0; j < inputs; j++) {
      let w = weights[(slot + j) * units + unit];
      weights[(next + j) * units + unit] = w + step * value(x[p * inputs + j], w);
    }
    slot = next;
  }
}
`;
  return {
    key: `plasticityRollout.${hidden}.${activation}.${keep}`,
    inputs: ['x', 'update', 'reward', 'w0', 'parameters', 'starts'],
    outputs: ['y', 'weights'],
    uniforms,
    threads: rolloutThreads,
    code,
  };
}
