/**
 * A module that shares a memory and adds two vectors, in WebAssembly's binary format:
 *
 *     (module
 *       (memory 1 1 shared)
 *       (func (drop (f32x4.add (v128.load (i32.const 0)) (v128.load (i32.const 0))))))
 */
const PROBE = Uint8Array.of(
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00], // magic number and version
  ...[0x01, 0x04, 0x01, 0x60, 0x00, 0x00], // types: () -> ()
  ...[0x03, 0x02, 0x01, 0x00], // functions: one of type 0
  ...[0x05, 0x04, 0x01, 0x03, 0x01, 0x01], // memories: one, shared, of one page
  ...[0x0a, 0x14, 0x01, 0x12, 0x00], // code: one body of 18 bytes, no locals
  ...[0x41, 0x00, 0xfd, 0x00, 0x04, 0x00], // v128.load at 0
  ...[0x41, 0x00, 0xfd, 0x00, 0x04, 0x00], // v128.load at 0
  ...[0xfd, 0xe4, 0x01, 0x1a, 0x0b], // f32x4.add, drop, end
);

/** Whether WebAssembly here has vectors and shared memory, which compiled networks need. */
export function hasWasmFeatures(): boolean {
  return typeof SharedArrayBuffer === "function" && WebAssembly.validate(PROBE);
}
