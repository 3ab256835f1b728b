export { type FetchOptions, type FetchProgress, fetchLabelledImages } from './browser/fetch-labelled-images';
export { type ImageInputOptions, imageFromCanvas, imageFromFile } from './browser/image-from-file';
export { indexedDbStore } from './browser/indexed-db-store';
