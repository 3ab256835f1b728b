import { createInterface } from 'node:readline';
import type { Sample, Subject } from './contender';
import { MARK, type Request } from './protocol';
import { busiestSince, threadTimes } from './threads';

/** Steps before the clock counts, so that the engine has compiled what they run; fewer where they take long. */
const WARM_UP_STEPS = 2;
const WARM_UP_MS = 1000;

/** Mean time of `steps` runs of `step`. */
export function timeSteps(step: () => unknown, steps: number): Promise<Sample> {
  const all = async () => {
    for (let count = 0; count < steps; count++) await step();
  };
  return timed(all, steps, false);
}

/** Mean time of a step of a subject. */
function timeSubject(subject: Subject, steps: number): Promise<Sample> {
  if (subject.steps === undefined) return timeSteps(() => subject.step(), steps);
  return timed(() => subject.steps!(steps), steps, subject.threaded === true);
}

async function timed(run: () => Promise<void>, steps: number, threaded: boolean): Promise<Sample> {
  const threads = threaded ? threadTimes() : undefined;
  const cpu = process.cpuUsage();
  const start = performance.now();
  await run();
  const wallMs = (performance.now() - start) / steps;
  const used = process.cpuUsage(cpu);
  const busiest = busiestSince(threads);
  return {
    wallMs,
    cpuMs: (used.user + used.system) / 1000 / steps,
    ...(busiest === undefined ? {} : { threadMs: busiest / steps }),
  };
}

async function warmUp(subject: Subject): Promise<void> {
  const start = performance.now();
  for (let step = 0; step < WARM_UP_STEPS && performance.now() - start < WARM_UP_MS; step++) await subject.step();
}

/** The worker's side of the protocol: builds the subject of the task that arrives, then times steps as it is told. */
export async function serve(build: (task: unknown) => Promise<Subject>): Promise<void> {
  let subject: Subject | undefined;
  const answer = async (request: Request): Promise<unknown> => {
    if (request.type === 'prepare') {
      subject = await build(request.task);
      const check = await subject.check();
      if (check.slow === undefined) await warmUp(subject);
      return check;
    }
    if (!subject) throw new Error('run came before prepare');
    const known = subject;
    if (request.part === 'step') return timeSubject(known, request.steps);
    if (known.peak === undefined) throw new Error('this case has no arithmetic peak');
    return timeSteps(() => known.peak!(), request.steps);
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, ...request } = JSON.parse(line) as Request & { id: number };
    let reply: object;
    try {
      reply = { id, value: await answer(request as Request) };
    } catch (error) {
      reply = { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
    process.stdout.write(`${MARK}${JSON.stringify(reply)}\n`);
  }
}
