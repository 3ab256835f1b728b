// What a binary must not have to live on the memory of TensorFlow.js: memory or data of its own, a start function, imports
// other than the memory, and the instruction that grows the memory.
import binaryen from 'assemblyscript/binaryen';

const forbiddenSections = new Map([
  [4, 'a table'],
  [5, 'a memory of its own'],
  [8, 'a start function'],
  [11, 'data of its own'],
  [12, 'data of its own'],
]);

/** Ids of the sections of a module: 1 type, 2 import, 3 function, 5 memory, 6 global, 7 export, 10 code, 11 data. */
function sectionIds(bytes) {
  const ids = [];
  let at = 8;
  while (at < bytes.length) {
    ids.push(bytes[at++]);
    let size = 0;
    let shift = 0;
    let byte;
    do {
      byte = bytes[at++];
      size |= (byte & 0x7f) << shift;
      shift += 7;
    } while (byte & 0x80);
    at += size;
  }
  return ids;
}

export function faultsOf(bytes) {
  const faults = sectionIds(bytes).flatMap((id) => forbiddenSections.get(id) ?? []);
  const module = binaryen.readBinary(bytes);
  const text = module.emitText();
  module.dispose();
  const imports = [...text.matchAll(/\(import "([^"]+)" "([^"]+)"/g)].map(([, from, name]) => `${from}.${name}`);
  faults.push(...imports.filter((name) => name !== 'env.memory').map((name) => `an import of ${name}`));
  if (!imports.includes('env.memory')) faults.push('no import of env.memory');
  if (text.includes('memory.grow')) faults.push('an instruction that grows the memory');
  return faults;
}

export function requireClean(bytes) {
  const faults = faultsOf(bytes);
  if (faults.length > 0) throw new Error(`The binary has ${faults.join(', ')}: it cannot share a memory.`);
}
