import { assertEquals, assertRejects } from "@std/assert";
import {
  decodeSafetensors,
  encodeSafetensors,
  type SafetensorsFile,
} from "../../lib/formats/safetensors.ts";
import { openSafetensors, sealSafetensors } from "../../lib/formats/sealed_safetensors.ts";

const FILE: SafetensorsFile = {
  tensors: [
    { name: "a", shape: [2, 2], values: Float32Array.of(1, -2, 0.5, 1e-30) },
    { name: "sha256", shape: [1], values: Float32Array.of(7) },
  ],
  metadata: { "note": `"sha256":"${"0".repeat(64)}"`, "step": "7" },
};

Deno.test("openSafetensors() reads what sealSafetensors() writes", async () => {
  const bytes = await sealSafetensors(FILE);
  assertEquals(await openSafetensors(bytes), FILE);
  assertEquals(await sealSafetensors(FILE), bytes);
});

Deno.test("sealSafetensors() writes what any reader takes", async () => {
  const { tensors, metadata } = decodeSafetensors(await sealSafetensors(FILE));
  assertEquals(tensors, FILE.tensors);
  assertEquals(metadata, { ...FILE.metadata, "sha256": metadata["sha256"] });
});

Deno.test("openSafetensors() refuses a file of which any byte was changed", async () => {
  const bytes = await sealSafetensors(FILE);
  for (let index = 0; index < bytes.length; index++) {
    const damaged = bytes.slice();
    damaged[index] ^= 1;
    await assertRejects(() => openSafetensors(damaged), SyntaxError, "Cannot read safetensors: ");
  }
});

Deno.test("openSafetensors() refuses a file that was cut short at any place", async () => {
  const bytes = await sealSafetensors(FILE);
  for (let length = 0; length < bytes.length; length++) {
    await assertRejects(() => openSafetensors(bytes.slice(0, length)), SyntaxError);
  }
});

Deno.test("openSafetensors() says that a file was edited, or never sealed", async () => {
  const bytes = await sealSafetensors(FILE);
  bytes[bytes.length - 1] ^= 128;
  await assertRejects(() => openSafetensors(bytes), SyntaxError, "it was damaged or edited");
  const plain = encodeSafetensors(FILE);
  await assertRejects(() => openSafetensors(plain), SyntaxError, "expected metadata with its hash");
});
