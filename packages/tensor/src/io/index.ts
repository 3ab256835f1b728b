// Weight files: safetensors, PyTorch, npy and npz, and their way into models.
export type { ElementType } from './element-types';
export { loadWeights, modelWeights, type WeightOwner } from './load-weights';
export { type MapWeightsOptions, mapWeights, type WeightReport, type WeightRule } from './map-weights';
export { readNpy, writeNpy } from './npy';
export { type ReadNpzOptions, readNpz, writeNpz } from './npz';
export { openSafetensorsUrl } from './open-url';
export {
  openSafetensors,
  type ReadSafetensorsOptions,
  readSafetensors,
  readSafetensorsHeader,
  type SafetensorsFile,
} from './read-safetensors';
export { readWeightFile, type WeightFileKind, weightFileKind } from './read-weight-file';
export type { SafetensorsEntry, SafetensorsHeader } from './safetensors-header';
export { openShardedSafetensors, type ShardedSafetensors } from './sharded-safetensors';
export { blobSource, bytesSource, type Source } from './source';
export { type ReadProgress, type ReadTensorsOptions, readAllTensors, type TensorFile } from './tensor-file';
export { openTorch, type ReadTorchOptions, readTorch, type TorchFile } from './torch/read-torch';
export { transformWeight, type WeightTransform } from './transform-weight';
export { transposeWeight } from './transpose-weight';
export { type UrlSourceOptions, urlSource } from './url-source';
export type { NamedWeights, WeightArray } from './weight-array';
export { writeSafetensors } from './write-safetensors';
export { type ShardFile, type WriteShardedOptions, writeShardedSafetensors } from './write-sharded-safetensors';
