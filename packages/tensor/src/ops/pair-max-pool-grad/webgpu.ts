// Two dispatches: what each of the equal largest values gets, then dx, place by place.
import * as tf from '@tensorflow/tfjs';
import type { WebgpuKernelCall } from '../../backends/webgpu-kernel';
import { elementProgram, integers, runElementProgram, runFlatProgram, webgpuZeros } from '../../webgpu/flat-program';
import type { FlatProgram } from '../../webgpu/program';
import { countsPair, pairSweepGroups, pairSweepProgram } from '../pair-max-pool/webgpu';
import type { PairMaxPoolGradInputs } from './reference';

/** dy over the number of places that hold the largest value. */
export const pairSharesProgram = (masked: boolean): FlatProgram =>
  pairSweepProgram({
    key: 'pairShares',
    inputs: ['x', 'y', 'dy'],
    masked,
    start: '0.0',
    visit: (part) => `${part} += select(0.0, 1.0, x[at] == y[${part}At]);`,
    join: (left, right) => `${left} += ${right};`,
    finish: 'dy[to] / max(value, 1.0)',
  });

/** dx = share where x is the largest of its part. */
export const pairSpreadProgram = (masked: boolean): FlatProgram =>
  elementProgram(
    `pairSpread${masked ? '.masked' : ''}`,
    masked ? ['x', 'y', 'share', 'mask'] : ['x', 'y', 'share'],
    'slope(index)',
    {
      uniforms: 'side : i32, channels : i32,',
      functions: `
fn slope(index : i32) -> f32 {
  let place = index / uniforms.channels;
  let column = place % uniforms.side;
  let row = place / uniforms.side % uniforms.side;
  let item = place / uniforms.side / uniforms.side;
  let to = (item * 2 + select(1, 0, row == column)) * uniforms.channels + index % uniforms.channels;
  return select(0.0, share[to], ${countsPair(masked)} && x[index] == y[to]);
}`,
    },
  );

export function pairMaxPoolGradWebgpu({
  inputs: { x, y, dy, mask },
  backend,
}: WebgpuKernelCall<PairMaxPoolGradInputs, object>): { outputs: tf.TensorInfo[] } {
  const [batch, side, , channels] = x.shape;
  if (tf.util.sizeFromShape(x.shape) === 0) return { outputs: [webgpuZeros(backend, x.shape)] };
  const masked = mask !== undefined;
  const sizes = [batch, side, channels].map((size) => integers(size));
  const given = masked ? [x, y, dy, mask] : [x, y, dy];
  const share = runFlatProgram(backend, pairSharesProgram(masked), given, y.shape, pairSweepGroups(x.shape), sizes);
  const inputs = masked ? [x, y, share, mask] : [x, y, share];
  const dx = runElementProgram(backend, pairSpreadProgram(masked), inputs, x.shape, sizes.slice(1));
  backend.disposeData(share.dataId);
  return { outputs: [dx] };
}
