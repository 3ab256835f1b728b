// `npm run typecheck`: two programs for the whole repository, so that sources which many packages use are read twice and not
// once for each of them. The playground stands apart: it has JSX and the types of workers and of its bundler.
import { pathToFileURL } from 'node:url';
import { install, must, rootTool, turbo } from './lib/commands.mjs';

const tsc = (project) => (options) => rootTool('tsc', ['--noEmit', '-p', project], options);

export const typeChecks = [
  { name: 'types', run: tsc('tsconfig.check.json') },
  { name: 'types of the playground', run: tsc('apps/playground') },
];

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await install();
  await must(turbo(['assemble']), 'The kernels could not be assembled.');
  const codes = await Promise.all(typeChecks.map(({ run }) => run()));
  process.exit(codes.some((code) => code !== 0) ? 1 : 0);
}
