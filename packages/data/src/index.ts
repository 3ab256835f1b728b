// Sets of labelled images

// Augmentation
export type { Augmentation } from './augmentations/augmentation';
export { type HostBatch, type MixResult, type MixupOptions, mixBatch } from './augmentations/mixup';
export { type RandAugmentOptions, randAugment } from './augmentations/rand-augment';
export {
  type RandomCropOptions,
  type RandomResizedCropOptions,
  randomCrop,
  randomResizedCrop,
} from './augmentations/random-crop';
export { type RandomErasingOptions, randomErasing } from './augmentations/random-erasing';
export { type RandomFlipOptions, randomFlip } from './augmentations/random-flip';
// Batches
export { batchCount, type ImageBatch, type ImageBatchesOptions, imageBatches } from './batches/image-batches';
// File formats
export { cifar10ClassNames, readCifar10 } from './formats/cifar10';
export {
  type DataSetManifest,
  type DataSplits,
  readDataSet,
  type SplitFiles,
  writeDataSet,
} from './formats/data-set-files';
export {
  type ClassFileProgress,
  type ClassFiles,
  fashionMnistClassNames,
  mnistClassNames,
  readFashionMnistPackage,
  readMnistPackage,
} from './formats/digit-packages';
export { type IdxArray, type IdxData, type IdxDataType, readIdx, writeIdx } from './formats/idx';
export type {
  MatCell,
  MatNumberClass,
  MatNumbers,
  MatStruct,
  MatText,
  MatUnsupported,
  MatValue,
} from './formats/mat-value';
export { readMat } from './formats/read-mat';
export { type ByteImage, type HostImage, imageAt } from './images/host-image';
export { imageFromRgba, type RgbaPixels } from './images/image-from-rgba';
export { classCounts, type LabelledImages, type LabelledImagesOptions, labelledImages } from './images/labelled-images';
export { selectImages } from './images/select-images';
export { type SplitPerClassOptions, splitPerClass, takePerClass } from './images/split-per-class';

// Preprocessing
export { centreDigit } from './preprocessing/centre-digit';
export { centreCrop, type EvaluationOptions, evaluationImage, type ImageSize } from './preprocessing/evaluation-image';
export { type FitOptions, fitImage } from './preprocessing/fit-image';
export { imageTensor } from './preprocessing/image-tensor';
export {
  imagenetNormalisation,
  type Normalisation,
  symmetricNormalisation,
  unitNormalisation,
} from './preprocessing/normalise';
export {
  cropImage,
  type Rectangle,
  type ResizeMethod,
  type ResizeOptions,
  resizeImage,
} from './preprocessing/resize-image';

// Stores
export type { ByteStore } from './stores/byte-store';
export { memoryStore } from './stores/memory-store';
