import { packageBuild } from '@perceptrons/tsup-config';

// The CommonJS build needs a stand-in for `import.meta.url`, from which the npm packages with the images are found.
export default packageBuild({ entry: ['src/index.ts', 'src/node.ts', 'src/browser.ts'], shims: true });
