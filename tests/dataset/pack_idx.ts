/** An IDX file of unsigned bytes: magic number, lengths of the axes, values. */
export function packIdx(
  axes: readonly number[],
  values: ArrayLike<number>,
  magic: number = 0x0800 | axes.length,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 + 4 * axes.length + values.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic);
  axes.forEach((length, axis) => view.setUint32(4 + 4 * axis, length));
  bytes.set(values, 4 + 4 * axes.length);
  return bytes;
}
