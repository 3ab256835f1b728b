// node apps/playground/serve.mjs [--port 4173] [--host 127.0.0.1] [--data FOLDER] [--dist FOLDER]
// Serves the built playground on this machine. A taken port makes it use the next free one.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { serve } from './server/static-server.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4173' },
    host: { type: 'string', default: '127.0.0.1' },
    dist: { type: 'string', default: path.join(here, 'dist') },
    data: { type: 'string', default: path.join(here, '..', '..', '.data', 'playground') },
  },
});
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65535) {
  console.error(`--port takes a whole number from 0 to 65535 (0: any free port); it was ${values.port}.`);
  process.exit(2);
}
if (!existsSync(path.join(values.dist, 'index.html'))) {
  console.error(`The built page is missing (${values.dist}). Run "npm start", or build @perceptrons/playground first.`);
  process.exit(1);
}
if (!existsSync(values.data)) {
  console.warn(`No data in ${values.data}: the page can only show its recorded runs.`);
  console.warn('Prepare it with: node tooling/scripts/prepare-data.mjs .data/playground');
}
const server = await serve({ dist: values.dist, data: values.data, port, host: values.host });
console.log(`Playground: ${server.url}`);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => server.close().then(() => process.exit(0)));
