// Counter-based random numbers: a draw is a pure function of a key and an element index.
//
// Draws are made on the host and uploaded, on every backend. That makes the values equal everywhere by construction, and
// lets a draw continue at an offset. A generator in WGSL could spare the upload, but WGSL leaves the last bits of log
// and cos to the device, so its normal numbers would differ from those of the other backends.
export { type BernoulliOptions, bernoulli, bernoulliArray } from './bernoulli';
export { bits, bitsArray } from './bits';
export { type CategoricalOptions, categorical, categoricalArray } from './categorical';
export type { ArrayDrawOptions } from './draw-size';
export { asKey, foldIn, isKey, type Key, type KeyOrSeed, key, split } from './key';
export { type NormalOptions, normal, normalArray } from './normal';
export { permutation } from './permutation';
export { type RandintOptions, randint, randintArray } from './randint';
export { type TruncatedNormalOptions, truncatedNormal, truncatedNormalArray } from './truncated-normal';
export { type UniformOptions, uniform, uniformArray } from './uniform';
