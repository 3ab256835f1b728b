// The loop backward and the products over its result are one op; the gradient of x is taken only where it is wanted.
import * as tf from '@tensorflow/tfjs';
import type { OpGradient } from '../../engine/op-spec';
import { product } from '../mat-mul/product';
import { recurrentGrad, recurrentGradNames } from '../recurrent-grad/index';
import type { RecurrentAttributes } from './cells';
import type { RecurrentInputs } from './reference';

export const recurrentGradient: OpGradient<RecurrentInputs, RecurrentAttributes> = {
  saves: ['x', 'kernel', 'recurrentKernel', 'hidden', 'carry', 'backwardKernel', 'backwardRecurrentKernel'],
  backward(dy, { inputs, kept, attributes }) {
    // WebGPU keeps one flat array.
    const packed = kept[0].rank === 1 ? kept[0] : undefined;
    const [sequence, gates, extra, backwardGates, backwardExtra] = packed ? [] : kept;
    const gradInputs = {
      x: inputs.x!,
      recurrentKernel: inputs.recurrentKernel!,
      backwardRecurrentKernel: inputs.backwardRecurrentKernel,
      hidden: inputs.hidden,
      carry: inputs.carry,
      dy,
      sequence,
      gates,
      extra,
      backwardGates,
      backwardExtra,
      packed,
    };
    const outputs = recurrentGrad(gradInputs, attributes);
    const named = Object.fromEntries(
      recurrentGradNames(gradInputs, attributes).map((name, index) => [name, outputs[index]]),
    );
    const rules: Record<string, () => tf.Tensor> = {
      x: () => {
        const part = (d: tf.Tensor, kernel: tf.Tensor): tf.Tensor => product(d, kernel, false, true, [d.shape[0]]);
        const first = part(named.dGates, inputs.kernel!);
        if (!inputs.backwardKernel) return first;
        return tf.add(first, part(named.dBackwardGates, inputs.backwardKernel));
      },
    };
    for (const [name, gradient] of Object.entries(named)) rules[name] = () => gradient;
    return rules;
  },
};
