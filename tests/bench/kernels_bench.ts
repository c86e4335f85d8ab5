/** Times every kernel of the presets on its own: `deno bench`. A round computes 100 images. */

import { defineBackward } from "../../lib/compiler/block_backward.ts";
import { defineForward, isNorm } from "../../lib/compiler/block_functions.ts";
import { planNetwork } from "../../lib/compiler/network_plan.ts";
import { Network } from "../../lib/network/network.ts";
import { findArchitecture, PRESETS } from "../../lib/training/presets.ts";
import { Random } from "../../lib/random.ts";
import { ModuleBuilder } from "../../lib/wasm/module_builder.ts";
import { i32 } from "../../lib/wasm/values.ts";

const IMAGES_A_ROUND = 100;

/** The share of gradients that a pooling and a ReLU leave, about. */
const LIVE_SHARE = 0.3;

for (const { name } of PRESETS) {
  const network = new Network(findArchitecture(name));
  const plan = planNetwork(network, { batch: 1, threads: 1, isTraining: true });
  const { pages } = plan.memory;
  const module = new ModuleBuilder({
    memory: { import: ["cnn", "memory"], minimumPages: pages, maximumPages: pages, shared: true },
  });
  const at = { thread: i32.const(0), n: i32.const(0) };
  for (const block of plan.blocks) {
    const forward = defineForward(module, plan, block);
    // A batch normalization goes back by all images of a batch.
    const backward = isNorm(block) ? null : defineBackward(module, plan, block);
    module.function(`${block.block.name} forward`, { exported: true }, (f) => {
      f.loop(0, IMAGES_A_ROUND, 1, (_) => forward(f, at));
    });
    if (!backward) continue;
    module.function(`${block.block.name} backward`, { exported: true }, (f) => {
      f.loop(0, IMAGES_A_ROUND, 1, (_) => backward.image(f, at, i32.const(0)));
    });
  }
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const compiled = new WebAssembly.Module(module.toBytes());
  const { exports } = new WebAssembly.Instance(compiled, { cnn: { memory } });

  const random = new Random(1, "bench");
  const floats = new Float32Array(memory.buffer, plan.values.offsetBytes);
  for (let i = 0; i < floats.length; i++) floats[i] = random.uniform(-0.1, 0.1);
  // Backward kernels read winners and gradients that a forward one and the next block have left.
  for (const { block, outputGradient } of plan.blocks) {
    (exports[`${block.name} forward`] as () => void)();
    const { offsetBytes, lengthBytes } = outputGradient!;
    const gradients = new Float32Array(memory.buffer, offsetBytes, lengthBytes / 4);
    for (let i = 0; i < gradients.length; i++) {
      gradients[i] = random.uniform() < LIVE_SHARE ? random.uniform(-1, 1) : 0;
    }
  }
  for (const { block } of plan.blocks) {
    const kernel = block.kind === "convolution" && block.winograd ? ", winograd" : "";
    for (const direction of ["forward", "backward"]) {
      const run = exports[`${block.name} ${direction}`] as (() => void) | undefined;
      if (!run) continue;
      Deno.bench(`${name} ${block.name} ${direction}${kernel}`, () => run());
    }
  }
}
