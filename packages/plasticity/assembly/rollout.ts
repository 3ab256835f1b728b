// Many animals, one after the other: activities of a plastic layer, and the gradient of the rule from that of the activities.
import { begin, beginAnimal, groupBackward, groupForward, groupVectors, groupWorkspace, writeGradient } from './group';

/** Bytes of work memory for animals of up to `longest` presentations. `hidden` is 0 for a Taylor series. */
export function rolloutWorkspace(hidden: usize, inputs: usize, units: usize, longest: usize): usize {
  return groupWorkspace(hidden, inputs, units, longest);
}

@inline
function longestOf(animals: usize, counts: usize): usize {
  let longest: usize = 0;
  for (let a: usize = 0; a < animals; ++a) {
    const count = <usize>load<u32>(counts + a * 4);
    if (count > longest) longest = count;
  }
  return longest;
}

/**
 * y [all presentations, units] of `animals` animals with `counts` presentations. Their first weights lie `w0Step` bytes
 * apart, 0 where they share them.
 */
export function rolloutForward(
  hidden: usize, inputs: usize, units: usize, activation: i32, step: f32, animals: usize, counts: usize,
  x: usize, update: usize, reward: usize, w0: usize, w0Step: usize, parameters: usize, y: usize, workspace: usize,
): void {
  const vectors = groupVectors(inputs, units, longestOf(animals, counts));
  begin(hidden, parameters, inputs, units, activation, step, vectors, workspace);
  for (let a: usize = 0; a < animals; ++a) {
    const count = <usize>load<u32>(counts + a * 4);
    beginAnimal(count, x, update, reward);
    for (let unit: usize = 0; unit < units; unit += vectors * 4) {
      groupForward(w0 + unit * 4, y + unit * 4, vectorsLeft(units - unit, vectors), (units - unit) as i32, false, false);
    }
    x += count * inputs * 4;
    update += count * 4;
    reward += count * 4;
    y += count * units * 4;
    w0 += w0Step;
  }
}

@inline
export function vectorsLeft(left: usize, vectors: usize): usize {
  const needed = (left + 3) >> 2;
  return needed < vectors ? needed : vectors;
}

/** Gradients of the parameters and, added to what is in `dw0`, of the first weights. */
export function rolloutBackward(
  hidden: usize, inputs: usize, units: usize, activation: i32, step: f32, animals: usize, counts: usize,
  x: usize, update: usize, reward: usize, w0: usize, w0Step: usize, parameters: usize, y: usize, dy: usize,
  gradient: usize, dw0: usize, workspace: usize,
): void {
  const vectors = groupVectors(inputs, units, longestOf(animals, counts));
  begin(hidden, parameters, inputs, units, activation, step, vectors, workspace);
  memory.fill(dw0, 0, inputs * units * 4 * (w0Step == 0 ? 1 : animals));
  for (let a: usize = 0; a < animals; ++a) {
    const count = <usize>load<u32>(counts + a * 4);
    beginAnimal(count, x, update, reward);
    for (let unit: usize = 0; unit < units; unit += vectors * 4) {
      const now = vectorsLeft(units - unit, vectors);
      const at = unit * 4;
      groupForward(w0 + at, y + at, now, (units - unit) as i32, true, true);
      groupBackward(y + at, dy + at, dw0 + at, now, (units - unit) as i32);
    }
    x += count * inputs * 4;
    update += count * 4;
    reward += count * 4;
    y += count * units * 4;
    dy += count * units * 4;
    w0 += w0Step;
    dw0 += w0Step;
  }
  writeGradient(gradient);
}
