/** Reads what `ByteWriter` writes, for printing. */

/** A place in a `Uint8Array` that moves on as it is read. */
export class ByteReader {
  /** The index of the next byte. */
  position = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  /** Starts at the first of `bytes`. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Whether there is no next byte. */
  get isAtEnd(): boolean {
    return this.position === this.#bytes.length;
  }

  /** The next byte. */
  byte(): number {
    return this.#bytes[this.position++];
  }

  /** The next `count` bytes: a view. */
  take(count: number): Uint8Array {
    this.position += count;
    return this.#bytes.subarray(this.position - count, this.position);
  }

  /** A whole number from 0 to 2^32 - 1 in unsigned LEB128. */
  unsigned(): number {
    return Number(this.#bits().value);
  }

  /** A whole number from -2^63 to 2^63 - 1 in signed LEB128. */
  signed64(): bigint {
    const { value, count } = this.#bits();
    return BigInt.asIntN(count, value);
  }

  /** The bits of a LEB128 number. */
  #bits(): { value: bigint; count: number } {
    let value = 0n;
    let count = 0;
    let byte;
    do {
      byte = this.byte();
      value |= BigInt(byte & 0x7f) << BigInt(count);
      count += 7;
    } while (byte >= 0x80);
    return { value, count };
  }

  /** A single-precision number. */
  float32(): number {
    this.position += 4;
    return this.#view.getFloat32(this.position - 4, true);
  }

  /** A double-precision number. */
  float64(): number {
    this.position += 8;
    return this.#view.getFloat64(this.position - 8, true);
  }
}
