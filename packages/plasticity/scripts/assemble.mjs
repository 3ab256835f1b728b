// Compiles assembly/ into src/generated/.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assemble } from '@perceptrons/assemble';

await assemble({
  root: join(dirname(fileURLToPath(import.meta.url)), '..'),
  interfaceName: 'PlasticityKernels',
});
