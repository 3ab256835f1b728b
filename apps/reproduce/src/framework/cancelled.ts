/** Thrown inside a run that was asked to stop and has saved its state. Not an error: the command line says how to go on. */
export class Cancelled extends Error {
  constructor() {
    super('The run was stopped.');
    this.name = 'Cancelled';
  }
}
