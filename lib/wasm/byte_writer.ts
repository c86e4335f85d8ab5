/**
 * Bytes that grow at the end, with the number formats of WebAssembly's binary format.
 *
 * Numbers are LEB128: seven bits a byte, the lowest first, the top bit set while more follow.
 */

const SCRATCH = new DataView(new ArrayBuffer(8));
const TEXT_ENCODER = new TextEncoder();

/** A growing `Uint8Array` that is written once, from front to back. */
export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;

  /** Starts empty, with room for `capacity` bytes; the room doubles when it is used up. */
  constructor(capacity = 1024) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** The number of bytes written so far. */
  get length(): number {
    return this.#length;
  }

  /** The bytes written so far: a view of the writer's own memory, valid until the next write. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Writes the low eight bits of `value`. */
  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  /** Writes a whole number from 0 to 2^32 - 1 as unsigned LEB128: 1 to 5 bytes. */
  unsigned(value: number): void {
    while (value > 0x7f) {
      this.byte(value & 0x7f | 0x80);
      value >>>= 7;
    }
    this.byte(value);
  }

  /** Writes a whole number from -2^31 to 2^31 - 1 as signed LEB128: 1 to 5 bytes. */
  signed(value: number): void {
    // The last byte's bit 6 is the sign, so 64 to 127 take a second byte.
    while (value < -64 || value > 63) {
      this.byte(value & 0x7f | 0x80);
      value >>= 7;
    }
    this.byte(value & 0x7f);
  }

  /** Writes a whole number from -2^63 to 2^63 - 1 as signed LEB128: 1 to 10 bytes. */
  signed64(value: bigint): void {
    while (value < -64n || value > 63n) {
      this.byte(Number(value & 0x7fn) | 0x80);
      value >>= 7n;
    }
    this.byte(Number(value & 0x7fn));
  }

  /** Writes `value` rounded to single precision: 4 bytes, the lowest first. */
  float32(value: number): void {
    SCRATCH.setFloat32(0, value, true);
    for (let i = 0; i < 4; i++) this.byte(SCRATCH.getUint8(i));
  }

  /** Writes `value` in double precision: 8 bytes, the lowest first. */
  float64(value: number): void {
    SCRATCH.setFloat64(0, value, true);
    for (let i = 0; i < 8; i++) this.byte(SCRATCH.getUint8(i));
  }

  /** Writes `bytes` as they are. */
  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Writes the length of `bytes`, then `bytes`. */
  vector(bytes: Uint8Array): void {
    this.unsigned(bytes.length);
    this.append(bytes);
  }

  /** Writes `text` in UTF-8, its length in bytes first. */
  text(text: string): void {
    this.vector(TEXT_ENCODER.encode(text));
  }

  /** Makes room for `count` more bytes. */
  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + count));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}
