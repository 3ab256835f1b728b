// All chains over the rows and columns of images as one WGSL program. A workgroup takes a few sequences of one chain through
// all steps: hidden states in workgroup memory, carries in registers, no word with other workgroups.
import type { FlatProgram } from '../../webgpu/program';
import { squashFunction } from '../../webgpu/squash-shader';
import { gateCounts } from '../recurrent/cells';
import { type CellPlaces, cellText, loopThreads, pairsPerThread, widestLoop } from '../recurrent/loop-program';
import { chainsOf, type Recurrent2dAttributes, sequencesOf } from './chains';

/** Sequences per workgroup: one pair of sequence and unit for every invocation, as far as they go round. */
export function loopSequences(units: number): number {
  return Math.max(1, Math.floor(loopThreads / units));
}

/** Workgroups of all chains. */
export function loopGroups(
  grid: readonly number[],
  attributes: Pick<Recurrent2dAttributes, 'union' | 'bidirectional'>,
  units: number,
): number {
  const perChain = chainsOf(attributes).map(({ vertical }) =>
    Math.ceil(sequencesOf(grid, vertical)[0] / loopSequences(units)),
  );
  return perChain.reduce((sum, groups) => sum + groups, 0);
}

/** Uniforms of every program over chains. `columns` are the states of all chains, `gates` their gates. */
export const chainUniforms =
  'batch : i32, height : i32, breadth : i32, units : i32, columns : i32, gates : i32, sequences : i32,';

/** WGSL that finds the chain of a workgroup, its axis, its direction and its first sequence; needs `index`. */
export function chainText({ union, bidirectional }: Pick<Recurrent2dAttributes, 'union' | 'bidirectional'>): string {
  const directions = bidirectional ? 2 : 1;
  const verticalChains = union === 'horizontal' ? 0 : directions;
  const horizontalChains = union === 'vertical' ? 0 : directions;
  return `
  let thread = index % ${loopThreads};
  let tilesDown = (uniforms.batch * uniforms.breadth + uniforms.sequences - 1) / uniforms.sequences;
  let tilesAcross = (uniforms.batch * uniforms.height + uniforms.sequences - 1) / uniforms.sequences;
  let groups = tilesDown * ${verticalChains} + tilesAcross * ${horizontalChains};
  let group = min(index / ${loopThreads}, groups - 1);
  let vertical = group < tilesDown * ${verticalChains};
  let tiles = select(tilesAcross, tilesDown, vertical);
  let place = select(group - tilesDown * ${verticalChains}, group, vertical);
  let chain = place / tiles + select(${verticalChains}, 0, vertical);
  let backwards = ${bidirectional ? 'place / tiles == 1' : 'false'};
  let firstSequence = place % tiles * uniforms.sequences;
  let count = select(uniforms.height, uniforms.breadth, vertical) * uniforms.batch;
  let steps = select(uniforms.breadth, uniforms.height, vertical);
  let stepTokens = select(1, uniforms.breadth, vertical);
  let longest = ${union === 'vertical' ? 'uniforms.height' : union === 'horizontal' ? 'uniforms.breadth' : 'max(uniforms.height, uniforms.breadth)'};`;
}

/** WGSL of the first pixel of a sequence, for columns in groups and for rows. */
const firstToken = `select(
      sequence * uniforms.breadth,
      sequence / uniforms.breadth * uniforms.height * uniforms.breadth + sequence % uniforms.breadth,
      vertical,
    )`;

/** A loop over the invocation's pairs of sequence and unit, where `condition` holds. Its end is a uniform. */
export const eachChainPair = (body: string, condition = 'true'): string => `
  for (var slot = 0; slot * ${loopThreads} < uniforms.sequences * uniforms.units; slot++) {
    let pair = thread + slot * ${loopThreads};
    let local = pair / uniforms.units;
    let unit = pair % uniforms.units;
    let sequence = firstSequence + local;
    let own = chain * uniforms.units + unit;
    let start = ${firstToken};
    if (local < uniforms.sequences && sequence < count && ${condition}) {${body}
    }
  }`;

/** What changes the text of the program. */
export interface ChainVariant extends Recurrent2dAttributes {
  training: boolean;
  recurrentBias: boolean;
}

function imagePlaces({ training, recurrentBias }: ChainVariant): CellPlaces {
  const gate = (index: number): string =>
    `projected[at * uniforms.gates + chain * width + ${index} * uniforms.units + unit]`;
  return {
    at: '\n      let at = start + t * stepTokens;',
    projected: gate,
    weight: (index) => `recurrentKernel[chain * uniforms.units * width + at + ${index} * uniforms.units]`,
    recurrentBias: (index) =>
      recurrentBias ? `recurrentBias[chain * width + ${index} * uniforms.units + unit]` : '0.0',
    keepGate: (index, name) => (training ? `\n      ${gate(index)} = ${name};` : ''),
    keepExtra: (value) => (training ? `\n      extra[at * uniforms.columns + own] = ${value};` : ''),
    keepBefore: '',
  };
}

/**
 * The program. Inputs: the recurrent kernels of all chains, their recurrent biases where there are any, and the projected
 * inputs, which in training are outputs and become the gates. Results: states of all chains by pixel, in training also gates
 * and `extra` (the latter not for a simple cell).
 */
export function chainProgram(variant: ChainVariant): FlatProgram {
  const { cell, union, bidirectional, training, recurrentBias, gate, activation } = variant;
  const { first, second } = cellText(cell, imagePlaces(variant));
  const before = cell === 'gruBefore';
  const running = 'step < steps';
  const code = `
var<workgroup> states : array<f32, ${widestLoop}>;${before ? `\nvar<workgroup> inners : array<f32, ${widestLoop}>;` : ''}

${squashFunction('open', gate)}

${squashFunction('activate', activation)}

fn main(index : i32) {${chainText(variant)}
  let width = ${gateCounts[cell]} * uniforms.units;
  var carries = array<f32, ${pairsPerThread}>();
  var next = array<f32, ${pairsPerThread}>();${before ? `\n  var updates = array<f32, ${pairsPerThread}>();\n  var candidates = array<f32, ${pairsPerThread}>();` : ''}
${eachChainPair(`
      states[pair] = 0.0;
      carries[slot] = 0.0;`)}
  workgroupBarrier();
  for (var step = 0; step < longest; step++) {
    let t = select(step, steps - 1 - step, backwards);${eachChainPair(first, running)}
    workgroupBarrier();${second === '' ? '' : `${eachChainPair(second, running)}\n    workgroupBarrier();`}${eachChainPair(
      `
      states[pair] = next[slot];
      result[(start + t * stepTokens) * uniforms.columns + own] = next[slot];`,
      running,
    )}
    workgroupBarrier();
  }
}
`;
  const flags = [training && 't', recurrentBias && 'b', bidirectional && 'd'].filter(Boolean).join('');
  return {
    key: `recurrent2d.${cell}.${union === 'add' ? 'cat' : union}.${flags}.${gate}.${activation}`,
    inputs: [...(training ? [] : ['projected']), 'recurrentKernel', ...(recurrentBias ? ['recurrentBias'] : [])],
    outputs: ['result', ...(training ? ['projected', ...(cell === 'simple' ? [] : ['extra'])] : [])],
    uniforms: chainUniforms,
    threads: loopThreads,
    code,
  };
}
