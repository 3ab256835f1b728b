// A group of units of any layer and any rule, forward and back.
import { addOuter, inputs, learns, present, presentations, rewardAt, slopesOf, stepAt, x } from './layer';
import { perceptronAdvance, perceptronFold, perceptronPull, perceptronTrial } from './perceptron';
import { taylorFlush, taylorFold, taylorTrial } from './taylor-table';
import { wideAdvance, wideMoments, widePull, widePush } from './taylor-wide';
import { base, deltas, gradient, hidden, lambda, masks, moments, parameters, slopes, sums, trial, weights } from './work';

@inline
function beginTrial(presentation: usize): void {
  const r = rewardAt(presentation);
  if (hidden == 0) taylorTrial(parameters, r, trial);
  else perceptronTrial(hidden, parameters, r, trial);
}

/** Forward through `y` [presentations][vectors], as `groupForward`. */
export function wideForward(y: usize, vectors: usize, keep: bool, known: bool): void {
  const rowBytes = vectors * 16;
  const stride = inputs * 16;
  const slot = keep ? vectors * stride : 0;
  let w = weights;
  for (let first: usize = 0, p: usize = 0; p < presentations; ++p) {
    const learned = learns(p);
    if (!learned && p + 1 < presentations) continue;
    if (!known) present(first, p + 1, w, vectors, y + first * rowBytes);
    if (!learned) break;
    beginTrial(p);
    const stimulus = x + p * inputs * 4;
    const step = stepAt(p);
    const row = y + p * rowBytes;
    for (let v: usize = 0; v < vectors; ++v) {
      const activity = v128.load(row + v * 16), mask = v128.load(masks + v * 16);
      const from = w + v * stride;
      if (hidden == 0) wideAdvance(inputs, stimulus, activity, from, from + slot, trial, step, mask);
      else perceptronAdvance(inputs, hidden, parameters, stimulus, activity, from, from + slot, trial, base, step, mask);
    }
    w += slot;
    first = p + 1;
  }
}

/**
 * Back from `dy` [presentations][vectors], after `wideForward` with `keep`. Adds to the gradient of the rule.
 *
 * @returns the gradient of the first weights, [vectors][inputs].
 */
export function wideBackward(y: usize, dy: usize, vectors: usize): usize {
  const stride = inputs * 16;
  const slot = vectors * stride;
  memory.fill(lambda, 0, slot);
  let w = weights;
  for (let p: usize = 0; p < presentations; ++p) {
    if (learns(p)) w += slot;
  }
  for (let p = presentations; p > 0;) {
    --p;
    const stimulus = x + p * inputs * 4;
    const row = p * vectors * 16;
    const learned = learns(p);
    const step = stepAt(p);
    slopesOf(y + row, vectors, slopes);
    if (learned) {
      w -= slot;
      beginTrial(p);
    }
    for (let v: usize = 0; v < vectors; ++v) {
      const at = row + v * 16;
      const activity = v128.load(y + at), slope = v128.load(slopes + v * 16), mask = v128.load(masks + v * 16);
      const d = v128.load(dy + at);
      const from = w + v * stride;
      const target = lambda + v * stride;
      if (!learned) {
        addOuter(stimulus, target, f32x4.mul(d, slope));
      } else if (hidden == 0) {
        const pulled = widePull(inputs, stimulus, activity, from, target, trial, step, mask, sums, v == 0);
        widePush(inputs, stimulus, activity, from, target, trial, step, mask, f32x4.mul(f32x4.add(d, pulled), slope));
      } else {
        const pulled = perceptronPull(
          inputs, hidden, parameters, stimulus, activity, from, target, trial, base, deltas, step, mask, sums, v == 0,
        );
        addOuter(stimulus, target, f32x4.mul(f32x4.add(d, pulled), slope));
      }
    }
    if (!learned) continue;
    const r = rewardAt(p);
    if (hidden == 0) {
      wideMoments(sums, moments);
      taylorFold(moments, r, gradient);
    } else {
      perceptronFold(hidden, sums, r, gradient);
    }
  }
  if (hidden == 0) taylorFlush(gradient);
  return lambda;
}
