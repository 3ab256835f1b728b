import { applicationBuild } from '@perceptrons/tsup-config';

// Every experiment is an entry of its own: the command line finds them by their files.
export default applicationBuild({ entry: ['src/cli.ts', 'src/experiments/**/*.ts', '!src/**/*.test.ts'] });
