import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// Packages are tested from their sources: the condition makes `@perceptrons/*` resolve to src, so no build is needed.
const conditions = ['@perceptrons/source'];
const shared = {
  resolve: { conditions },
  ssr: { resolve: { conditions } },
};
const exclude = ['**/node_modules/**', '**/dist/**'];

export default defineConfig({
  test: {
    // One worker per core; the default leaves one core out, which on two cores is half of the machine.
    maxWorkers: availableParallelism(),
    projects: [
      {
        ...shared,
        test: {
          name: 'node',
          include: [
            'packages/*/src/**/*.test.ts',
            'apps/*/src/**/*.test.ts',
            'apps/*/src/**/*.test.tsx',
            'tooling/**/*.test.ts',
          ],
          exclude: [...exclude, '**/*.webgpu.test.ts', '**/*.browser.test.ts'],
          pool: 'forks',
          testTimeout: 30_000,
          hookTimeout: 30_000,
          env: { PERCEPTRONS_BACKENDS: 'cpu,wasm' },
        },
      },
      {
        ...shared,
        test: {
          name: 'webgpu',
          include: ['packages/*/src/**/*.webgpu.test.ts'],
          globalSetup: ['@perceptrons/vitest-config/webgpu-setup'],
          exclude,
          pool: 'forks',
          testTimeout: 120_000,
          hookTimeout: 60_000,
          env: { PERCEPTRONS_BACKENDS: 'webgpu' },
        },
      },
      {
        ...shared,
        test: {
          name: 'browser',
          include: ['apps/*/src/**/*.browser.test.ts', 'packages/*/src/**/*.browser.test.ts'],
          exclude,
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
