import { assertEquals, assertThrows } from "@std/assert";
import { numberFlag, switchFlag, textFlag, wholeNumberFlag } from "../../lib/cli/flags.ts";
import { readFlags } from "../../lib/cli/read_flags.ts";
import { UsageError } from "../../lib/cli/usage_error.ts";

const TABLE = {
  epochs: wholeNumberFlag("", 4, { least: 1 }),
  learningRate: numberFlag("", 0.2, { says: "a number", accepts: () => true }),
  output: textFlag("FILE", "", undefined),
  json: switchFlag(""),
};

/** All flags at their defaults. */
const DEFAULTS = { epochs: 4, learningRate: 0.2, output: undefined, json: false };

function assertRead(args: string[], values: Partial<typeof DEFAULTS>, operands: string[] = []) {
  assertEquals(readFlags(TABLE, args), { values: { ...DEFAULTS, ...values }, operands });
}

function assertRefused(args: string[], message: string) {
  assertEquals(assertThrows(() => readFlags(TABLE, args), UsageError).message, message);
}

Deno.test("readFlags() gives what is not on the line its default", () => {
  assertRead([], {});
});

Deno.test("readFlags() reads values behind a space or an equals sign", () => {
  assertRead(["--epochs", "3", "--learning-rate=0.5", "--json"], {
    epochs: 3,
    learningRate: 0.5,
    json: true,
  });
  assertRead(["--learning-rate", "-1.5"], { learningRate: -1.5 });
  assertRead(["--learning-rate", "-.5", "--json"], { learningRate: -0.5, json: true });
  assertRead(["--output=a=b"], { output: "a=b" as unknown as undefined });
});

Deno.test("readFlags() takes the last of a flag's values", () => {
  assertRead(["--epochs", "3", "--epochs", "5"], { epochs: 5 });
});

Deno.test("readFlags() leaves operands as they are and in their order", () => {
  assertRead(["7", "--json", "a.png", "007", "1e3", "-"], { json: true }, [
    "7",
    "a.png",
    "007",
    "1e3",
    "-",
  ]);
  assertRead(["a", "--", "--json", "-x"], {}, ["a", "--json", "-x"]);
});

Deno.test("readFlags() refuses a flag without its value", () => {
  const message = "--epochs needs a whole number of at least 1, got nothing";
  assertRefused(["--epochs"], message);
  assertRefused(["--epochs="], message);
  assertRefused(["--epochs", ""], message);
  assertRefused(["--epochs", "--json"], message);
  assertRefused(["--output"], "--output needs a value for FILE, got nothing");
});

Deno.test("readFlags() refuses a flag that is not in the table", () => {
  assertRefused(["--epoch", "3"], 'unknown flag --epoch (did you mean "--epochs"?)');
  assertRefused(["--epoch=3"], 'unknown flag --epoch (did you mean "--epochs"?)');
  assertRefused(
    ["--learningRate", "1"],
    'unknown flag --learningRate (did you mean "--learning-rate"?)',
  );
  assertRefused(["a", "-j"], "unknown flag -j");
  assertRefused(["-1"], "unknown flag -1");
  // Words with which parseArgs would do something of its own.
  for (const flag of ["--_", "--__proto__", "--constructor", "--output.x", "--json.x"]) {
    assertThrows(() => readFlags(TABLE, [flag, "x"]), UsageError, `unknown flag ${flag}`);
  }
});

Deno.test("readFlags() refuses a value for a flag that takes none", () => {
  assertRefused(["--json=yes"], '--json takes no value, got "yes"');
  assertRefused(["--json="], '--json takes no value, got ""');
});
