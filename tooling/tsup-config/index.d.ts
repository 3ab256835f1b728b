import type { Options } from 'tsup';
/** Build options of a published package: ESM and CJS, declarations, source maps. */
export function packageBuild(overrides?: Options): Options;
/** The same, with one ES module per source file, so that bundlers leave out what is not imported. */
export function modularPackageBuild(overrides?: Options): Options[];
/** Build options of an application that runs in Node: ESM only, no declarations. */
export function applicationBuild(overrides?: Options): Options;
