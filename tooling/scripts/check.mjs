// `pnpm check`: formatting, lint, import directions. With --fix nothing is changed here; use `npm run fix`.
import { pathToFileURL } from 'node:url';
import { install, rootTool } from './lib/commands.mjs';

export const checks = [
  { name: 'format and lint', run: (options) => rootTool('biome', ['ci', '.'], options) },
  {
    name: 'import directions',
    run: (options) =>
      rootTool(
        'depcruise',
        ['packages', 'apps', '--config', '.dependency-cruiser.cjs', '--output-type', 'err'],
        options,
      ),
  },
];

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await install();
  let failed = false;
  for (const check of checks) failed = (await check.run()) !== 0 || failed;
  process.exit(failed ? 1 : 0);
}
