// Many animals, one after the other: activities of a plastic layer, and the gradient of the rule from that of the activities.
import { fromBlock, toBlock, vectorsLeft } from './blocks';
import { groupBackward, groupForward } from './group';
import { setAnimal, setLayer } from './layer';
import { begin, groupVectors, workBytes, writeGradient } from './work';

/** Bytes of work memory for animals of up to `longest` presentations. `hidden` is 0 for a Taylor series. */
export function rolloutWorkspace(hidden: usize, inputs: usize, units: usize, longest: usize): usize {
  const vectors = groupVectors(hidden, inputs, units, longest);
  return 64 + 2 * longest * vectors * 16 + workBytes(hidden, inputs, vectors, longest);
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
  const longest = longestOf(animals, counts);
  const vectors = groupVectors(hidden, inputs, units, longest);
  workspace = (workspace + 63) & ~63;
  setLayer(inputs, units, activation, step);
  begin(hidden, parameters, inputs, vectors, longest, workspace + longest * vectors * 16);
  for (let a: usize = 0; a < animals; ++a) {
    const count = <usize>load<u32>(counts + a * 4);
    setAnimal(count, x, update, reward);
    for (let unit: usize = 0; unit < units && count > 0; unit += vectors * 4) {
      const now = vectorsLeft(units - unit, vectors), left = (units - unit) as i32;
      groupForward(w0 + unit * 4, workspace, now, left, false, false);
      fromBlock(workspace, y + unit * 4, now, left, count);
    }
    x += count * inputs * 4;
    update += count * 4;
    reward += count * 4;
    y += count * units * 4;
    w0 += w0Step;
  }
}

/** Gradients of the parameters and of the first weights. */
export function rolloutBackward(
  hidden: usize, inputs: usize, units: usize, activation: i32, step: f32, animals: usize, counts: usize,
  x: usize, update: usize, reward: usize, w0: usize, w0Step: usize, parameters: usize, y: usize, dy: usize,
  gradient: usize, dw0: usize, workspace: usize,
): void {
  const longest = longestOf(animals, counts);
  const vectors = groupVectors(hidden, inputs, units, longest);
  workspace = (workspace + 63) & ~63;
  const blockDy = workspace + longest * vectors * 16;
  setLayer(inputs, units, activation, step);
  begin(hidden, parameters, inputs, vectors, longest, blockDy + longest * vectors * 16);
  memory.fill(dw0, 0, inputs * units * 4 * (w0Step == 0 ? 1 : animals));
  for (let a: usize = 0; a < animals; ++a) {
    const count = <usize>load<u32>(counts + a * 4);
    setAnimal(count, x, update, reward);
    for (let unit: usize = 0; unit < units && count > 0; unit += vectors * 4) {
      const now = vectorsLeft(units - unit, vectors), left = (units - unit) as i32;
      toBlock(y + unit * 4, workspace, now, left, count);
      toBlock(dy + unit * 4, blockDy, now, left, count);
      groupForward(w0 + unit * 4, workspace, now, left, true, true);
      groupBackward(workspace, blockDy, dw0 + unit * 4, now, left);
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
