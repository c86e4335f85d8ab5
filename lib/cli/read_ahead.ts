/**
 * Prepares what is to come while the present is worked on: calls `prepare` for some items ahead of the
 * one that is handed out, and hands them out in their order.
 *
 * @param ahead How many are prepared at a time, and kept.
 */
export async function* readAhead<T, R>(
  items: AsyncIterable<T> | Iterable<T>,
  prepare: (item: T) => Promise<R>,
  ahead: number,
): AsyncGenerator<R> {
  const waiting: Promise<R>[] = [];
  for await (const item of items) {
    const prepared = prepare(item);
    // An error is thrown where the item is handed out, not before.
    prepared.catch(() => {});
    waiting.push(prepared);
    if (waiting.length > ahead) yield await waiting.shift()!;
  }
  for (const prepared of waiting) yield await prepared;
}

/**
 * Puts items into groups, in their order. A group is full when the sizes of its items add up to 1.
 */
export async function* inGroups<T>(
  items: AsyncIterable<T>,
  sizeOf: (item: T) => number,
): AsyncGenerator<T[]> {
  let group: T[] = [];
  let size = 0;
  for await (const item of items) {
    group.push(item);
    size += sizeOf(item);
    // Sixteen sixteenths may add up to a little less than 1.
    if (size < 1 - 1e-9) continue;
    yield group;
    group = [];
    size = 0;
  }
  if (group.length > 0) yield group;
}
