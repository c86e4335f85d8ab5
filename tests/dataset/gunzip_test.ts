import { assert, assertEquals, assertRejects } from "@std/assert";
import { gunzip, isGzip } from "../../lib/dataset/gunzip.ts";
import { makeSample, pack } from "./misbehaving_server.ts";

// Larger, even packed, than the pieces that the decompressor is given.
const { content, gzip } = await makeSample("sample", 50_000);

Deno.test("gunzip() unpacks", async () => {
  assertEquals(await gunzip(gzip, content.length), content);
  assertEquals(await gunzip(await pack(new Uint8Array(0)), 0), new Uint8Array(0));
});

Deno.test("gunzip() refuses what is no whole gzip file", async () => {
  const damaged = gzip.slice();
  damaged[gzip.length - 8] ^= 1;
  const trailed = new Uint8Array(gzip.length + 1);
  trailed.set(gzip);
  const broken = [
    new Uint8Array(0),
    content,
    gzip.slice(0, 5),
    gzip.slice(0, -1),
    damaged,
    trailed,
  ];
  for (const bytes of broken) {
    await assertRejects(
      () => gunzip(bytes, content.length),
      SyntaxError,
      "Cannot unpack: expected one whole gzip file, got one that is damaged or cut short",
    );
  }
});

Deno.test("gunzip() gives up when there is more in the file than expected", async () => {
  const message = "Cannot unpack: expected at most 49999 bytes of content, got more";
  await assertRejects(() => gunzip(gzip, content.length - 1), RangeError, message);
  await assertRejects(async () => gunzip(await pack(new Uint8Array(1e7)), 49_999), RangeError);
});

Deno.test("isGzip() looks at the first two bytes", () => {
  assert(isGzip(gzip));
  for (const bytes of [content, new Uint8Array(0), Uint8Array.of(0x1f)]) assert(!isGzip(bytes));
});
