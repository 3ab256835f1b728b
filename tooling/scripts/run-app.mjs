// `npm run reproduce` and `npm run bench`: installs and builds what the application needs, then hands over to it.
// Standard output belongs to the application alone.
import { install, must, run, turbo } from './lib/commands.mjs';

const [application, ...rest] = process.argv.slice(2);
await install({ output: 'stderr' });
await must(turbo(['build', `--filter=@perceptrons/${application}...`], { output: 'stderr' }), 'The build failed.');
process.exit(await run(process.execPath, [`apps/${application}/dist/cli.js`, ...rest]));
