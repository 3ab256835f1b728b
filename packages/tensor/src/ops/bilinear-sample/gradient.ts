import type { OpGradient } from '../../engine/op-spec';
import { bilinearSampleImageGrad } from '../bilinear-sample-image-grad/index';
import { bilinearSamplePointGrad } from '../bilinear-sample-point-grad/index';
import type { BilinearSampleAttributes } from './cell';
import type { BilinearSampleInputs } from './reference';

export const bilinearSampleGradient: OpGradient<BilinearSampleInputs, BilinearSampleAttributes> = {
  saves: ['image', 'coordinates'],
  backward(dy, { inputs, attributes }) {
    const [image, coordinates] = [inputs.image!, inputs.coordinates!];
    const [, height, width] = image.shape;
    return {
      image: () => bilinearSampleImageGrad({ coordinates, dy }, { ...attributes, height, width }),
      coordinates: () => bilinearSamplePointGrad({ image, coordinates, dy }, attributes),
    };
  },
};
