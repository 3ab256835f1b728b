// A group of units of a layer of few inputs, with a series as the rule, forward and back.
import { addOuter, inputs, learns, present, presentations, rewardAt, slopesOf, stepAt, throughActivation, x } from './layer';
import { narrowAdvance, narrowMoments, narrowPull, narrowTrial } from './taylor-narrow';
import { taylorFlush, taylorFold } from './taylor-table';
import { gradient, inW, inY, masks, moments, parameters, slopes, trial, weights } from './work';

/** Forward through `y` [presentations][vectors], as `groupForward`. */
export function narrowForward(y: usize, vectors: usize, keep: bool, known: bool): void {
  const rowBytes = vectors * 16;
  const slot = keep ? inputs * rowBytes : 0;
  let w = weights, toW = inW, toY = inY;
  for (let first: usize = 0, p: usize = 0; p < presentations; ++p) {
    const learned = learns(p);
    if (!learned && p + 1 < presentations) continue;
    if (!known) present(first, p + 1, w, vectors, y + first * rowBytes);
    if (!learned) break;
    narrowTrial(inputs, parameters, x + p * inputs * 4, rewardAt(p), stepAt(p), trial);
    narrowAdvance(inputs, vectors, trial, y + p * rowBytes, w, w + slot, toW, toY, masks);
    w += slot;
    toW += slot;
    toY += slot;
    first = p + 1;
  }
}

/**
 * Back from `dy` [presentations][vectors], which is overwritten, after `narrowForward` with `keep`. Adds to the gradient of the rule.
 *
 * @returns the gradient of the first weights, [vectors][inputs].
 */
export function narrowBackward(y: usize, dy: usize, vectors: usize): usize {
  const rowBytes = vectors * 16;
  const slot = inputs * rowBytes;
  let w = weights, lambda = inW, toY = inY;
  for (let p: usize = 0; p < presentations; ++p) {
    if (!learns(p)) continue;
    w += slot;
    lambda += slot;
    toY += slot;
  }
  memory.fill(lambda, 0, slot);
  throughActivation(y, dy, presentations * vectors);
  for (let p = presentations; p > 0;) {
    --p;
    const stimulus = x + p * inputs * 4;
    const row = p * rowBytes;
    if (learns(p)) {
      w -= slot;
      toY -= slot;
      narrowMoments(inputs, vectors, stimulus, y + row, w, lambda, stepAt(p), moments);
      taylorFold(moments, rewardAt(p), gradient);
      slopesOf(y + row, vectors, slopes);
      narrowPull(inputs, vectors, stimulus, dy + row, slopes, lambda, lambda - slot, toY);
      lambda -= slot;
    } else {
      let target = lambda;
      let du = dy + row;
      for (const end = du + rowBytes; du < end; du += 16, target += inputs * 16) addOuter(stimulus, target, v128.load(du));
    }
  }
  taylorFlush(gradient);
  return lambda;
}
