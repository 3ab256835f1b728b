// Loss of many animals and its gradients in one call: forward, cross-entropy of the decisions and squared error of the
// activities, and backward, each animal while its data are in the cache.
import { vectorsLeft } from './blocks';
import { activityLoss, decisionLoss, readLogits, spreadSlopes } from './losses';
import { groupBackward, groupForward } from './group';
import { setAnimal, setLayer } from './layer';
import { begin, groupVectors, workBytes, writeGradient } from './work';

/** Bytes of the units of a layer in whole groups, for each presentation. */
@inline
function paddedBytes(units: usize, vectors: usize): usize {
  return (units + vectors * 4 - 1) / (vectors * 4) * vectors * 16;
}

export function trajectoryLossWorkspace(hidden: usize, inputs: usize, units: usize, longest: usize): usize {
  const vectors = groupVectors(hidden, inputs, units, longest);
  const rows = (longest + 1) * (paddedBytes(units, vectors) + vectors * 16);
  return 64 + rows + 2 * ((longest * 4 + 15) & ~15) + workBytes(hidden, inputs, vectors, longest);
}

/**
 * Losses [animals], the sum over animals of the gradient of the rule, and, where `dw0` is not 0, those of the first weights.
 * `scales` [animals][2] are what a decision and a squared error count; a pointer of 0 leaves decisions or activities out.
 */
export function trajectoryLoss(
  hidden: usize, inputs: usize, units: usize, activation: i32, step: f32, animals: usize, counts: usize, longest: usize,
  x: usize, update: usize, reward: usize, w0: usize, w0Step: usize, parameters: usize,
  readout: usize, decisions: usize, activity: usize, scales: usize,
  losses: usize, gradient: usize, dw0: usize, workspace: usize,
): void {
  workspace = (workspace + 63) & ~63;
  const vectors = groupVectors(hidden, inputs, units, longest);
  const row = vectors * 16;
  const groups = paddedBytes(units, vectors) / row;
  // Blocks of activities, one for each group where the loss needs all of them before any gradient.
  const block = decisions == 0 ? 0 : longest * row;
  const dy = workspace + (block == 0 ? longest * row : groups * block);
  const readouts = dy + longest * row;
  const logits = readouts + groups * row;
  const answers = logits + ((longest * 4 + 15) & ~15);
  setLayer(inputs, units, activation, step);
  begin(hidden, parameters, inputs, vectors, longest, answers + ((longest * 4 + 15) & ~15));
  if (decisions != 0) {
    memory.fill(readouts, 0, groups * row);
    memory.copy(readouts, readout, units * 4);
  }
  if (dw0 != 0) memory.fill(dw0, 0, inputs * units * 4 * (w0Step == 0 ? 1 : animals));
  for (let a: usize = 0; a < animals; ++a) {
    const count = <usize>load<u32>(counts + a * 4);
    const decisionScale = load<f32>(scales + a * 8), activityScale = load<f32>(scales + a * 8, 4);
    setAnimal(count, x, update, reward);
    let loss: f64 = 0;
    if (decisions != 0 && count > 0) {
      memory.fill(logits, 0, (count * 4 + 15) & ~15);
      for (let group: usize = 0; group < groups; ++group) {
        const unit = group * vectors * 4;
        const now = vectorsLeft(units - unit, vectors);
        groupForward(w0 + unit * 4, workspace + group * block, now, (units - unit) as i32, true, false);
        readLogits(count, now, workspace + group * block, readouts + group * row, logits);
      }
      loss += decisionLoss(count, logits, decisions, answers, decisionScale);
    }
    // From the last group to the first: its weights are still there.
    for (let group = groups; group > 0 && count > 0;) {
      --group;
      const unit = group * vectors * 4, at = unit * 4;
      const now = vectorsLeft(units - unit, vectors), left = (units - unit) as i32;
      const y = workspace + group * block;
      if (decisions == 0) groupForward(w0 + at, y, now, left, true, false);
      else if (group + 1 < groups) groupForward(w0 + at, y, now, left, true, true);
      if (decisions == 0) memory.fill(dy, 0, count * now * 16);
      else spreadSlopes(count, now, logits, readouts + group * row, dy);
      if (activity != 0) loss += activityLoss(count, units, now, left, y, activity + at, dy, activityScale);
      groupBackward(y, dy, dw0 == 0 ? 0 : dw0 + at, now, left);
    }
    store<f32>(losses + a * 4, loss as f32);
    x += count * inputs * 4;
    update += count * 4;
    reward += count * 4;
    if (decisions != 0) decisions += count * 4;
    if (activity != 0) activity += count * units * 4;
    w0 += w0Step;
    if (dw0 != 0) dw0 += w0Step;
  }
  writeGradient(gradient);
}
