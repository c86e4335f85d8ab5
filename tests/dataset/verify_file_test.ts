import { assertEquals } from "@std/assert";
import { verifyFile } from "../../lib/dataset/verify_file.ts";
import { makeSample } from "./misbehaving_server.ts";

// SHA-256 of "abc" is the first example of FIPS 180-2, appendix B.1.
const ABC = new TextEncoder().encode("abc");
const ABC_SHA256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const abcFile = {
  name: "abc",
  contentBytes: 3,
  contentSha256: ABC_SHA256,
  gzipBytes: 0,
  gzipSha256: "",
};

const sample = await makeSample("sample", 1000);
const packedOnly = { ...sample.file, contentSha256: undefined };

Deno.test("verifyFile() lets the content decide, however it is packed", async () => {
  assertEquals(await verifyFile(abcFile, { content: ABC }), { state: "verified" });
  assertEquals(await verifyFile(abcFile, { content: ABC, gzip: sample.gzip }), {
    state: "verified",
  });
});

Deno.test("verifyFile() says what was expected and what was found", async () => {
  const { content, gzip } = sample;
  assertEquals(await verifyFile(abcFile, { content: ABC.subarray(1) }), {
    state: "different",
    expected: "3 bytes",
    found: "2 bytes",
  });
  assertEquals(await verifyFile({ ...abcFile, contentSha256: "00" }, { content: ABC }), {
    state: "different",
    expected: "sha256 00",
    found: `sha256 ${ABC_SHA256}`,
  });
  assertEquals(await verifyFile({ ...packedOnly, gzipSha256: "00" }, { content, gzip }), {
    state: "different",
    expected: "sha256 00 packed",
    found: `sha256 ${sample.file.gzipSha256} packed`,
  });
});

Deno.test("verifyFile() falls back on the hash of the packed file", async () => {
  const { content, gzip } = sample;
  assertEquals(await verifyFile(packedOnly, { content, gzip }), { state: "verified" });
  assertEquals(await verifyFile(packedOnly, { content }), { state: "unknown" });
});
