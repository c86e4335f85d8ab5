import { assertEquals } from "@std/assert";
import { clipGradients } from "../../lib/network/clip_gradients.ts";
import { assertClose } from "../assert_close.ts";

Deno.test("clipGradients() shortens all by the same factor", () => {
  const gradients = Float32Array.of(3, 0, -4);
  clipGradients(gradients, 1);
  assertClose(gradients, [0.6, 0, -0.8], 1e-6);
});

Deno.test("clipGradients() leaves gradients that are short enough as they are", () => {
  const gradients = Float32Array.of(3, 0, -4);
  clipGradients(gradients, 5.1);
  assertEquals(gradients, Float32Array.of(3, 0, -4));
  const zeros = new Float32Array(3);
  clipGradients(zeros, 1);
  assertEquals(zeros, new Float32Array(3));
});
