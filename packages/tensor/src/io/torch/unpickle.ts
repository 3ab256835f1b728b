// The part of the pickle machine that state dicts need. It builds texts, numbers, lists, dicts and descriptions of
// tensors; no code is looked up or run. Every opcode takes at least one byte and adds at most one value, so the work is
// bounded by the size of the pickle.
import { callGlobal, findGlobal, findStorage } from './pickle-globals';
import { PickleReader } from './pickle-reader';
import { kindOf, type PickleDict, type PickleList, type PickleValue } from './pickle-values';
import { torchError } from './torch-error';

/**
 * Reads a pickle of protocol 2, the one that torch.save uses, and the few opcodes of later protocols that say the same.
 *
 * @throws DataError `tensor/torch` for another or damaged pickle, `tensor/pickle-global` for Python code.
 * Source: the opcode table in Python's own pickletools module.
 */
export function unpickle(bytes: Uint8Array): PickleValue {
  return new Machine(bytes).run();
}

const list = (items: PickleValue[]): PickleList => ({ kind: 'list', items });

class Machine {
  private readonly reader: PickleReader;
  private readonly stack: PickleValue[] = [];
  private readonly marks: number[] = [];
  private readonly memo = new Map<number, PickleValue>();

  constructor(bytes: Uint8Array) {
    this.reader = new PickleReader(bytes);
  }

  run(): PickleValue {
    for (;;) {
      const opcode = this.reader.byte();
      if (opcode === 0x2e) {
        const result = this.pop();
        if (this.stack.length > 0 || this.marks.length > 0) throw this.broken('it ends with values left over');
        return result;
      }
      this.step(opcode);
    }
  }

  private step(opcode: number): void {
    const value = this.made(opcode);
    if (value === undefined) this.act(opcode);
    else this.stack.push(value);
  }

  /** Opcodes that make one value, perhaps out of others. Undefined for all other opcodes. */
  private made(opcode: number): PickleValue | undefined {
    const { reader } = this;
    switch (opcode) {
      case 0x4e:
        return null;
      case 0x88:
        return true;
      case 0x89:
        return false;
      case 0x4b:
        return reader.byte();
      case 0x4d:
        return reader.uint16();
      case 0x4a:
        return reader.int32();
      case 0x8a:
        return reader.long(reader.byte());
      case 0x47:
        return reader.float64();
      case 0x58:
        return reader.text(reader.uint32());
      case 0x8c:
      case 0x55:
        return reader.text(reader.byte());
      case 0x7d:
        return { kind: 'dict', entries: new Map() };
      case 0x5d:
      case 0x29:
        return list([]);
      case 0x74:
        return list(this.popToMark());
      case 0x85:
      case 0x86:
      case 0x87:
        return list(this.popMany(opcode - 0x84));
      case 0x68:
        return this.recall(reader.byte());
      case 0x6a:
        return this.recall(reader.uint32());
      case 0x63:
        return findGlobal(reader.line(), reader.line());
      case 0x93: {
        const [module, name] = this.popMany(2);
        return findGlobal(String(module), String(name));
      }
      case 0x51:
        return findStorage(this.pop());
      case 0x52: {
        const [target, parameters] = this.popMany(2);
        return callGlobal(target, parameters);
      }
      case 0x62: {
        // Attributes of an OrderedDict: versions of the modules, which no tensor depends on.
        const [target] = this.popMany(2);
        if (typeof target === 'object' && target?.kind === 'dict') return target;
        throw this.broken(`it sets attributes of ${kindOf(target)}`);
      }
      default:
        return undefined;
    }
  }

  /** Opcodes that change the stack, a container or the memo. */
  private act(opcode: number): void {
    const { reader } = this;
    switch (opcode) {
      case 0x80: {
        const protocol = reader.byte();
        if (protocol < 2 || protocol > 5) throw this.broken(`it has protocol ${protocol}, known are 2 to 5`);
        break;
      }
      case 0x95: // Length of a frame, which says nothing new.
        reader.long(8);
        break;
      case 0x28:
        this.marks.push(this.stack.length);
        break;
      case 0x30:
        this.pop();
        break;
      case 0x61: {
        const item = this.pop();
        this.listOnTop().items.push(item);
        break;
      }
      case 0x65: {
        const items = this.popToMark();
        const target = this.listOnTop().items;
        for (const item of items) target.push(item);
        break;
      }
      case 0x73:
        this.setItems(this.popMany(2));
        break;
      case 0x75:
        this.setItems(this.popToMark());
        break;
      case 0x71:
        this.memo.set(reader.byte(), this.top());
        break;
      case 0x72:
        this.memo.set(reader.uint32(), this.top());
        break;
      case 0x94:
        this.memo.set(this.memo.size, this.top());
        break;
      default:
        throw this.broken(`the opcode 0x${opcode.toString(16).padStart(2, '0')} does not occur in state dicts`);
    }
  }

  private broken(problem: string) {
    return torchError(`its pickle is not that of a state dict: ${problem} (byte ${this.reader.place})`);
  }

  private pop(): PickleValue {
    return this.popMany(1)[0];
  }

  private popMany(count: number): PickleValue[] {
    const floor = this.marks.length === 0 ? 0 : this.marks[this.marks.length - 1];
    if (this.stack.length - count < floor) throw this.broken('it takes a value that is not there');
    return this.stack.splice(this.stack.length - count);
  }

  private popToMark(): PickleValue[] {
    const mark = this.marks.pop();
    if (mark === undefined) throw this.broken('it has no mark to go back to');
    return this.stack.splice(mark);
  }

  private top(): PickleValue {
    const value = this.pop();
    this.stack.push(value);
    return value;
  }

  private listOnTop(): PickleList {
    const target = this.top();
    if (typeof target !== 'object' || target?.kind !== 'list') throw this.broken(`it appends to ${kindOf(target)}`);
    return target;
  }

  private setItems(items: PickleValue[]): void {
    const target: PickleValue = this.top();
    if (typeof target !== 'object' || target?.kind !== 'dict') throw this.broken(`it sets items of ${kindOf(target)}`);
    if (items.length % 2 !== 0) throw this.broken('a key has no value');
    const { entries }: PickleDict = target;
    for (let i = 0; i < items.length; i += 2) {
      const key = items[i];
      if (typeof key === 'bigint' || (typeof key === 'object' && key !== null)) continue;
      entries.set(key, items[i + 1]);
    }
  }

  private recall(index: number): PickleValue {
    const value = this.memo.get(index);
    if (value === undefined) throw this.broken(`it recalls value ${index}, which was never stored`);
    return value;
  }
}
