import { assertEquals } from "@std/assert";
import { quoteForShell } from "../../lib/cli/quote_for_shell.ts";
import { CANNOT_RUN } from "./run_cnn.ts";

const WORDS = ["a/b.c", "", "a b", "$HOME", "it's", "*", "-x", "a\nb", "`id`", "\\", "é"];

Deno.test("quoteForShell() leaves plain words as they are", () => {
  assertEquals(WORDS.slice(0, 3).map(quoteForShell), ["a/b.c", "''", "'a b'"]);
});

Deno.test({
  name: "quoteForShell() writes words that a shell reads back",
  ignore: CANNOT_RUN || Deno.build.os === "windows",
  fn: async () => {
    for (const word of WORDS) {
      const args = ["-c", `printf %s ${quoteForShell(word)}`];
      const { stdout } = await new Deno.Command("sh", { args }).output();
      assertEquals(new TextDecoder().decode(stdout), word);
    }
  },
});
