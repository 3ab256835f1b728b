import { applicationBuild } from '@perceptrons/tsup-config';

// The worker is its own entry: every contender runs in a process of its own, and so does each worker of
// the data-parallel one in a thread of its own.
export default applicationBuild({ entry: ['src/cli.ts', 'src/worker.ts', 'src/parallel-worker.ts'], splitting: true });
