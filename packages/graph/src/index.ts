// Graphs
export { checkGraph, type GraphData } from './graph-data';
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
export type { ProductScaling, SkipActivation } from './ppgn/block-forward';
export { ChannelProduct, type ChannelProductArgs, channelProduct } from './ppgn/channel-product';
export {
  DiagOffDiagPooling,
  type DiagOffDiagPoolingArgs,
  diagOffDiagPooling,
  type Readout,
} from './ppgn/diag-off-diag-pooling';
export { MaskPairs, maskPairs } from './ppgn/mask-pairs';
export { PairMlp, type PairMlpArgs, pairMlp } from './ppgn/pair-mlp';
export { ppgn } from './ppgn/ppgn';
export { PpgnBlock, type PpgnBlockArgs, ppgnBlock } from './ppgn/ppgn-block';
export type { PpgnConfig, PpgnPreset } from './ppgn/ppgn-config';
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
