// Programs with one workgroup per row of [rows, channels], whose threads share what they add up.
import type { FlatProgram } from './program';

/** Threads that share a row. */
export const rowThreads = 64;

const memory = `
var<workgroup> threadValues : array<f32, ${rowThreads}>;
`;

/** A value per thread becomes one that all of them know, halving the number of threads. */
function tree(name: string, join: (left: string, right: string) => string): string {
  const [own, other] = ['threadValues[thread]', 'threadValues[thread + half]'];
  return `
fn ${name}(thread : i32, value : f32) -> f32 {
  threadValues[thread] = value;
  workgroupBarrier();
  for (var half = ${rowThreads / 2}; half > 0; half /= 2) {
    if (thread < half) {
      ${own} = ${join(own, other)};
    }
    workgroupBarrier();
  }
  let joined = threadValues[0];
  workgroupBarrier();
  return joined;
}
`;
}

/**
 * The same with subgroups of any size, whichever threads they hold: the first thread of each leaves its value in memory, the
 * others leave `nothing`, and every subgroup joins them all.
 */
function bySubgroups(
  name: string,
  operation: string,
  nothing: string,
  join: (left: string, right: string) => string,
): string {
  return `
fn ${name}(thread : i32, value : f32) -> f32 {
  threadValues[thread] = select(${nothing}, ${operation}(value), thread == subgroupMin(thread));
  workgroupBarrier();
  let side = subgroupAdd(1);
  var joined = ${nothing};
  for (var place = subgroupExclusiveAdd(1); place < ${rowThreads}; place += side) {
    joined = ${join('joined', 'threadValues[place]')};
  }
  joined = ${operation}(joined);
  workgroupBarrier();
  return joined;
}
`;
}

const add = (left: string, right: string): string => `${left} + ${right}`;
const larger = (left: string, right: string): string => `max(${left}, ${right})`;

const programStart = `
  let thread = index % ${rowThreads};
  let channels = f32(uniforms.channels);`;

const groupStart = `
  let group = index / ${rowThreads};`;

/** Surplus workgroups repeat the last row. */
const rowStart = `
  let row = min(group, uniforms.rows - 1);
  let start = row * uniforms.channels;`;

/** WGSL loop header over the channels of a thread. */
export const eachChannel = `for (var c = thread; c < uniforms.channels; c += ${rowThreads})`;

/** Uniforms that every row program has first. */
export const rowUniforms = 'rows : i32, channels : i32,';

/** What a row program does, where `thread`, `row`, `start` (its first element) and `channels` (as f32) are known. */
export interface RowProgram {
  key: string;
  inputs: readonly string[];
  outputs?: readonly string[];
  /** WGSL declarations behind `rowUniforms`. */
  uniforms?: string;
  /** The workgroup takes more than one row: `row` and `start` are left to the body, which has `group` instead. */
  manyRows?: boolean;
  /** Workgroups have roles: as `manyRows`, and barriers may stand behind a question about `group`. */
  roles?: boolean;
  /** WGSL declarations of workgroup memory. */
  memory?: string;
  /** WGSL text; may call `sumOfThreads(thread, value)` and `largestOfThreads(thread, value)` where all threads come by. */
  body: string;
}

/** The program, for devices with and without subgroups. */
export function rowProgram(program: RowProgram): FlatProgram {
  const { key, inputs, outputs, uniforms = '', manyRows = false, roles = false, body } = program;
  const begin = programStart + (roles ? '' : groupStart) + (manyRows || roles ? '' : rowStart);
  const threads = (
    sum: string,
    largest: string,
  ): string => `${memory}${program.memory ?? ''}${body.includes('sumOfThreads') ? sum : ''}${
    body.includes('largestOfThreads') ? largest : ''
  }
fn main(index : i32${roles ? ', group : i32' : ''}) {${begin}${body}
}
`;
  return {
    key,
    inputs,
    outputs,
    uniforms: rowUniforms + (uniforms && ` ${uniforms}`),
    threads: rowThreads,
    ...(roles && { roles }),
    code: threads(tree('sumOfThreads', add), tree('largestOfThreads', larger)),
    subgroupCode: threads(
      bySubgroups('sumOfThreads', 'subgroupAdd', '0.0', add),
      bySubgroups('largestOfThreads', 'subgroupMax', '-3.4e38', larger),
    ),
  };
}
