import { rmSync } from 'node:fs';

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

/**
 * The same for a package of many independent parts: its ES modules stay apart, so that a bundler ships only those that
 * an application imports. The CommonJS build stays one file.
 */
export function modularPackageBuild(overrides = {}) {
  // All builds write into one folder and run at the same time, so none may clear it. The types of both formats come from one
  // program.
  rmSync('dist', { recursive: true, force: true });
  const base = { ...packageBuild(overrides), clean: false };
  const notShipped = [
    '!src/**/*.test.ts',
    '!src/**/*.bench.ts',
    '!src/**/__fixtures__/**',
    '!src/**/cases.ts',
    '!src/**/*.d.ts',
    '!src/testing/**',
  ];
  return [
    {
      ...base,
      entry: ['src/**/*.ts', ...notShipped],
      format: ['esm'],
      dts: false,
      treeshake: false,
    },
    { ...base, format: ['cjs'], dts: false },
    { ...base, dts: { only: true } },
  ];
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
