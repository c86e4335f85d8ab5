import { assert } from "@std/assert";
import { hasWasmFeatures } from "../../lib/engine/wasm_features.ts";

Deno.test("hasWasmFeatures finds vectors and shared memory in Deno", () => {
  assert(hasWasmFeatures());
});
