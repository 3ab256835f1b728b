// The rule of the running call, and its work memory.
import { NARROW_INPUT } from './taylor-narrow';
import { TAYLOR_GRADIENT, TAYLOR_TABLE, TAYLOR_TRIAL, taylorClear, taylorFinish, taylorPrepare } from './taylor-table';
import { WIDE_SUMS } from './taylor-wide';
import { perceptronFinish, perceptronGradient, perceptronSums } from './perceptron';

/** Hidden units of the rule, 0 for a Taylor series. */
export let hidden: usize = 0;
/** Coefficients in the order of the kernels, or the parameters of the perceptron as they are. */
export let parameters: usize = 0;
/** Sums over all trials of the call. */
export let gradient: usize = 0;
/** What a trial sees of the rule. */
export let trial: usize = 0;
/** Sums over the units of a trial, and what is folded of them. */
export let sums: usize = 0;
export let moments: usize = 0;
/** One vector for each hidden unit, one for each input: of the perceptron. */
export let base: usize = 0;
export let deltas: usize = 0;
/** One vector for each vector of units. */
export let masks: usize = 0;
export let slopes: usize = 0;
/** Weights of all trials, [slot][vectors][inputs]. */
export let weights: usize = 0;
/** Narrow layers: derivatives of the updates for weights and activities, like the weights. */
export let inW: usize = 0;
export let inY: usize = 0;
/** Other layers: the gradient of the weights of the running trial. */
export let lambda: usize = 0;

let top: usize = 0;

/** Most inputs of a narrow layer. */
const MOST_NARROW: usize = 8;
/** Bytes of a group of a narrow layer: they are read in order, so they need not fit into a cache. */
const NARROW_BYTES: usize = 1 << 24;
/** Bytes of weights of another group, so that they fit into a cache of the second level beside what else is in use. */
const WIDE_BYTES: usize = 1 << 19;

/** True for layers whose numbers are made for each input rather than for each unit. */
@inline
export function isNarrow(hiddenUnits: usize, inputs: usize): bool {
  return hiddenUnits == 0 && inputs <= MOST_NARROW;
}

/** Vectors of units in a group. */
export function groupVectors(hiddenUnits: usize, inputs: usize, units: usize, longest: usize): usize {
  const narrow = isNarrow(hiddenUnits, inputs);
  const most: usize = narrow ? 16 : 4;
  const fitting = narrow ? NARROW_BYTES / (longest * (inputs * 48 + 32) + 1) : WIDE_BYTES / (longest * inputs * 16 + 1);
  const all = (units + 3) >> 2;
  const vectors = fitting < all ? fitting : all;
  return vectors < 1 ? 1 : vectors > most ? most : vectors;
}

function take(bytes: usize): usize {
  const at = top;
  top += (bytes + 15) & ~15;
  return at;
}

/** Places everything from an address on, and returns the end. */
function place(from: usize, hiddenUnits: usize, inputs: usize, vectors: usize, longest: usize): usize {
  const slots = inputs * vectors * 16 * (longest + 1);
  top = (from + 63) & ~63;
  gradient = take(hiddenUnits == 0 ? TAYLOR_GRADIENT : perceptronGradient(hiddenUnits));
  sums = take(hiddenUnits == 0 ? WIDE_SUMS : perceptronSums(hiddenUnits));
  moments = take(TAYLOR_TRIAL);
  base = take(hiddenUnits * 16);
  masks = take(vectors * 16);
  slopes = take(vectors * 16);
  if (isNarrow(hiddenUnits, inputs)) {
    trial = take(inputs * NARROW_INPUT);
    inW = take(slots);
    inY = take(slots);
  } else {
    trial = take(hiddenUnits == 0 ? TAYLOR_TRIAL : hiddenUnits * 4);
    deltas = take(inputs * 16);
    lambda = take(inputs * vectors * 16);
  }
  parameters = take(TAYLOR_TABLE);
  weights = take(slots);
  return top;
}

/** Bytes of work memory, at most, for animals of up to `longest` presentations. */
export function workBytes(hiddenUnits: usize, inputs: usize, vectors: usize, longest: usize): usize {
  return place(0, hiddenUnits, inputs, vectors, longest) + 64;
}

/** Sets the rule and the work memory of a call, with a gradient of 0. */
export function begin(
  hiddenUnits: usize, given: usize, inputs: usize, vectors: usize, longest: usize, workspace: usize,
): void {
  hidden = hiddenUnits;
  place(workspace, hiddenUnits, inputs, vectors, longest);
  if (hidden == 0) {
    taylorPrepare(given, parameters);
    taylorClear(gradient);
  } else {
    parameters = given;
    memory.fill(gradient, 0, perceptronGradient(hidden));
  }
}

/** Writes the sums over all animals since `begin`. */
export function writeGradient(target: usize): void {
  if (hidden == 0) taylorFinish(gradient, target);
  else perceptronFinish(hidden, gradient, target);
}
