// Weight files: safetensors, npy and npz, and their way into models.
export type { ElementType } from './element-types';
export { loadWeights, modelWeights, type WeightOwner } from './load-weights';
export { type MapWeightsOptions, mapWeights, type WeightReport, type WeightRule } from './map-weights';
export { readNpy, writeNpy } from './npy';
export { type ReadNpzOptions, readNpz, writeNpz } from './npz';
export {
  openSafetensors,
  type ReadSafetensorsOptions,
  readSafetensors,
  readSafetensorsHeader,
  type SafetensorsFile,
} from './read-safetensors';
export type { SafetensorsEntry, SafetensorsHeader } from './safetensors-header';
export { openShardedSafetensors, type ShardedSafetensors } from './sharded-safetensors';
export { blobSource, bytesSource, type Source } from './source';
export { transformWeight, type WeightTransform } from './transform-weight';
export { transposeWeight } from './transpose-weight';
export type { NamedWeights, WeightArray } from './weight-array';
export { writeSafetensors } from './write-safetensors';
