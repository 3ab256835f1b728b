// A small builder of ONNX models: nodes, float initialisers, one dynamic-free graph. Field numbers are those of onnx.proto3.
import { MessageWriter } from './protobuf';

export type Attribute = number | number[] | string | { float: number };

const FLOAT = 1;
const INT64 = 7;
const ATTRIBUTE = { float: 1, integer: 2, text: 3, integers: 7 };

/** Bytes of a typed array. */
const raw = (data: Float32Array | BigInt64Array) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

function attributeOf(name: string, value: Attribute): MessageWriter {
  const message = new MessageWriter().text(1, name);
  if (typeof value === 'number') return message.integer(3, value).integer(20, ATTRIBUTE.integer);
  if (typeof value === 'string') return message.bytes(4, new TextEncoder().encode(value)).integer(20, ATTRIBUTE.text);
  if (!Array.isArray(value)) return message.float(2, value.float).integer(20, ATTRIBUTE.float);
  for (const each of value) message.integer(8, each);
  return message.integer(20, ATTRIBUTE.integers);
}

function valueInfo(name: string, shape: readonly number[]): MessageWriter {
  const dimensions = new MessageWriter();
  for (const size of shape) dimensions.message(1, new MessageWriter().integer(1, size));
  const tensor = new MessageWriter().integer(1, FLOAT).message(2, dimensions);
  return new MessageWriter().text(1, name).message(2, new MessageWriter().message(1, tensor));
}

/** Collects a graph and writes it as a ModelProto. */
export class OnnxGraph {
  private readonly nodes: MessageWriter[] = [];
  private readonly initializers: MessageWriter[] = [];
  private count = 0;

  /** Adds a float32 constant and returns its name. */
  weight(name: string, shape: readonly number[], data: Float32Array): string {
    return this.tensor(name, shape, FLOAT, raw(data));
  }

  /** Adds a constant list of integers (a shape) and returns its name. */
  integers(values: readonly number[]): string {
    const data = BigInt64Array.from(values, BigInt);
    return this.tensor(`integers.${this.count++}`, [values.length], INT64, raw(data));
  }

  /** Adds a node with one output and returns the output's name. */
  node(
    operator: string,
    inputs: readonly string[],
    attributes: Record<string, Attribute> = {},
    output?: string,
  ): string {
    const name = output ?? `${operator}.${this.count++}`;
    const message = new MessageWriter();
    for (const input of inputs) message.text(1, input);
    message.text(2, name).text(3, name).text(4, operator);
    for (const [key, value] of Object.entries(attributes)) message.message(5, attributeOf(key, value));
    this.nodes.push(message);
    return name;
  }

  /** The model file. `opset` is the version of the default operator set. */
  finish(ends: {
    input: { name: string; shape: readonly number[] };
    output: { name: string; shape: readonly number[] };
    opset: number;
  }): Uint8Array {
    const graph = new MessageWriter();
    for (const node of this.nodes) graph.message(1, node);
    graph.text(2, 'graph');
    for (const initializer of this.initializers) graph.message(5, initializer);
    graph.message(11, valueInfo(ends.input.name, ends.input.shape));
    graph.message(12, valueInfo(ends.output.name, ends.output.shape));
    const opset = new MessageWriter().text(1, '').integer(2, ends.opset);
    const irVersion = 9;
    return new MessageWriter()
      .integer(1, irVersion)
      .text(2, 'perceptrons')
      .message(7, graph)
      .message(8, opset)
      .finish();
  }

  private tensor(name: string, shape: readonly number[], type: number, data: Uint8Array): string {
    const message = new MessageWriter();
    for (const size of shape) message.integer(1, size);
    this.initializers.push(message.integer(2, type).text(8, name).bytes(9, data));
    return name;
  }
}
