import { modularPackageBuild } from '@perceptrons/tsup-config';

export default modularPackageBuild({ entry: ['src/index.ts', 'src/node.ts', 'src/verify.ts'] });
