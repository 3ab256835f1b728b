// One table for each family: which weights a model has, what they are called in timm files, and what each of them costs.
// Counting, loading, saving and resizing all read this table.
import type { ResolvedConfig } from '../config/resolve-config';

/** How a weight of ours differs from the timm weight of the same role. */
export type WeightLayout =
  /** The same shape. */
  | 'same'
  /** [in, out] here, [out, in] there. */
  | 'dense'
  /** [patch height * patch width * channels in, channels out] here, [out, in, height, width] there. */
  | 'conv'
  /** [channels] here, [1, 1, channels] there. */
  | 'affine';

/** One weight of a model. */
export interface PlannedWeight {
  /** Name of the layer that owns it. */
  layer: string;
  /** Name inside the layer; `layer/weight` is the name in a saved model. */
  weight: string;
  /** Name in a timm file. */
  timm: string;
  /** Shape here. */
  shape: number[];
  layout: WeightLayout;
  /** Multiply-adds of one element for one image: how many positions it is applied to. 0 for biases and scales. */
  uses: number;
}

/** All weights of a model, in the order of timm's `state_dict`. */
export function weightPlan(config: ResolvedConfig): PlannedWeight[] {
  const { patchSize, inChannels, hiddenDim, numBlocks, numClasses, tokens } = config;
  const patchValues = patchSize * patchSize * inChannels;
  const stem: PlannedWeight = {
    ...kernel('stem', 'kernel', 'stem.proj', patchValues, hiddenDim, tokens),
    layout: 'conv',
  };
  const plan: PlannedWeight[] = [stem, bias('stem', 'bias', 'stem.proj', hiddenDim)];
  for (let i = 0; i < numBlocks; i++) plan.push(...blockPlan(config, `block${i}`, `blocks.${i}`));
  if (config.family === 'resMlp') plan.push(...affine('norm', 'norm', hiddenDim));
  else plan.push(...norm('norm', 'norm', hiddenDim));
  if (config.outputs === 'logits') {
    plan.push(kernel('head', 'kernel', 'head', hiddenDim, numClasses, 1), bias('head', 'bias', 'head', numClasses));
  }
  return plan;
}

function blockPlan(config: ResolvedConfig, ours: string, timm: string): PlannedWeight[] {
  const { hiddenDim, channelsMlpDim, tokens } = config;
  const channels = mlp(`${ours}_channels`, `${timm}.mlp_channels`, hiddenDim, channelsMlpDim, tokens, config);
  switch (config.family) {
    case 'mixer':
    case 'gMixer':
      return [
        ...norm(`${ours}_norm1`, `${timm}.norm1`, hiddenDim),
        ...mlp(`${ours}_tokens`, `${timm}.mlp_tokens`, tokens, config.tokensMlpDim, hiddenDim, config),
        ...norm(`${ours}_norm2`, `${timm}.norm2`, hiddenDim),
        ...channels,
      ];
    case 'resMlp':
      return [
        scale(`${ours}_scale1`, `${timm}.ls1`, hiddenDim),
        scale(`${ours}_scale2`, `${timm}.ls2`, hiddenDim),
        ...affine(`${ours}_norm1`, `${timm}.norm1`, hiddenDim),
        kernel(`${ours}_tokens`, 'kernel', `${timm}.linear_tokens`, tokens, tokens, hiddenDim),
        bias(`${ours}_tokens`, 'bias', `${timm}.linear_tokens`, tokens),
        ...affine(`${ours}_norm2`, `${timm}.norm2`, hiddenDim),
        ...channels,
      ];
    case 'gMlp': {
      const gated = channelsMlpDim / 2;
      const mlpName = `${timm}.mlp_channels`;
      return [
        ...norm(`${ours}_norm`, `${timm}.norm`, hiddenDim),
        kernel(`${ours}_expand`, 'kernel', `${mlpName}.fc1`, hiddenDim, channelsMlpDim, tokens),
        bias(`${ours}_expand`, 'bias', `${mlpName}.fc1`, channelsMlpDim),
        ...norm(`${ours}_gate`, `${mlpName}.gate.norm`, gated, 'norm/'),
        kernel(`${ours}_gate`, 'kernel', `${mlpName}.gate.proj`, tokens, tokens, gated),
        bias(`${ours}_gate`, 'bias', `${mlpName}.gate.proj`, tokens),
        kernel(`${ours}_project`, 'kernel', `${mlpName}.fc2`, gated, hiddenDim, tokens),
        bias(`${ours}_project`, 'bias', `${mlpName}.fc2`, hiddenDim),
      ];
    }
  }
}

function mlp(
  layer: string,
  timm: string,
  width: number,
  hidden: number,
  uses: number,
  { family }: ResolvedConfig,
): PlannedWeight[] {
  const inner = family === 'gMixer' ? hidden / 2 : hidden;
  return [
    kernel(layer, 'fc1/kernel', `${timm}.fc1`, width, hidden, uses),
    bias(layer, 'fc1/bias', `${timm}.fc1`, hidden),
    kernel(layer, 'fc2/kernel', `${timm}.fc2`, inner, width, uses),
    bias(layer, 'fc2/bias', `${timm}.fc2`, width),
  ];
}

function kernel(layer: string, weight: string, timm: string, inputs: number, outputs: number, uses: number) {
  const planned: PlannedWeight = {
    layer,
    weight,
    timm: `${timm}.weight`,
    shape: [inputs, outputs],
    layout: 'dense',
    uses,
  };
  return planned;
}

function bias(layer: string, weight: string, timm: string, size: number): PlannedWeight {
  return { layer, weight, timm: `${timm}.bias`, shape: [size], layout: 'same', uses: 0 };
}

function norm(layer: string, timm: string, size: number, prefix = ''): PlannedWeight[] {
  return [
    { layer, weight: `${prefix}gamma`, timm: `${timm}.weight`, shape: [size], layout: 'same', uses: 0 },
    { layer, weight: `${prefix}beta`, timm: `${timm}.bias`, shape: [size], layout: 'same', uses: 0 },
  ];
}

function affine(layer: string, timm: string, size: number): PlannedWeight[] {
  return ['alpha', 'beta'].map((weight) => ({
    layer,
    weight,
    timm: `${timm}.${weight}`,
    shape: [size],
    layout: 'affine',
    uses: 0,
  }));
}

function scale(layer: string, timm: string, size: number): PlannedWeight {
  return { layer, weight: 'gamma', timm, shape: [size], layout: 'same', uses: 0 };
}
