import { assertEquals, assertRejects } from "@std/assert";
import { withHint } from "../../lib/cli/with_hint.ts";

Deno.test("withHint() adds its line to what is said of bytes, and to nothing else", async () => {
  assertEquals(await withHint("Do this", () => Promise.resolve(7)), 7);
  for (const [error, message] of [[new SyntaxError("a"), "a\nDo this"], [new Error("a"), "a"]]) {
    const thrown = await assertRejects(() => withHint("Do this", () => Promise.reject(error)));
    assertEquals((thrown as Error).message, message);
  }
});
