import { type OpCases, zeros } from '../../testing/op-cases';
import { coordinatesInCells, eachSample, sampleShapes } from '../bilinear-sample/cases';
import type { BilinearSampleAttributes } from '../bilinear-sample/cell';

export const bilinearSamplePointGradCases: OpCases<BilinearSampleAttributes> = {
  op: 'BilinearSamplePointGrad',
  cases: sampleShapes.map(([image, points, attributes]) => ({
    shapes: { image, coordinates: [image[0], points, 2], dy: [image[0], points, image[3]] },
    attributes,
  })),
  fill: (input, normal, { image }, attributes) =>
    input === 'coordinates' ? coordinatesInCells(normal, image.shape, attributes) : normal,
  oracle({ image, coordinates, dy }, attributes) {
    const channels = image.shape[3];
    const result = zeros(coordinates.shape);
    eachSample(image.shape, coordinates, attributes, ({ point, pixel, row, column }) => {
      for (let channel = 0; channel < channels; channel++) {
        const product = image.values[pixel * channels + channel] * dy.values[point * channels + channel];
        result.values[point * 2] += row.slope * column.weight * product;
        result.values[point * 2 + 1] += row.weight * column.slope * product;
      }
    });
    return [result];
  },
};
