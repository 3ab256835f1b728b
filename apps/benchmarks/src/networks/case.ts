// Whole training steps of ordinary networks, as plain data: every contender, in whatever language, builds the same
// network from the same weights.

/** Fully connected: `widths` from inputs to classes, ReLU between. */
export interface DenseNetwork {
  kind: 'dense';
  widths: number[];
}

/** The convolutional network of the TensorFlow.js tutorial on handwritten digits. */
export interface ConvolutionalNetwork {
  kind: 'convolution';
  imageSize: number;
  channels: number;
  filters: [first: number, second: number];
  kernelSize: number;
  classes: number;
}

/** A decoder-only transformer in the form of GPT-2: learned positions, layer norm first, GELU in the tanh form. */
export interface TransformerNetwork {
  kind: 'transformer';
  layers: number;
  width: number;
  heads: number;
  context: number;
  vocabulary: number;
}

export interface NetworkCase {
  name: string;
  network: DenseNetwork | ConvolutionalNetwork | TransformerNetwork;
  batch: number;
  /** True where a dense network of ours is made of ops, as the other libraries' are, and not of `tf.layers`. */
  fromOps?: boolean;
}

/** One weight: values are uniform in [centre - reach, centre + reach); the position in the list is their seed. */
export interface WeightPlan {
  name: string;
  shape: number[];
  centre: number;
  reach: number;
}

const kernel = (name: string, shape: number[], inputs: number): WeightPlan => ({
  name,
  shape,
  centre: 0,
  reach: Math.sqrt(3 / inputs),
});
const bias = (name: string, size: number): WeightPlan => ({ name, shape: [size], centre: 0, reach: 0.05 });
const dense = (name: string, inputs: number, outputs: number): WeightPlan[] => [
  kernel(`${name}.kernel`, [inputs, outputs], inputs),
  bias(`${name}.bias`, outputs),
];
const norm = (name: string, size: number): WeightPlan[] => [
  { name: `${name}.gamma`, shape: [size], centre: 1, reach: 0.05 },
  bias(`${name}.beta`, size),
];

/** Side of the square that reaches the classifier of the convolutional network. */
export function lastSide({ imageSize, kernelSize }: ConvolutionalNetwork): number {
  const once = Math.floor((imageSize - kernelSize + 1) / 2);
  return Math.floor((once - kernelSize + 1) / 2);
}

/** Names and shapes of all weights in the order of the forward pass. Convolution kernels are [height, width, in, out]. */
export function weightPlan({ network }: NetworkCase): WeightPlan[] {
  switch (network.kind) {
    case 'dense':
      return network.widths.slice(1).flatMap((width, index) => dense(`layer${index}`, network.widths[index], width));
    case 'convolution': {
      const { kernelSize: k, channels, filters, classes } = network;
      return [
        kernel('first.kernel', [k, k, channels, filters[0]], k * k * channels),
        bias('first.bias', filters[0]),
        kernel('second.kernel', [k, k, filters[0], filters[1]], k * k * filters[0]),
        bias('second.bias', filters[1]),
        ...dense('head', lastSide(network) ** 2 * filters[1], classes),
      ];
    }
    case 'transformer': {
      const { layers, width, context, vocabulary } = network;
      const block = (name: string) => [
        ...norm(`${name}.norm1`, width),
        ...dense(`${name}.qkv`, width, 3 * width),
        ...dense(`${name}.projection`, width, width),
        ...norm(`${name}.norm2`, width),
        ...dense(`${name}.expand`, width, 4 * width),
        ...dense(`${name}.contract`, 4 * width, width),
      ];
      return [
        kernel('tokens', [vocabulary, width], width),
        { name: 'positions', shape: [context, width], centre: 0, reach: 0.1 },
        ...Array.from({ length: layers }, (_, index) => block(`block${index}`)).flat(),
        ...norm('norm', width),
        ...dense('head', width, vocabulary),
      ];
    }
  }
}

/** Shape of the inputs. The transformer gets its tokens as rows of zeros and ones: [batch, context, vocabulary]. */
export function inputShape({ network, batch }: NetworkCase): number[] {
  switch (network.kind) {
    case 'dense':
      return [batch, network.widths[0]];
    case 'convolution':
      return [batch, network.imageSize, network.imageSize, network.channels];
    case 'transformer':
      return [batch, network.context, network.vocabulary];
  }
}

/** Rows that have a class each, and the number of classes. */
export function targetShape({ network, batch }: NetworkCase): [rows: number, classes: number] {
  switch (network.kind) {
    case 'dense':
      return [batch, network.widths[network.widths.length - 1]];
    case 'convolution':
      return [batch, network.classes];
    case 'transformer':
      return [batch * network.context, network.vocabulary];
  }
}

const micro: TransformerNetwork = {
  kind: 'transformer',
  layers: 4,
  width: 64,
  heads: 4,
  context: 64,
  vocabulary: 64,
};
const tutorial: ConvolutionalNetwork = {
  kind: 'convolution',
  imageSize: 28,
  channels: 1,
  filters: [8, 16],
  kernelSize: 5,
  classes: 10,
};

export const denseNetwork: NetworkCase = {
  name: 'dense 784-512-512-10 training, batch 128',
  network: { kind: 'dense', widths: [784, 512, 512, 10] },
  batch: 128,
};
export const denseNetworkFromOps: NetworkCase = {
  ...denseNetwork,
  name: 'dense 784-512-512-10 training from ops, batch 128',
  fromOps: true,
};
export const convolutionalNetwork: NetworkCase = {
  name: 'MNIST convnet training, batch 64',
  network: tutorial,
  batch: 64,
};
/** With the batch of the tutorial itself; stock TensorFlow.js takes 20 s for such a step. */
export const convolutionalNetworkLarge: NetworkCase = {
  name: 'MNIST convnet training, batch 512',
  network: tutorial,
  batch: 512,
};
export const transformerNetwork: NetworkCase = {
  name: 'GPT-2 micro training, 4 layers of 64, 32 x 64 tokens',
  network: micro,
  batch: 32,
};

export const quickNetworks: NetworkCase[] = [
  { name: 'tiny dense training', network: { kind: 'dense', widths: [12, 8, 4] }, batch: 4 },
  { name: 'tiny convnet training', network: { ...tutorial, imageSize: 16, filters: [2, 3] }, batch: 2 },
  {
    name: 'tiny transformer training',
    network: { ...micro, layers: 1, width: 8, heads: 2, context: 5, vocabulary: 7 },
    batch: 2,
  },
];
