import { VECTOR_BYTES } from "./map_layout.ts";

/** A piece of the module's memory. */
export interface Region {
  /** What lies there, such as "conv1 output". */
  readonly name: string;
  /** Where it begins. */
  readonly offsetBytes: number;
  /** How long one copy is. */
  readonly lengthBytes: number;
  /** How many copies lie behind one another, and what for: one a thread, a part, or an image. */
  readonly copies: number;
  /** "thread", "part", "image", or "once". */
  readonly per: "thread" | "part" | "image" | "once";
}

const CACHE_LINE_BYTES = 64;
const PAGE_BYTES = 65_536;

/** WebAssembly's counters compare with sign: addresses stay below 2 GiB. */
const MOST_BYTES = 2 ** 31 - PAGE_BYTES;

/**
 * Gives places in memory to what a module needs, one behind the other: nothing moves and nothing is
 * used twice, so that what one sees in memory after a step is what the step computed.
 */
export class MemoryPlan {
  readonly #regions: Region[] = [];
  #endBytes = 0;

  /** All regions in the order of their places. */
  get regions(): readonly Region[] {
    return this.#regions;
  }

  /** Bytes taken so far. */
  get lengthBytes(): number {
    return this.#endBytes;
  }

  /** Pages of WebAssembly's memory that hold everything. */
  get pages(): number {
    return Math.ceil(this.#endBytes / PAGE_BYTES);
  }

  /**
   * Takes room for `copies` equal pieces, each at the beginning of a cache line.
   *
   * @throws {RangeError} If there is not so much memory.
   */
  reserve(
    name: string,
    lengthBytes: number,
    options: { copies?: number; per?: Region["per"] } = {},
  ): Region {
    const { copies = 1, per = "once" } = options;
    // Threads write to theirs at the same time: no two may share a cache line.
    const unit = per === "thread" ? CACHE_LINE_BYTES : VECTOR_BYTES;
    const region: Region = {
      name,
      offsetBytes: Math.ceil(this.#endBytes / CACHE_LINE_BYTES) * CACHE_LINE_BYTES,
      lengthBytes: Math.ceil(lengthBytes / unit) * unit,
      copies,
      per,
    };
    this.#endBytes = region.offsetBytes + region.copies * region.lengthBytes;
    if (this.#endBytes > MOST_BYTES) {
      throw new RangeError(
        `Cannot compile the network: expected at most 2 GiB of memory, got more ` +
          `(for "${name}"); choose a smaller batch`,
      );
    }
    this.#regions.push(region);
    return region;
  }
}
