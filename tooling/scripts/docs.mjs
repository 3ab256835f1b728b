// `npm run docs`: writes the API reference of every package to docs/api. Fails on a broken link, as on every other warning.
import { install, must, rootTool, say, turbo } from './lib/commands.mjs';

await install();
// The reference is read from the sources; what the build assembles must exist for them to be complete.
await must(turbo(['assemble']), 'The kernels could not be assembled.');
await must(rootTool('typedoc', []), 'The API reference has warnings or errors (see above).');
say('The API reference is in docs/api/index.html');
