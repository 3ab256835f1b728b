export { decodeImage } from './node/decode-image';
export { fileStore } from './node/file-store';
export { type ImageFolderOptions, readImageFolder } from './node/image-folder';
export { type LoadOptions, type LoadProgress, loadFashionMnist, loadMnist } from './node/load-digits';
