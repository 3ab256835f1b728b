import type { ElementType } from '../element-types';

/** Where the elements of tensors lie: one file of the archive. */
export interface TorchStorage {
  readonly kind: 'storage';
  /** Name of the file below `data/`. */
  readonly key: string;
  /** Undefined for an untyped storage, whose size counts bytes. */
  readonly type: ElementType | undefined;
  /** Number of elements. */
  readonly elements: number;
}

/** A tensor as the pickle describes it: a view of a storage. Sizes are not checked yet. */
export interface TorchTensor {
  readonly kind: 'tensor';
  readonly storage: TorchStorage;
  readonly type: ElementType;
  /** First element, counted from the start of the storage. */
  readonly offset: number;
  readonly shape: number[];
  /** Elements from one index to the next, per axis. */
  readonly strides: number[];
}

/** A dict. Keys are texts or numbers; entries with other keys are dropped. */
export interface PickleDict {
  readonly kind: 'dict';
  readonly entries: Map<string | number | boolean | null, PickleValue>;
}

/** A list, a tuple or a torch.Size. */
export interface PickleList {
  readonly kind: 'list';
  readonly items: PickleValue[];
}

/** A name of Python code that the pickle refers to; one of the few that are known. */
export interface PickleGlobal {
  readonly kind: 'global';
  readonly name: string;
}

export type PickleValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | PickleDict
  | PickleList
  | PickleGlobal
  | TorchStorage
  | TorchTensor;

/** The kind of a value in the words of Python, for errors. */
export function kindOf(value: PickleValue): string {
  if (value === null) return 'None';
  if (typeof value === 'object') return value.kind === 'global' ? value.name : `a ${value.kind}`;
  return { string: 'a text', number: 'a number', bigint: 'an integer', boolean: 'a flag' }[
    typeof value as 'string' | 'number' | 'bigint' | 'boolean'
  ];
}
