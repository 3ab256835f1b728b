import type { GraphSettings } from './settings';

type Sizes = Pick<GraphSettings, 'width' | 'blocks' | 'copies'>;

/** Multiply-adds in a second that a training step reaches on WASM. */
const speed = 2e9;

/** Multiply-adds of one training step of PPGN: dense maps on every pair, the product, and twice that for the gradients. */
export const stepOperations = (vertices: number, { width, blocks, copies }: Sizes): number =>
  3 * 2 * copies * blocks * (6 * width ** 2 * vertices ** 2 + width * vertices ** 3);

/** What a training step on larger graphs takes, in words: time grows with n², then n³, memory with n². */
export function trainingCost(vertices: number, sizes: Sizes): string {
  const operations = stepOperations(vertices, sizes);
  // A block keeps about six tensors of all pairs for its gradients, four bytes a number.
  const megabytes = (4 * 6 * sizes.blocks * 2 * sizes.copies * sizes.width * vertices ** 2) / 1e6;
  const seconds = Math.ceil(operations / speed);
  return `${(operations / 1e9).toFixed(1)} billion multiply-adds, ${seconds === 1 ? 'a second' : `${seconds} seconds`}, and ${Math.round(megabytes)} MB`;
}
