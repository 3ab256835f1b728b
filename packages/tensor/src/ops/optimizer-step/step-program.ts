// The WGSL programs of the optimizers: every value of every variable in one dispatch.
import type { FlatProgram } from '../../webgpu/program';
import type { SumTerm } from '../../webgpu/sum-program';
import type { OptimizerRule } from './wasm';

export const stepThreads = 256;

/** What changes the text. */
export interface StepVariant {
  rule: OptimizerRule;
  /** Arrays of state beside the weights. */
  states: number;
  /** Each row has its own two factors. */
  factorsByRow: boolean;
  /** Gradients are scaled down together to a largest norm. */
  clipped: boolean;
}

const setting = (index: number): string => `uniforms.${index < 4 ? 'low' : 'high'}.${'xyzw'[index % 4]}`;

const moving = (average: string, decay: number, value: string): string =>
  `${setting(decay)} * ${average} + ${setting(decay + 1)} * ${value}`;

/** The rules of `updateVariables` in the WASM kernel, of `g`, the array `weights` and the arrays of state. */
function ruleText(rule: OptimizerRule, states: number): string {
  const s = Array.from({ length: 8 }, (_, index) => setting(index));
  switch (rule) {
    case 'adam':
      return `
    let mean = ${moving('first[index]', 0, 'g')};
    let square = ${moving('second[index]', 2, 'g * g')};
    first[index] = mean;
    second[index] = square;
    weights[index] = factors.y * weights[index] - factors.x * (mean / (sqrt(square) * ${s[4]} + ${s[5]}));`;
    case 'descent':
      return `
    weights[index] += ${s[0]} * g;`;
    case 'momentum':
      return `
    let sum = ${s[1]} * first[index] + g;
    first[index] = sum;
    weights[index] += ${s[0]} * select(sum, ${s[1]} * sum + g, ${s[2]} != 0.0);`;
    case 'rootMeanSquare': {
      const centred = `
    let centre = ${moving('third[index]', 0, 'g')};
    third[index] = centre;
    let under = square - (centre * centre + ${s[4]});`;
      return `
    let square = ${moving('first[index]', 0, 'g * g')};
    first[index] = square;${states === 3 ? centred : `\n    let under = square + ${s[4]};`}
    let step = ${s[2]} * second[index] + ${s[3]} * (g / sqrt(under));
    second[index] = step;
    weights[index] -= step;`;
    }
    case 'adagrad':
      return `
    let square = first[index] + g * g;
    first[index] = square;
    weights[index] -= ${s[0]} * (g / sqrt(square + ${s[1]}));`;
    case 'adadelta':
      return `
    let square = first[index];
    let change = second[index];
    let update = sqrt(change + ${s[2]}) / sqrt(square + ${s[2]}) * g;
    first[index] = ${moving('square', 0, 'g * g')};
    second[index] = ${moving('change', 0, 'update * update')};
    weights[index] -= ${s[3]} * update;`;
    case 'adamax':
      return `
    let mean = ${moving('first[index]', 0, 'g')};
    let largest = max(${s[2]} * second[index], abs(g));
    first[index] = mean;
    second[index] = largest;
    weights[index] -= ${s[3]} * (mean / (largest + ${s[4]}));`;
    case 'average':
      return `
    weights[index] += ${s[0]} * (g - weights[index]);`;
  }
}

/** Finds the row of a value by its first places, and its factors. */
const rowFactors = `
fn factorsAt(index : i32) -> vec2<f32> {
  var low = 0;
  var high = uniforms.rows - 1;
  while (low < high) {
    let middle = (low + high + 1) / 2;
    if (starts[middle] <= index) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return vec2<f32>(rowFactors[2 * low], rowFactors[2 * low + 1]);
}
`;

/** Written so that a norm that is NaN makes the factor NaN. */
const clipFactor = `
fn clipFactor() -> f32 {
  var total = 0.0;
  for (var part = 0; part < uniforms.parts; part++) {
    total += squares[part];
  }
  let norm = sqrt(total);
  if (norm <= uniforms.maxNorm) {
    return 1.0;
  }
  return uniforms.maxNorm / norm;
}
`;

/** The program of one variant. Outputs: the weights, then the states; they are read, too. */
export function stepProgram({ rule, states, factorsByRow, clipped }: StepVariant): FlatProgram {
  const usesFactors = rule === 'adam';
  const factors = factorsByRow ? 'factorsAt(index)' : 'uniforms.factors';
  const code = `${factorsByRow ? rowFactors : ''}${clipped ? clipFactor : ''}
fn main(index : i32) {
  if (index < uniforms.elements) {
    let g = gradients[index]${clipped ? ' * clipFactor()' : ''};${usesFactors ? `\n    let factors = ${factors};` : ''}${ruleText(rule, states)}
  }
}
`;
  const flags = [factorsByRow && 'rows', clipped && 'clipped'].filter(Boolean).join('.');
  return {
    key: `optimizer.${rule}.${states}.${flags}`,
    inputs: ['gradients', ...(factorsByRow ? ['starts', 'rowFactors'] : []), ...(clipped ? ['squares'] : [])],
    outputs: ['weights', ...['first', 'second', 'third'].slice(0, states)],
    uniforms:
      'low : vec4<f32>, high : vec4<f32>, factors : vec2<f32>, ' +
      'elements : i32, rows : i32, parts : i32, maxNorm : f32,',
    threads: stepThreads,
    code,
  };
}

/** Summed: the square of the norm of an array. */
export const squareTerm: SumTerm = { key: 'square', inputs: ['x'], term: 'x[at] * x[at]' };
