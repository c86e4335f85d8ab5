import type { Engine } from "../../lib/engine/engine.ts";
import { initialize } from "../../lib/network/initialize.ts";
import { Network } from "../../lib/network/network.ts";
import { Random } from "../../lib/random.ts";
import { findArchitecture } from "../../lib/training/presets.ts";

/** Gives an engine random images and labels, as many as it takes. */
export function fillEngine(engine: Engine, seed: number): void {
  const random = new Random(seed, "engine");
  for (let i = 0; i < engine.images.length; i++) engine.images[i] = random.below(256);
  const { classes } = engine.network;
  for (let n = 0; n < engine.batch; n++) engine.labels[n] = random.below(classes);
}

/** Gives a network random parameters, biases included. */
export function fillNetwork(network: Network, seed: number): void {
  const random = new Random(seed, "network");
  for (const { parameter } of network.parameters) {
    const limit = Math.sqrt(3 / parameter.fanIn);
    const least = parameter.name === "running_var" ? limit / 4 : -limit;
    for (let i = 0; i < parameter.length; i++) parameter.value[i] = random.uniform(least, limit);
  }
}

/** A preset's network as it is when its training begins. */
export function createPreset(name: string): Network {
  const network = new Network(findArchitecture(name));
  initialize(network, 1);
  return network;
}
