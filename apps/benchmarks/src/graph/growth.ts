import { multiplyAdds, type StepCase } from './case';

/** Name of a comparison of a case with a larger one: what n^3 and the number of multiplications predict for the ratio. */
export function growthName(smaller: StepCase, larger: StepCase): string {
  const total = ({ shape, nodes, batch }: StepCase): number => {
    const { dense, channelWise } = multiplyAdds(shape, nodes, batch);
    return dense + channelWise;
  };
  const cubic = (larger.nodes / smaller.nodes) ** 3;
  const counted = total(larger) / total(smaller);
  return `growth from n = ${smaller.nodes} to ${larger.nodes}, width ${smaller.shape.width} (n^3: ${cubic}x, multiplications: ${counted.toFixed(2)}x)`;
}
