import { modularPackageBuild } from '@perceptrons/tsup-config';

export default modularPackageBuild();
