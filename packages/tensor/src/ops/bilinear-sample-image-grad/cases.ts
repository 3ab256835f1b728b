import { type OpCases, zeros } from '../../testing/op-cases';
import { coordinatesInCells, eachSample, sampleShapes } from '../bilinear-sample/cases';
import type { BilinearSampleImageGradAttributes } from './reference';

export const bilinearSampleImageGradCases: OpCases<BilinearSampleImageGradAttributes> = {
  op: 'BilinearSampleImageGrad',
  cases: sampleShapes.map(([[n, height, width, channels], points, variant]) => ({
    shapes: { coordinates: [n, points, 2], dy: [n, points, channels] },
    attributes: { ...variant, height, width },
  })),
  fill: (input, normal, _inputs, attributes) =>
    input === 'coordinates' ? coordinatesInCells(normal, [0, attributes.height, attributes.width], attributes) : normal,
  oracle({ coordinates, dy }, attributes) {
    const [n, , channels] = dy.shape;
    const image = zeros([n, attributes.height, attributes.width, channels]);
    eachSample(image.shape, coordinates, attributes, ({ point, pixel, row, column }) => {
      for (let channel = 0; channel < channels; channel++)
        image.values[pixel * channels + channel] += row.weight * column.weight * dy.values[point * channels + channel];
    });
    return [image];
  },
};
