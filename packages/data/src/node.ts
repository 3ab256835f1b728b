export { fileStore } from './node/file-store';
export { type LoadOptions, type LoadProgress, loadFashionMnist, loadMnist } from './node/load-digits';
