/**
 * A program that uses an engine with threads and comes to an end:
 *
 *     deno run tests/engine/end_with_threads.ts close|exit|throw awake|asleep|unused
 *
 * Here `awake` means that the threads still look for the next command, and `asleep` that they wait to be
 * woken.
 */

import { CompiledEngine } from "../../lib/engine/compiled_engine.ts";
import { Network } from "../../lib/network/network.ts";
import { findArchitecture } from "../../lib/training/presets.ts";
import { SgdOptimizer } from "../../lib/training/sgd_optimizer.ts";

const [end, state] = Deno.args;
const engine = new CompiledEngine(new Network(findArchitecture("article")), {
  batch: 16,
  optimizer: new SgdOptimizer(),
  threads: 3,
});
if (state !== "unused") { for (let step = 0; step < 5; step++) engine.step(16, 0.01); }
if (state === "asleep") await new Promise((resolve) => setTimeout(resolve, 300));
if (end === "close") engine.close();
if (end === "exit") Deno.exit(3);
if (end === "throw") throw new Error("The program has failed");
