// `npm start`: from a fresh clone to the playground on localhost. Every step is skipped when it is already done.
import path from 'node:path';
import { install, must, root, run, say, turbo } from './lib/commands.mjs';

await install();
say('Building the packages and the playground');
await must(turbo(['build', '--filter=@perceptrons/playground...'], { logs: 'new-only' }), 'The build failed.');
say('Preparing the data');
const data = path.join(root, '.data', 'playground');
await must(run(process.execPath, ['tooling/scripts/prepare-data.mjs', data]), 'The data could not be prepared.');
say('Serving the playground (Ctrl-C stops it)');
process.exit(await run(process.execPath, ['apps/playground/serve.mjs', '--data', data, ...process.argv.slice(2)]));
