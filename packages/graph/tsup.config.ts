import { packageBuild } from '@perceptrons/tsup-config';

export default packageBuild();
