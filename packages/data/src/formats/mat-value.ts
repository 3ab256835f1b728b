// What a MATLAB file holds, as plain data.

/** Numeric classes of MATLAB, and `logical`. Values come as float64 whatever the class. */
export type MatNumberClass =
  | 'double'
  | 'single'
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'logical';

/** A numeric array. */
export interface MatNumbers {
  kind: 'numbers';
  class: MatNumberClass;
  /** At least two sizes. */
  shape: number[];
  /** Column-major, as MATLAB stores it: element (row, column) of [rows, columns] is `data[row + rows * column]`. */
  data: Float64Array;
  /** The imaginary parts of a complex array. */
  imaginary?: Float64Array;
}

/** A char array: one string for each row. */
export interface MatText {
  kind: 'text';
  shape: number[];
  rows: string[];
}

/** A struct array; elements column-major, each a map from field to value. */
export interface MatStruct {
  kind: 'struct';
  shape: number[];
  fields: string[];
  elements: Map<string, MatValue>[];
}

/** A cell array; elements column-major. */
export interface MatCell {
  kind: 'cell';
  shape: number[];
  elements: MatValue[];
}

/** A value that this reader passes over: sparse arrays, objects, function handles. */
export interface MatUnsupported {
  kind: 'unsupported';
  /** What MATLAB calls it. */
  class: string;
}

/** One value of a MATLAB file. */
export type MatValue = MatNumbers | MatText | MatStruct | MatCell | MatUnsupported;
