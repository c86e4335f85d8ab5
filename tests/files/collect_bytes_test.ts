import { assert, assertEquals } from "@std/assert";
import { collectBytes } from "../../lib/files/collect_bytes.ts";

const PIECES = [Uint8Array.of(1, 2), Uint8Array.of(), Uint8Array.of(3)];

Deno.test("collectBytes() joins all pieces", async () => {
  assertEquals(await collectBytes(ReadableStream.from(PIECES), 3), Uint8Array.of(1, 2, 3));
  assertEquals(await collectBytes(ReadableStream.from([]), 0), new Uint8Array(0));
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
