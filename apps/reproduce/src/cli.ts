// Entry of the application: the process around `runCommandLine`.
import path from 'node:path';
import { runCommandLine } from './command-line';

/** One Ctrl-C may arrive several times: from the terminal, and passed on by the programs that started this one. */
const REPEAT_MILLISECONDS = 1000;

const controller = new AbortController();
let asked = 0;
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    if (!controller.signal.aborted) {
      asked = Date.now();
      process.stderr.write('\nStopping after this step. Press Ctrl-C again to stop at once.\n');
      controller.abort();
    } else if (Date.now() - asked > REPEAT_MILLISECONDS) {
      process.exit(130);
    }
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
