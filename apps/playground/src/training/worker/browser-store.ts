import type { ByteStore } from '@perceptrons/data';
import { indexedDbStore } from '@perceptrons/data/browser';

/** Where the playground keeps runs and own images on this machine. */
export const browserStore: ByteStore = indexedDbStore('perceptrons-playground');
