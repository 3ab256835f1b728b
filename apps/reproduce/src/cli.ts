// Entry of the application: the process around `runCommandLine`.
import path from 'node:path';
import { runCommandLine } from './command-line';

const controller = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    if (controller.signal.aborted) process.exit(130);
    process.stderr.write('\nStopping after this step. Press Ctrl-C again to stop at once.\n');
    controller.abort();
  });
}

process.exitCode = await runCommandLine(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  signal: controller.signal,
  dataDirectory: path.resolve('.data'),
});
// Worker threads of a backend would keep the process alive.
process.exit();
