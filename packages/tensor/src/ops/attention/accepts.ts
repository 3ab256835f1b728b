import type { AttentionAttributes, AttentionInputs } from './reference';
import { widestHead } from './shader';
import { attentionSizes, maskLayout } from './sizes';

/** Says whether the kernels of a backend take these inputs; the composition runs where they do not. */
export function acceptsAttention(inputs: AttentionInputs, _attributes: AttentionAttributes, backend: string): boolean {
  if (maskLayout(inputs) === undefined) return false;
  const { depth, valueDepth } = attentionSizes(inputs);
  return backend !== 'webgpu' || Math.max(depth, valueDepth) <= widestHead;
}
