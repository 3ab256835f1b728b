import { ScalarReader } from './scalar-reader';
import type { StepOutcome } from './training-step';

/** Numbers of one step, read from the device. */
export interface StepNumbers {
  loss: number;
  accuracy?: number;
}

/** Collects the outcomes of steps on the device and reads them together. */
export class OutcomeReader {
  private readonly reader = new ScalarReader();

  get count(): number {
    return this.reader.count;
  }

  add({ loss, accuracy }: StepOutcome): void {
    this.reader.add(accuracy ? [loss, accuracy] : [loss]);
  }

  /** Reads and frees everything collected, in order. */
  async read(): Promise<StepNumbers[]> {
    const rows = await this.reader.read();
    return rows.map(([loss, accuracy]) => (accuracy === undefined ? { loss } : { loss, accuracy }));
  }

  /** Frees everything collected without reading it. */
  discard(): void {
    this.reader.discard();
  }
}
