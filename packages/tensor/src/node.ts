// Files of this machine. Everything else is in the main door.
export { fileSource } from './node/file-source';
export { openSafetensorsFile, openTorchFile } from './node/open-weight-file';
