import { applicationBuild } from '@perceptrons/tsup-config';

// The worker is its own entry: every contender runs in a process of its own.
export default applicationBuild({ entry: ['src/cli.ts', 'src/worker.ts'], splitting: true });
