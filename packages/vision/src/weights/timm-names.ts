import type { io } from '@perceptrons/tensor';

/**
 * Brings the names of a timm file to the present ones. The first ResMLP release called the stem `patch_embed`, the token
 * map `attn`, the channel MLP `mlp` and the layer scales `gamma_1`, `gamma_2`.
 */
export function presentTimmNames(weights: ReadonlyMap<string, io.WeightArray>): Map<string, io.WeightArray> {
  if (!weights.has('patch_embed.proj.weight')) return new Map(weights);
  const renamed = (name: string) =>
    name
      .replace('patch_embed.', 'stem.')
      .replace('attn.', 'linear_tokens.')
      .replace('mlp.', 'mlp_channels.')
      .replace('gamma_', 'ls');
  return new Map([...weights].map(([name, weight]) => [renamed(name), weight]));
}
