import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Check, Contender, Sample } from './contender';
import { isReply, MARK, type Part, type Reply, type Request } from './protocol';

export interface WorkerProcessOptions {
  /** Shown in tables and errors. */
  name: string;
  command: string;
  args: string[];
  /** What the worker shall run; any JSON. */
  task: unknown;
  env?: Record<string, string>;
}

interface Waiting {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

/** A contender in a child process that speaks the line protocol of `protocol.ts`. */
export class WorkerProcess implements Contender {
  readonly name: string;
  private readonly child: ChildProcess;
  private readonly waiting = new Map<number, Waiting>();
  private readonly task: unknown;
  private complaints = '';
  private nextId = 1;
  private ended: string | undefined;

  constructor({ name, command, args, task, env }: WorkerProcessOptions) {
    this.name = name;
    this.task = task;
    this.child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    createInterface({ input: this.child.stdout! }).on('line', (line) => this.receive(line));
    this.child.stderr!.on('data', (chunk) => {
      this.complaints = (this.complaints + String(chunk)).slice(-4000);
    });
    this.child.on('error', (error) => this.fail(`could not start: ${error.message}`));
    this.child.on('close', (code, signal) => this.fail(`ended (${signal ?? `exit code ${code}`})`));
    // A worker that has gone away shows in 'close'; a write to it must not end this process.
    this.child.stdin!.on('error', () => {});
  }

  async prepare(): Promise<Check> {
    return (await this.ask({ type: 'prepare', task: this.task })) as Check;
  }

  async run(steps: number, part: Part = 'step'): Promise<Sample> {
    return (await this.ask({ type: 'run', steps, part })) as Sample;
  }

  /** The arithmetic peak of this worker's process as a contender; the process belongs to the worker. */
  peak(): Contender {
    return {
      name: 'in-register peak',
      prepare: async () => ({}),
      run: (steps) => this.run(steps, 'peak'),
      close: async () => {},
    };
  }

  async close(): Promise<void> {
    if (this.ended !== undefined) return;
    await new Promise<void>((resolve) => {
      this.child.once('close', () => resolve());
      // The worker ends when its input ends; one that hangs is killed.
      const kill = setTimeout(() => this.child.kill('SIGKILL'), 5000);
      this.child.once('close', () => clearTimeout(kill));
      this.child.stdin!.end();
    });
  }

  private ask(request: Request): Promise<unknown> {
    if (this.ended !== undefined) return Promise.reject(this.error(this.ended));
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.child.stdin!.write(`${JSON.stringify({ id, ...request })}\n`);
    });
  }

  private receive(line: string): void {
    if (!line.startsWith(MARK)) return;
    const reply: unknown = JSON.parse(line.slice(MARK.length));
    if (isReply(reply)) this.settle(reply);
  }

  private settle(reply: Reply): void {
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if (reply.error === undefined) waiting?.resolve(reply.value);
    else waiting?.reject(this.error(reply.error));
  }

  private fail(reason: string): void {
    this.ended ??= reason;
    const error = this.error(`${reason}\n${this.complaints.trim()}`.trim());
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }

  private error(reason: string): Error {
    return new Error(`${this.name}: ${reason}`);
  }
}
