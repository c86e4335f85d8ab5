import { ModuleBuilder } from "../../lib/wasm/module_builder.ts";
import { f32x4, i32 } from "../../lib/wasm/values.ts";

/** Sums that do not wait for one another. */
const SUMS = 12;

/** Products that are added to each sum in a round of the loop. */
const UNROLLED = 4;

/**
 * The most single-precision operations a second that one core does in WebAssembly, multiplying and
 * adding in registers: the limit that kernels are measured by.
 */
export function measurePeak(arithmetic: "exact" | "fused"): number {
  const module = new ModuleBuilder({ arithmetic, memory: { minimumPages: 1 } });
  module.function("run", { parameters: ["i32"], exported: true }, (f, rounds) => {
    const factor = f.keep(f32x4.load(i32.const(0)));
    const sums = Array.from({ length: SUMS }, () => f.let(f32x4.load(i32.const(16))));
    f.loop(0, rounds, 1, (_) => {
      for (let k = 0; k < UNROLLED; k++) for (const sum of sums) sum.addProduct(factor, factor);
    });
    for (const [n, sum] of sums.entries()) f.store(32 + 16 * n, 0, sum);
  });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()));
  const run = exports.run as (rounds: number) => void;
  const rounds = 100_000;
  for (let warm = 0; warm < 20; warm++) run(1000);
  let bestMs = Infinity;
  for (let k = 0; k < 7; k++) {
    const startMs = performance.now();
    run(rounds);
    bestMs = Math.min(bestMs, performance.now() - startMs);
  }
  return 2 * 4 * SUMS * UNROLLED * rounds / (bestMs / 1000);
}
