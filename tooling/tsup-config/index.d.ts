import type { Options } from 'tsup';
/** Build options of a published package: ESM and CJS, declarations, source maps. */
export function packageBuild(overrides?: Options): Options;
/** Build options of an application that runs in Node: ESM only, no declarations. */
export function applicationBuild(overrides?: Options): Options;
