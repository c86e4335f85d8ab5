import { assertEquals, assertThrows } from "@std/assert";
import { createNetwork, readArchitecture } from "../../lib/cli/model_flag.ts";
import { UsageError } from "../../lib/cli/usage_error.ts";
import { formatArchitecture } from "../../lib/network/architecture.ts";

Deno.test("readArchitecture() takes a preset's name or a text", () => {
  assertEquals(
    formatArchitecture(readArchitecture("article")),
    "conv 16x3 nobias, pool 2, softmax 10",
  );
  assertEquals(formatArchitecture(readArchitecture(" pool 2,softmax  3 ")), "pool 2, softmax 3");
});

Deno.test("readArchitecture() calls what it cannot read a wrong use", () => {
  assertThrows(() => readArchitecture("kears"), UsageError, 'did you mean "keras"?');
  assertThrows(() => readArchitecture("pool 2"), UsageError, "Cannot read the architecture");
});

Deno.test("createNetwork() calls layers that do not fit a wrong use", () => {
  assertEquals(createNetwork(readArchitecture("pool 2, softmax 3")).parameterCount, 591);
  assertEquals(createNetwork(readArchitecture("softmax 3"), [1, 2, 2]).parameterCount, 15);
  const architecture = readArchitecture("pool 5, softmax 3");
  assertThrows(() => createNetwork(architecture, [1, 4, 4]), UsageError, "at most 4, got 5");
});
