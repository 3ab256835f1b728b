/**
 * Lets several loops take their steps in turns, so that models that are compared learn side by side.
 *
 * A loop calls `begin` before its first step, `next` after every step and `leave` when it ends; it holds the turn from the
 * moment `begin` or `next` returns.
 */
export class Turns {
  readonly #members: number[];
  readonly #between: () => Promise<void>;
  readonly #waiting = new Map<number, () => void>();
  /** Place of the member that holds the turn. */
  #at = 0;

  /**
   * @param count number of loops; they are called 0 to count - 1.
   * @param between awaited after every round. What it throws reaches the loop that ended the round.
   */
  constructor(count: number, between: () => Promise<void>) {
    this.#members = Array.from({ length: count }, (_, member) => member);
    this.#between = between;
  }

  async begin(member: number): Promise<void> {
    if (this.#members[this.#at] !== member) await this.#wait(member);
  }

  async next(member: number): Promise<void> {
    this.#at++;
    if (this.#at >= this.#members.length) {
      this.#at = 0;
      try {
        await this.#between();
      } catch (error) {
        // The loop ends with the error and leaves: it must hold the turn then.
        this.#at = this.#members.indexOf(member);
        throw error;
      }
    }
    if (this.#members[this.#at] === member) return;
    const turn = this.#wait(member);
    this.#wake();
    await turn;
  }

  leave(member: number): void {
    this.#members.splice(this.#members.indexOf(member), 1);
    if (this.#at >= this.#members.length) this.#at = 0;
    this.#wake();
  }

  #wait(member: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.set(member, resolve);
    });
  }

  #wake(): void {
    const member = this.#members[this.#at];
    const go = this.#waiting.get(member);
    this.#waiting.delete(member);
    go?.();
  }
}
