export type { Activation, Union2d } from '@perceptrons/tensor';
export { Affine, affine } from './affine';
export { BidirectionalRnn, type BidirectionalRnnArgs, bidirectionalRnn } from './bidirectional-rnn';
export { ClassToken, type ClassTokenArgs, classToken } from './class-token';
export { Dense, type DenseArgs, dense, tokenDense } from './dense';
export { type Downsample2dArgs, downsample2d } from './downsample2d';
export { dropPathRates } from './drop-path-rates';
export { Dropout, type DropoutArgs, dropout } from './dropout';
export { GlobalAveragePool, globalAveragePool } from './global-average-pool';
export { Gru, type GruArgs, gru } from './gru';
export type { Initializer, InitializerLike, InitializerName } from './initializers/index';
export * as initializers from './initializers/index';
export { LayerNormLstm, type LayerNormLstmArgs, layerNormLstm } from './layer-norm-lstm';
export { LayerNormalization, type LayerNormalizationArgs, layerNormalization } from './layer-normalization';
export { LayerScale, type LayerScaleArgs, layerScale } from './layer-scale';
export type { LayerArgs } from './layer-support';
// Losses, schedules, optimizers
export { sigmoidCrossEntropy } from './losses/sigmoid-cross-entropy';
export { softmaxCrossEntropy } from './losses/softmax-cross-entropy';
export type { Loss, LossOptions } from './losses/targets';
export { Lstm, type LstmArgs, lstm } from './lstm';
export { type StepSeeded, setTrainingStep } from './mask-keys';
export { MinGru, type MinGruArgs, minGru } from './min-gru';
export { MlpBlock, type MlpBlockArgs, mlpBlock } from './mlp-block';
export { MultiHeadAttention, type MultiHeadAttentionArgs, multiHeadAttention } from './multi-head-attention';
export { AdamW, type AdamWArgs, type ParameterGroup } from './optimizers/adam-w';
export { clipByGlobalNorm } from './optimizers/clip-by-global-norm';
export { ExponentialMovingAverage, type ExponentialMovingAverageArgs } from './optimizers/exponential-moving-average';
export { PatchEmbedding, type PatchEmbeddingArgs, patchEmbedding } from './patch-embedding';
export { PositionEmbedding, type PositionEmbeddingArgs, positionEmbedding } from './position-embedding';
export type { BiasMode, CellArgs, CellChoice, RecurrentCellName } from './recurrent/cell-choice';
export type { GatedArgs, RecurrentArgs } from './recurrent-layer';
export { Rnn2d, type Rnn2dArgs, rnn2d } from './rnn2d';
export {
  constantRate,
  type Schedule,
  type StaircaseDecayArgs,
  staircaseDecay,
  type TimmCosineArgs,
  timmCosine,
  type WarmupArgs,
  warmupCosine,
  warmupLinear,
} from './schedules/schedules';
export { deriveSeed } from './seeds';
export { SequencerBlock, type SequencerBlockArgs, sequencerBlock } from './sequencer-block';
export type { BlockDepth, SequencerBlockBaseArgs } from './sequencer-block-layer';
export { SimpleRnn, type SimpleRnnArgs, simpleRnn } from './simple-rnn';
export { SpatialGatingUnit, type SpatialGatingUnitArgs, spatialGatingUnit } from './spatial-gating-unit';
export { StochasticDepth, type StochasticDepthArgs, stochasticDepth } from './stochastic-depth';
export { TokenShuffle, type TokenShuffleArgs, tokenShuffle } from './token-shuffle';
// Training
export type { ModelData } from './training/compiled-model';
export { type Evaluation, evaluateModel } from './training/evaluate-model';
export { fit } from './training/fit';
export { fitDataset } from './training/fit-dataset';
export type { FitArgs, FitDatasetArgs, FitExtras, SampleWeight } from './training/fit-options';
export { train } from './training/train';
export type {
  Batch,
  CheckpointOptions,
  EpochData,
  EpochRecord,
  StepEvent,
  TrainingResult,
  TrainOptions,
  ValidationOptions,
} from './training/train-options';
export { yieldToEventLoop } from './training/yield-to-event-loop';
export {
  VanillaSequencerBlock,
  type VanillaSequencerBlockArgs,
  vanillaSequencerBlock,
} from './vanilla-sequencer-block';
