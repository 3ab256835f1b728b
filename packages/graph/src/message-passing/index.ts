export { type GinConfig, gin } from './gin';
export { NeighbourSum, type NeighbourSumArgs, neighbourSum } from './neighbour-sum';
export { NeighbourWeights, type NeighbourWeightsArgs, neighbourWeights } from './neighbour-weights';
export { VertexFeatures, vertexFeatures } from './vertex-features';
export { VertexPooling, type VertexPoolingArgs, vertexPooling } from './vertex-pooling';
