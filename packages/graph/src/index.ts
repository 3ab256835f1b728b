// Batches
export type { BatchOptions } from './batching/batch-options';
export { bucketBySize } from './batching/bucket-by-size';
export { type PadToBatchOptions, padToBatch } from './batching/pad-to-batch';
export { type PaddingCost, paddingCost } from './batching/padding-cost';
// BREC
export {
  type BrecCategory,
  type BrecFile,
  brecCategories,
  brecFiles,
  type GraphPair,
  parsePairs,
  readBrecPairs,
} from './brec/brec-pairs';
// Data sets
export { countTriangles } from './datasets/count-triangles';
export type { FileContent, GraphFiles } from './datasets/file-content';
export type { GraphDataset } from './datasets/graph-dataset';
export {
  atomFeatureNames,
  bondFeatureNames,
  type MoleculeFeatures,
  moleculeFeatures,
} from './datasets/qm9/atom-features';
export type { Molecule } from './datasets/qm9/molecule';
export { moleculeGraph } from './datasets/qm9/molecule-graph';
export { perceiveBonds } from './datasets/qm9/perceive-bonds';
export { type ReadQm9Options, readQm9 } from './datasets/qm9/read-gdb9';
export { readQm9Xyz } from './datasets/qm9/read-qm9-xyz';
export { type Qm9Target, qm9Targets } from './datasets/qm9/targets';
export { type RegularGraphOptions, randomRegularGraph } from './datasets/random-regular-graph';
export { type IndexOptions, readFolds, readIndexes } from './datasets/read-folds';
export { type GinOptions, readGinDataset } from './datasets/read-gin-dataset';
export { readTuDataset, type TuOptions } from './datasets/read-tu-dataset';
export {
  type SyntheticMoleculesOptions,
  syntheticAtoms,
  syntheticMolecules,
} from './datasets/synthetic-molecules';
// Graphs as tensors
export { type EncodedGraphs, encodeGraphs } from './encoding/encode-graphs';
export { type EncodeOptions, pairChannels } from './encoding/encode-options';
export { type EncodedPairs, type EncodePairsOptions, encodePairs } from './encoding/encode-pairs';
export { type PairSize, pairBytes } from './encoding/pair-bytes';
// Exact sums
export type { Accumulation } from './exact-sums/digits';
export { exactChannelProduct } from './exact-sums/exact-channel-product';
export { exactSum } from './exact-sums/exact-sum';
// Expressiveness: separation without training, and the BREC protocol
export * from './expressiveness/index';
// Without rounding
export { evaluateInFloat64, type Float64Options } from './float64/evaluate-in-float64';
export type { PairValues } from './float64/values';
export { checkGraph, type GraphData } from './graph-data';
export { adjacencyMatrix, type GraphFromAdjacencyOptions, graphFromAdjacency } from './graphs/adjacency';
export { disjointUnion } from './graphs/disjoint-union';
export {
  circularSkipLink,
  completeGraph,
  cycleGraph,
  pathGraph,
  rookGraph,
  shrikhandeGraph,
  starGraph,
} from './graphs/generators';
export { type GraphContent, type GraphFromEdgesOptions, graphFromEdges } from './graphs/graph-from-edges';
export { parseGraphList } from './graphs/graph-list';
export { parseGraph6, toGraph6 } from './graphs/graph6';
export {
  type Attributes,
  type FromGraphologyOptions,
  fromGraphology,
  type GraphologyGraph,
  type SerializedGraph,
  toGraphology,
} from './graphs/graphology';
export { type NamedPair, namedPair, namedPairs } from './graphs/named-pairs';
export { permuteGraph, randomPermutation } from './graphs/permute-graph';
export { type RandomGraphOptions, randomGraph } from './graphs/random-graph';
export { parseSparse6, toSparse6 } from './graphs/sparse6';
// Invariant graph networks: linear layers, their bases, the 2-order network
export * from './invariant/index';
// Message passing
export * from './message-passing/index';
// Provably powerful graph networks
export {
  GraphNormalization,
  type GraphNormalizationArgs,
  graphNormalization,
} from './normalization/graph-normalization';
export {
  MaskedBatchNormalization,
  type MaskedBatchNormalizationArgs,
  maskedBatchNormalization,
} from './normalization/masked-batch-normalization';
// Fused op
export { type PairBlockOptions, pairBlock } from './ops/pair-block/index';
export type { PairBlockParts, PairLayer } from './ops/pair-block/parts';
// Oracles
export { type AreIsomorphicOptions, areIsomorphic, type Isomorphism } from './oracles/are-isomorphic';
export {
  type ColorRefinementOptions,
  colorRefinement,
  type Partition,
  type WeisfeilerLemanOptions,
  weisfeilerLeman,
} from './oracles/color-refinement';
export {
  type CompareGraphsOptions,
  compareGraphs,
  compareGraphsAsync,
  type GraphComparison,
} from './oracles/compare-graphs';
export type { ClassMention, ExplanationPart } from './oracles/explanation-parts';
export type { RefineLimits, RefineProgress } from './oracles/refine';
export type { Witness } from './oracles/witness';
export { type WlForm, type WlTest, type WlVariant, wlForm, wlTests } from './oracles/wl-test';
export { PairModel } from './pair-model';
export { ChannelProduct, type ChannelProductArgs, channelProduct } from './ppgn/channel-product';
export {
  DiagOffDiagPooling,
  type DiagOffDiagPoolingArgs,
  diagOffDiagPooling,
  type Readout,
} from './ppgn/diag-off-diag-pooling';
export { EdgeReadout, edgeReadout } from './ppgn/edge-readout';
export { MaskPairs, maskPairs } from './ppgn/mask-pairs';
export { MaskVertices, maskVertices } from './ppgn/mask-vertices';
export { PairMlp, type PairMlpArgs, pairMlp } from './ppgn/pair-mlp';
export { ppgn } from './ppgn/ppgn';
export { PpgnBlock, type PpgnBlockArgs, ppgnBlock, type SkipActivation } from './ppgn/ppgn-block';
export type { PpgnConfig, PpgnPreset } from './ppgn/ppgn-config';
export type { ProductScaling } from './ppgn/product-scaling';
export { VertexReadout, vertexReadout } from './ppgn/vertex-readout';
export {
  type ExportPpgnWeightsOptions,
  exportPpgnWeights,
} from './ppgn/weights/export-ppgn-weights';
export {
  type LoadPpgnWeightsOptions,
  type LoadPpgnWeightsReport,
  loadPpgnWeights,
} from './ppgn/weights/load-ppgn-weights';
export type { PpgnFormat } from './ppgn/weights/weight-layouts';
// Protocols
export { type CrossValidateOptions, type CrossValidation, crossValidate } from './protocols/cross-validate';
export { type DecayOptions, type DecayRun, decaySchedule } from './protocols/decay-schedule';
export {
  type GraphBatch,
  type GraphBatchesOptions,
  type GraphBatching,
  graphBatches,
} from './protocols/graph-batches';
export { type PredictOptions, predictGraphs } from './protocols/predict-graphs';
export {
  type PublishedAccuracy,
  type PublishedTuSettings,
  type PublishedVersion,
  publishedTuAccuracy,
  publishedTuSettings,
} from './protocols/published-settings';
export {
  type Qm9Epoch,
  type Qm9ProtocolOptions,
  type Qm9Result,
  qm9Protocol,
  type ThreeWaySplit,
  threeWaySplit,
} from './protocols/qm9-protocol';
export { summedAbsoluteError, summedCrossEntropy } from './protocols/summed-losses';
export { type FoldEpoch, type TrainedFold, type TrainFoldOptions, trainFold } from './protocols/train-fold';
export type { EpochCurve, ProtocolOptions } from './protocols/train-graphs';
