// The time loop of recurrent cells as one WGSL program, both directions side by side. A workgroup takes a few rows of the
// batch through all steps: hidden states in workgroup memory, carries in registers, no word with other workgroups.
import type { FlatProgram } from '../../webgpu/program';
import { squashFunction } from '../../webgpu/squash-shader';
import { gateCounts, type RecurrentAttributes, stateCount } from './cells';

/** Invocations per workgroup. */
export const loopThreads = 256;

/** Pairs of row and unit that one invocation looks after. */
export const pairsPerThread = 4;

/** The widest layer: its gradients before the activations fill the workgroup memory. */
export const widestLoop = loopThreads * pairsPerThread;

/** Rows of the batch per workgroup. */
export function loopRows(batch: number, units: number): number {
  return Math.max(1, Math.min(8, batch, Math.floor(widestLoop / units)));
}

/** What changes the text of the program. */
export interface LoopVariant extends Omit<RecurrentAttributes, 'reverse'> {
  training: boolean;
  directions: 1 | 2;
  recurrentBias: boolean;
  hidden: boolean;
  carry: boolean;
}

/** The row and the unit of one of the invocation's pairs. */
const pairStart = `
    let pair = thread + slot * ${loopThreads};
    let local = pair / uniforms.units;
    let unit = pair % uniforms.units;
    let row = firstRow + local;
    let live = local < uniforms.rows && row < uniforms.batch;`;

/** A loop over the invocation's pairs. Its end is a uniform, so that compilers do not unroll it. */
export const eachPair = (body: string): string => `
  for (var slot = 0; slot * ${loopThreads} < uniforms.rows * uniforms.units; slot++) {${pairStart}
    if (live) {${body}
    }
  }`;

function pick(name: string, backwardName: string, directions: 1 | 2): string {
  const choice = directions === 2 ? `if (direction == 1) {\n    return ${backwardName}[at];\n  }\n  ` : '';
  return `fn ${name}Of(direction : i32, at : i32) -> f32 {\n  ${choice}return ${name}[at];\n}`;
}

/** How the text of a cell finds its values, as WGSL. Lines begin with a line break; lines that keep nothing are empty. */
export interface CellPlaces {
  /** Line that defines `at`, where the step lies. */
  at: string;
  /** Pre-activation of a gate: the part of the input. */
  projected(gate: number): string;
  /** Recurrent kernel of a gate; here `at` is the state that it multiplies, times the width of a row, plus the unit. */
  weight(gate: number): string;
  recurrentBias(gate: number): string;
  keepGate(gate: number, name: string): string;
  keepExtra(value: string): string;
  keepBefore: string;
}

/** Sums over the states of a tile for some gates, in z0, z1 and so on. */
function sums(gates: readonly number[], tile: string, { weight }: CellPlaces): string {
  return `
      for (var k = 0; k < uniforms.units; k++) {
        let state = ${tile}[local * uniforms.units + k];
        let at = k * width + unit;
${gates.map((gate) => `        z${gate} += state * ${weight(gate)};`).join('\n')}
      }`;
}

/** One step: new states in `next`, carries in `carries`. The second part runs when all invocations are done with the first. */
export function cellText(cell: RecurrentAttributes['cell'], places: CellPlaces): { first: string; second: string } {
  const { at, projected, keepGate: keep, keepExtra, recurrentBias: bias } = places;
  const start = Array.from(
    { length: gateCounts[cell] },
    (_, gate) => `
      var z${gate} = ${projected(gate)};`,
  ).join('');
  const before = `${at}
      let before = states[pair];${places.keepBefore}`;
  if (cell === 'simple') {
    const first = `${before}${start}${sums([0], 'states', places)}
      next[slot] = activate(z0);${keep(0, 'next[slot]')}`;
    return { first, second: '' };
  }
  if (cell === 'lstm') {
    const first = `${before}${start}${sums([0, 1, 2, 3], 'states', places)}
      let i = open(z0);${keep(0, 'i')}
      let f = open(z1);${keep(1, 'f')}
      let g = activate(z2);${keep(2, 'g')}
      let o = open(z3);${keep(3, 'o')}
      carries[slot] = f * carries[slot] + i * g;${keepExtra('carries[slot]')}
      next[slot] = o * activate(carries[slot]);`;
    return { first, second: '' };
  }
  const blend = (n: string): string => `
      next[slot] = z * before + (1.0 - z) * ${n};`;
  if (cell === 'gruAfter') {
    const first = `${before}${start}
      let projected2 = z2;
      z0 += ${bias(0)};
      z1 += ${bias(1)};
      z2 = ${bias(2)};${sums([0, 1, 2], 'states', places)}
      let z = open(z0);${keep(0, 'z')}
      let r = open(z1);${keep(1, 'r')}${keepExtra('z2')}
      let n = activate(projected2 + r * z2);${keep(2, 'n')}${blend('n')}`;
    return { first, second: '' };
  }
  const first = `${before}${start}${sums([0, 1], 'states', places)}
      let r = open(z1);
      updates[slot] = open(z0);
      candidates[slot] = z2;${keep(0, 'updates[slot]')}${keep(1, 'r')}${keepExtra('r * before')}
      inners[pair] = r * before;`;
  const second = `${at}
      let before = states[pair];
      let z = updates[slot];
      var z2 = candidates[slot];${sums([2], 'inners', places)}
      let n = activate(z2);${keep(2, 'n')}${blend('n')}`;
  return { first, second };
}

/** The arrays of one or two sequences, and what is kept behind the result in training. */
function sequencePlaces({ training, recurrentBias }: LoopVariant): CellPlaces {
  const keepOne = (region: string, value: string): string =>
    training ? `\n      result[${region} + at * uniforms.units + unit] = ${value};` : '';
  return {
    at: training ? '\n      let at = row * uniforms.steps + t;' : '',
    projected: (gate) => `projectedOf(direction, (row * uniforms.steps + t) * width + ${gate} * uniforms.units + unit)`,
    weight: (gate) => `recurrentKernelOf(direction, at + ${gate} * uniforms.units)`,
    recurrentBias: (gate) => (recurrentBias ? `recurrentBiasOf(direction, ${gate} * uniforms.units + unit)` : '0.0'),
    keepGate: (gate, name) =>
      training ? `\n      result[gates + at * width + ${gate} * uniforms.units + unit] = ${name};` : '',
    keepExtra: (value) => keepOne('extras', value),
    keepBefore: keepOne('befores', 'before'),
  };
}

/** Where a state of step t goes, and the last ones. */
function storeText({ output, cell }: LoopVariant): { step: string; end: string } {
  const place = (rows: string, row: string): string =>
    `result[((row * (${rows})) + ${row}) * uniforms.columns + direction * uniforms.units + unit]`;
  if (output === 'sequence') return { step: `\n      ${place('uniforms.steps', 't')} = states[pair];`, end: '' };
  if (output === 'last') return { step: '', end: `\n      ${place('1', '0')} = states[pair];` };
  const rows = `uniforms.steps + ${stateCount(cell)}`;
  const carry = cell === 'lstm' ? `\n      ${place(rows, 'uniforms.steps + 1')} = carries[slot];` : '';
  return {
    step: `\n      ${place(rows, 't')} = states[pair];`,
    end: `\n      ${place(rows, 'uniforms.steps')} = states[pair];${carry}`,
  };
}

/**
 * The program. Inputs: the projected inputs, recurrent kernels and recurrent biases of each direction, hidden, carry.
 * In training the result is followed, per direction, by the gates [batch, time, gates units], by `extra` (not for a simple
 * cell) and by the states before each step, [batch, time, units] each.
 */
export function loopProgram(variant: LoopVariant): FlatProgram {
  const { cell, output, training, directions, recurrentBias, hidden, carry, gate, activation } = variant;
  const width = gateCounts[cell];
  const perDirection = (name: string): string[] => {
    const second = `backward${name[0].toUpperCase()}${name.slice(1)}`;
    return directions === 2 ? [name, second] : [name];
  };
  const paired = ['projected', 'recurrentKernel', ...(recurrentBias ? ['recurrentBias'] : [])];
  const inputs = [...paired.flatMap(perDirection), ...(hidden ? ['hidden'] : []), ...(carry ? ['carry'] : [])];
  const { first, second } = cellText(cell, sequencePlaces(variant));
  const store = storeText(variant);
  const before = cell === 'gruBefore';
  const initial = (name: string): string => `${name}[row * uniforms.columns + direction * uniforms.units + unit]`;
  const extras = cell === 'simple' ? 0 : 1;
  const regions = `
  let values = uniforms.batch * uniforms.steps * uniforms.units;
  let gates = uniforms.outputSize + direction * values * ${width + extras + 1};
  let extras = gates + values * ${width};
  let befores = extras + values * ${extras};`;
  const code = `
var<workgroup> states : array<f32, ${widestLoop}>;${before ? `\nvar<workgroup> inners : array<f32, ${widestLoop}>;` : ''}

${squashFunction('open', gate)}

${squashFunction('activate', activation)}

${paired.map((name) => pick(name, perDirection(name)[1], directions)).join('\n\n')}

fn main(index : i32) {
  let thread = index % ${loopThreads};
  let tiles = (uniforms.batch + uniforms.rows - 1) / uniforms.rows;
  let group = min(index / ${loopThreads}, tiles * ${directions} - 1);
  let direction = group / tiles;
  let firstRow = group % tiles * uniforms.rows;
  let width = ${width} * uniforms.units;
  let backwards = uniforms.reverse != direction;${training ? regions : ''}
  var carries = array<f32, ${pairsPerThread}>();
  var next = array<f32, ${pairsPerThread}>();${before ? `\n  var updates = array<f32, ${pairsPerThread}>();\n  var candidates = array<f32, ${pairsPerThread}>();` : ''}
${eachPair(`
      states[pair] = ${hidden ? initial('hidden') : '0.0'};
      carries[slot] = ${carry ? initial('carry') : '0.0'};`)}
  workgroupBarrier();
  for (var count = 0; count < uniforms.steps; count++) {
    let t = select(count, uniforms.steps - 1 - count, backwards);${eachPair(first)}
    workgroupBarrier();${second === '' ? '' : `${eachPair(second)}\n    workgroupBarrier();`}${eachPair(`
      states[pair] = next[slot];${store.step}`)}
    workgroupBarrier();
  }${store.end === '' ? '' : eachPair(store.end)}
}
`;
  const flags = [training && 't', recurrentBias && 'b', hidden && 'h', carry && 'c'].filter(Boolean).join('');
  return {
    key: `recurrent.${cell}.${output}.${directions}.${flags}.${gate}.${activation}`,
    inputs,
    uniforms: 'batch : i32, steps : i32, units : i32, columns : i32, rows : i32, reverse : i32, outputSize : i32,',
    threads: loopThreads,
    code,
  };
}
