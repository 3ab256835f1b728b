// Some vectors of units of one animal through all its presentations, forward and back. Units depend on each other only
// through the loss, so a group needs no other: its whole trajectory of weights stays in the work memory.
import { addToRows, inputs, loadWeights } from './layer';
import { existing } from './lanes';
import { narrowBackward, narrowForward } from './narrow';
import { wideBackward, wideForward } from './wide';
import { hidden, isNarrow, masks, weights } from './work';

/**
 * The group forward, from rows of first weights. `w0` points at its first unit, of which `left` remain in the layer; `y`
 * [presentations][vectors] gets the activities. With `keep` what `groupBackward` needs of all trials stays; with `known` the
 * activities are there already and only weights are computed.
 */
export function groupForward(w0: usize, y: usize, vectors: usize, left: i32, keep: bool, known: bool): void {
  loadWeights(w0, weights, vectors, left);
  for (let v: usize = 0; v < vectors; ++v) v128.store(masks + v * 16, existing(left - (v << 2) as i32));
  if (isNarrow(hidden, inputs)) narrowForward(y, vectors, keep, known);
  else wideForward(y, vectors, keep, known);
}

/**
 * The group backward, after `groupForward` with `keep`. `dy` [presentations][vectors], 0 in lanes behind the last unit, is
 * overwritten. Adds to the gradient of the rule and, unless it is 0, to `dw0`, that of the first weights.
 */
export function groupBackward(y: usize, dy: usize, dw0: usize, vectors: usize, left: i32): void {
  const first = isNarrow(hidden, inputs) ? narrowBackward(y, dy, vectors) : wideBackward(y, dy, vectors);
  if (dw0 != 0) addToRows(dw0, first, vectors, left);
}
