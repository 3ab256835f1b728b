// Rearranging one weight between the shapes of timm, of Flax and of this package.
import type { PlannedWeight } from './weight-plan';

/** Shape of a weight in a timm file; the stem's patch is square. */
export function timmShape({ layout, shape }: PlannedWeight, patchSize: number): number[] {
  if (layout === 'dense') return [shape[1], shape[0]];
  if (layout === 'affine') return [1, 1, shape[0]];
  if (layout === 'conv') return [shape[1], shape[0] / patchSize ** 2, patchSize, patchSize];
  return shape;
}

/** Shape of a weight in a Flax file. */
export function flaxShape({ layout, shape }: PlannedWeight, patchSize: number): number[] {
  return layout === 'conv' ? [patchSize, patchSize, shape[0] / patchSize ** 2, shape[1]] : shape;
}

/** Values in timm's order, in our order. */
export function fromTimm(planned: PlannedWeight, patchSize: number, values: Float32Array): Float32Array {
  return rearrange(planned, patchSize, values, (ours, timm) => [ours, timm]);
}

/** Values in our order, in timm's order. */
export function toTimm(planned: PlannedWeight, patchSize: number, values: Float32Array): Float32Array {
  return rearrange(planned, patchSize, values, (ours, timm) => [timm, ours]);
}

function rearrange(
  { layout, shape }: PlannedWeight,
  patchSize: number,
  values: Float32Array,
  direction: (ours: number, timm: number) => [target: number, source: number],
): Float32Array {
  if (layout === 'same' || layout === 'affine') return values.slice();
  const [inputs, outputs] = shape;
  const channels = layout === 'conv' ? inputs / patchSize ** 2 : 1;
  const pixels = inputs / channels;
  const out = new Float32Array(values.length);
  for (let input = 0; input < inputs; input++) {
    // Ours counts pixel by pixel and channels inside a pixel, timm channel by channel and pixels inside a channel.
    const timmInput = layout === 'conv' ? (input % channels) * pixels + Math.floor(input / channels) : input;
    for (let output = 0; output < outputs; output++) {
      const [target, source] = direction(input * outputs + output, output * inputs + timmInput);
      out[target] = values[source];
    }
  }
  return out;
}
