import { assertEquals } from "@std/assert";
import { sha256 } from "../lib/sha256.ts";

Deno.test("sha256() is the hash of the standard's examples", async () => {
  const abc = new TextEncoder().encode("abc");
  assertEquals(
    await sha256(abc),
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
});
