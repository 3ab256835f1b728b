import { packageBuild } from '@perceptrons/tsup-config';

export default packageBuild({ entry: ['src/index.ts', 'src/node.ts', 'src/browser.ts'] });
