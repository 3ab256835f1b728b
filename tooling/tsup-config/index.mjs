/** One place for how packages and applications are built, so that every package ships the same shape of files. */
export function packageBuild(overrides = {}) {
  return {
    entry: ['src/index.ts'],
    format: ['esm', 'cjs'],
    target: 'es2022',
    dts: true,
    sourcemap: true,
    clean: true,
    splitting: true,
    treeshake: true,
    ...overrides,
  };
}

export function applicationBuild(overrides = {}) {
  return {
    entry: ['src/cli.ts'],
    format: ['esm'],
    target: 'node20',
    dts: false,
    sourcemap: true,
    clean: true,
    ...overrides,
  };
}
