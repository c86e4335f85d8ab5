import { encodeWeights } from "../../lib/training/weights_file.ts";
import { Network } from "../../lib/network/network.ts";
import { findArchitecture } from "../../lib/training/presets.ts";
import { TemporaryFolder } from "../files/temporary_folder.ts";
import { entry, packSafetensors } from "../formats/pack_safetensors.ts";
import { assertRefused, type BadInput } from "./bad_input.ts";
import { CANNOT_RUN } from "./run_cnn.ts";

const ARCHITECTURE = "pool 14, softmax 2";

/** The header of a file for `ARCHITECTURE`: 2x4 weights and 2 biases. */
const HEADER = {
  "__metadata__": { "architecture": ARCHITECTURE },
  "softmax.weight": entry("F32", [2, 4], [0, 32]),
  "softmax.bias": entry("F32", [2], [32, 40]),
};

const DATA_BYTES = 40;

/** Files that are no weights, and what has to be said of each. */
function badFiles(): Record<string, { bytes: Uint8Array; says: string[] }> {
  const wrong = (change: Record<string, unknown>, lengthBytes = DATA_BYTES) =>
    packSafetensors({ ...HEADER, ...change }, lengthBytes);
  const huge = wrong({});
  new DataView(huge.buffer).setBigUint64(0, 2n ** 63n, true);
  const notFinite = new Float32Array(10);
  notFinite[3] = NaN;
  return {
    "huge-header": { bytes: huge, says: ["a header that fits", "9223372036854775808"] },
    "shape-lies": {
      bytes: wrong({ "softmax.weight": entry("F32", [1e6, 1e6], [0, 32]) }),
      says: ['"softmax.weight"', "4000000000000 bytes, got 32"],
    },
    "other-shape": {
      bytes: wrong({ "softmax.weight": entry("F32", [4, 2], [0, 32]) }),
      says: ['"softmax.weight"', "[2, 4], got [4, 2]"],
    },
    "overlapping": {
      bytes: wrong({ "softmax.bias": entry("F32", [2], [24, 32]) }, 32),
      says: ['"softmax.bias"', "begin at byte 32", "got 24"],
    },
    "missing": {
      bytes: packSafetensors({ ...HEADER, "softmax.bias": undefined }, 32),
      says: ['a tensor "softmax.bias"', "got softmax.weight"],
    },
    "cut": { bytes: wrong({}, 39), says: ["40 bytes of tensors", "got 39"] },
    "not-finite": {
      bytes: packSafetensors(HEADER, new Uint8Array(notFinite.buffer)),
      says: ['"softmax.weight"', "finite", "NaN at place 3"],
    },
    "text": {
      bytes: new TextEncoder().encode("hello, world"),
      says: ['a safetensors file, got a file that begins with "hello, world"'],
    },
    "empty": { bytes: new Uint8Array(), says: ["at least 8 bytes", "a file of 0"] },
    "no-json": { bytes: packSafetensors("{'a': 1}"), says: ["a header in JSON"] },
    "no-architecture": {
      bytes: wrong({ "__metadata__": {} }),
      says: ['"architecture"', "--model"],
    },
    "no-network": {
      bytes: wrong({ "__metadata__": { "architecture": "pool 29, softmax 2" } }),
      says: ["at most 28, got 29"],
    },
    "moves-the-cursor": {
      bytes: wrong({ "__metadata__": { "architecture": "\x1b[2Jconv" } }),
      says: ["?[2Jconv"],
    },
  };
}

Deno.test({
  name: "cnn evaluate refuses a file that holds no weights, and names it",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new TemporaryFolder();
    const inputs: BadInput[] = Object.entries(badFiles()).map(([name, { bytes, says }]) => {
      const path = `${folder.path}/${name}`;
      Deno.writeFileSync(path, bytes);
      return { args: ["evaluate", "--weights", path], code: 1, says: [...says, path] };
    });
    await assertRefused(inputs, folder.path);
  },
});

Deno.test({
  name: "cnn evaluate and predict refuse weights that are not there or of another network",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new TemporaryFolder();
    const { path } = folder;
    const network = new Network(findArchitecture("article"));
    Deno.writeFileSync(`${path}/article`, encodeWeights({ network, metadata: {} }));
    const small = new Network(findArchitecture(ARCHITECTURE), [1, 14, 14]);
    Deno.writeFileSync(`${path}/small`, encodeWeights({ network: small, metadata: {} }));
    await assertRefused([
      { args: ["evaluate", "--weights", `${path}/absent`], code: 1, says: ["no such file"] },
      { args: ["evaluate", "--weights", path], code: 1, says: ["it is a folder"] },
      { args: ["predict", "--weights", path, "seven.png"], code: 1, says: ["it is a folder"] },
      {
        args: ["evaluate", "--weights", `${path}/article`, "--model", "lenet5"],
        code: 1,
        says: ['"conv1.weight"', "[6, 1, 5, 5], got [16, 1, 3, 3]", "Without --model"],
      },
      {
        args: ["predict", "--weights", `${path}/small`, "seven.png"],
        code: 1,
        says: ["images of 1x28x28", "1x14x14"],
      },
    ], path);
  },
});
