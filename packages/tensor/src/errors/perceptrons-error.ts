// One base class for every error that a perceptrons package throws on purpose. The marker, not `instanceof`, decides
// whether a value is one of ours: an application may hold two copies of this package.

const marker = Symbol.for('perceptrons.error');

/** What every error carries. `code` is `<package>/<problem>`, for example `vision/image-size`. */
export interface PerceptronsErrorOptions {
  /** `<package>/<problem>` in kebab-case; stable, meant for programs. */
  code: string;
  /** What was wrong, what was received, what is accepted, what to do next. */
  message: string;
  /** Name of the offending argument, where there is one. */
  argument?: string;
  /** The error behind this one. */
  cause?: unknown;
}

/** Base class of all errors thrown on purpose by `@perceptrons/*`. */
export class PerceptronsError extends Error {
  readonly code: string;
  /** Short name of the package that threw, the part of `code` before the slash. */
  readonly package: string;
  readonly argument?: string;

  constructor({ code, message, argument, cause }: PerceptronsErrorOptions) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.package = code.split('/')[0];
    this.argument = argument;
    Object.defineProperty(this, marker, { value: new.target.name });
  }

  /** True for errors of this class or a subclass, also when they come from another copy of the package. */
  static isInstance(value: unknown): value is PerceptronsError {
    return typeof value === 'object' && value !== null && marker in value;
  }
}

/** A tensor has the wrong rank, size or dtype. */
export class ShapeError extends PerceptronsError {}

/** A setting or argument is unknown, out of range or contradicts another. */
export class ConfigError extends PerceptronsError {}

/** A backend is missing, unusable or present twice. */
export class BackendError extends PerceptronsError {}

/** A file or data set is damaged, of another format than expected, or missing. */
export class DataError extends PerceptronsError {}

/** Training cannot go on: a loss that is not finite, a checkpoint of another run. */
export class TrainingError extends PerceptronsError {}
