import { assertEquals } from "@std/assert";
import { initialize } from "../../lib/network/initialize.ts";
import { Network } from "../../lib/network/network.ts";
import { sha256 } from "../../lib/sha256.ts";
import { Learner } from "../../lib/training/learner.ts";
import { findArchitecture, findPreset } from "../../lib/training/presets.ts";
import { completeSettings } from "../../lib/training/settings.ts";
import { train } from "../../lib/training/train.ts";
import { labelledPatterns } from "./labelled_patterns.ts";

/** Of the values after the steps below, by the kernels that the weights that ship were trained with. */
const SHA256 = "0692492a6e46a620885c44587c5b03f4ba1c09dc62b44a8589b4bec3707d5651";

Deno.test("train() has the bits that the weights that ship were trained with", async () => {
  const images = labelledPatterns(150, { classes: 10, size: 28 });
  const settings = completeSettings(findPreset("best")!.settings);
  const network = new Network(findArchitecture("best"));
  initialize(network, settings.seed);
  const learner = new Learner(network, settings, {
    count: images.count,
    kind: "compiled",
    threads: 1,
  });
  const { learningRate, seed } = settings;
  await train({ engine: learner.engine, images, epochs: 1, learningRate, seed });
  const { values } = learner.state();
  learner.close();
  // Another sum? Then data/README.md's commands have to be run again, and their weights to ship.
  assertEquals(await sha256(values as BufferSource), SHA256);
});
