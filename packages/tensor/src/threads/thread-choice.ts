// Threads help where cores are free. Where other programs hold them, the caller waits for helpers that do not run. Nobody
// tells a page which of the two it is, so both ways are timed, and the faster one is taken most of the time.

/** Every so manieth call takes the other way. A prime, so that calls that come in a cycle all have their turn. */
const TRIAL = 17;
/** Weight of the newest call in the running mean of a rate. */
const NEWEST = 0.25;

/** Chooses between one thread and several by what either got done lately. Results do not depend on it. */
export class ThreadChoice {
  private calls = 0;
  /** Work per millisecond; 0 before the first call. */
  private readonly rates = { one: 0, several: 0 };

  /** True where the next call should take several threads. */
  next(): boolean {
    const { one, several } = this.rates;
    const better = several === 0 || several >= one;
    return ++this.calls % TRIAL === 0 ? !better : better;
  }

  /** Notes a call. @param work In any unit, the same for all calls. */
  note(several: boolean, work: number, milliseconds: number): void {
    const way = several ? 'several' : 'one';
    // Clocks of pages tick in steps of some microseconds.
    const rate = work / Math.max(milliseconds, 5e-3);
    const before = this.rates[way];
    this.rates[way] = before === 0 ? rate : before + NEWEST * (rate - before);
  }
}
