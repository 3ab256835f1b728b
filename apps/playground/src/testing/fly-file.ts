/** A variable of a MATLAB file: columns of equal length. */
type Columns = readonly (readonly number[])[];

const padded = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc((8 - (bytes.length % 8)) % 8)]);

function element(type: number, data: Buffer): Buffer {
  const tag = Buffer.alloc(8);
  tag.writeUInt32LE(type, 0);
  tag.writeUInt32LE(data.length, 4);
  return padded(Buffer.concat([tag, data]));
}

const words = (...values: number[]) => Buffer.from(Int32Array.from(values).buffer);

/** A matrix of doubles, MATLAB version 5. */
function matrix(name: string, columns: Columns): Buffer {
  const numbers = Buffer.from(Float64Array.from(columns.flat()).buffer);
  const parts = [
    element(6, words(6, 0)),
    element(5, words(columns[0].length, columns.length)),
    element(1, Buffer.from(name)),
    element(9, numbers),
  ];
  return element(14, Buffer.concat(parts));
}

/** A MATLAB file with the given variables. */
export function matFile(variables: Record<string, Columns>): Buffer {
  const header = Buffer.alloc(128, ' ');
  header.write('MATLAB 5.0 MAT-file');
  header.fill(0, 116, 124);
  header.writeUInt16LE(0x0100, 124);
  header.write('IM', 126);
  return Buffer.concat([header, ...Object.entries(variables).map(([name, columns]) => matrix(name, columns))]);
}

/** An invented fly that accepts odour 0 and rejects odour 1, and is rewarded in every other trial. */
export function flyFile(presentations: number): Buffer {
  const rows = Array.from({ length: 2 * presentations }, (_, row) => row);
  const first = rows.map((row) => row % 2);
  return matFile({
    X: [first, first.map((value) => 1 - value)],
    Y: [first],
    R: [Array.from({ length: presentations }, (_, trial) => (trial + 1) % 2)],
  });
}
