import { assert, assertEquals } from "@std/assert";
import { collectBytes } from "../../lib/files/collect_bytes.ts";

const PIECES = [Uint8Array.of(1, 2), Uint8Array.of(), Uint8Array.of(3)];

Deno.test("collectBytes() joins all pieces", async () => {
  assertEquals(await collectBytes(ReadableStream.from(PIECES), 3), Uint8Array.of(1, 2, 3));
  assertEquals(await collectBytes(ReadableStream.from([]), 0), new Uint8Array(0));
});

Deno.test("collectBytes() joins pieces of any length, whatever was expected", async () => {
  const pieces = Array.from({ length: 50 }, (_, k) => new Uint8Array(3 * k).fill(k));
  const joined = Uint8Array.from(pieces.flatMap((piece) => [...piece]));
  for (const expected of [0, 1, 100, joined.length, 2 * joined.length, undefined]) {
    assertEquals(await collectBytes(ReadableStream.from(pieces), 10_000, expected), joined);
    assertEquals(
      await collectBytes(ReadableStream.from(pieces), joined.length - 1, expected),
      undefined,
    );
  }
});

Deno.test("collectBytes() cancels a stream that is too long", async () => {
  let isCancelled = false;
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(Uint8Array.of(1)),
    cancel: () => {
      isCancelled = true;
    },
  });
  assertEquals(await collectBytes(endless, 2), undefined);
  assert(isCancelled);
});
