/**
 * The smallest network there is: it gives back what it takes. Written as ONNX (protobuf) by hand, to see what a network
 * is given.
 */

const bytes = (field: number, content: Uint8Array | string): Buffer => {
  const body = Buffer.from(content);
  if (body.length > 127) throw new RangeError('Written for small messages only');
  return Buffer.concat([Buffer.from([(field << 3) | 2, body.length]), body]);
};
const integer = (field: number, value: number): Buffer => Buffer.from([field << 3, value]);

/** A float tensor of that shape. */
const tensor = (name: string, shape: readonly number[]): Buffer => {
  const dimensions = Buffer.concat(shape.map((size) => bytes(1, integer(1, size))));
  const type = bytes(1, Buffer.concat([integer(1, 1), bytes(2, dimensions)]));
  return Buffer.concat([bytes(1, name), bytes(2, type)]);
};

/** @param shape of its input `x` and its output `y`; sizes up to 127 */
export function identityNetwork(shape: readonly number[]): Buffer {
  const node = Buffer.concat([bytes(1, 'x'), bytes(2, 'y'), bytes(4, 'Identity')]);
  const graph = Buffer.concat([
    bytes(1, node),
    bytes(2, 'g'),
    bytes(11, tensor('x', shape)),
    bytes(12, tensor('y', shape)),
  ]);
  return Buffer.concat([integer(1, 8), bytes(7, graph), bytes(8, integer(2, 13))]);
}
