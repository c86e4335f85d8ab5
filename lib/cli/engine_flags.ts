/** The flags that say what computes. */

import {
  defaultEngineKind,
  type EngineKind,
  type EngineOptions,
  MOST_THREADS,
} from "../engine/create_engine.ts";
import { choiceFlag, type FlagTable, type FlagValues, wholeNumberFlag } from "./flags.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";

const ENGINE_KINDS: EngineKind[] = ["compiled", "plain"];
const ARITHMETICS: NonNullable<EngineOptions["arithmetic"]>[] = ["exact", "fused"];

/** `--engine`, `--threads` and `--arithmetic`. */
export const ENGINE_FLAGS = {
  engine: choiceFlag("What computes [compiled]", undefined, ENGINE_KINDS),
  threads: wholeNumberFlag("Threads of the compiled engine [one for each core]", undefined, {
    least: 1,
    most: MOST_THREADS,
  }),
  arithmetic: choiceFlag(
    "Same bits on every CPU, or maybe faster [exact]",
    undefined,
    ARITHMETICS,
  ),
} satisfies FlagTable;

/** Everything about an engine but what it is made for. */
export interface EngineChoice {
  readonly kind: EngineKind;
  readonly threads: number | undefined;
  readonly arithmetic: NonNullable<EngineOptions["arithmetic"]>;
}

/** What the flags say of the engine. Tells on the terminal where the machine leaves no choice. */
export function engineFromFlags(
  flags: FlagValues<typeof ENGINE_FLAGS>,
  terminal: Terminal,
): EngineChoice {
  const { engine, threads, arithmetic = "exact" } = flags;
  const usual = defaultEngineKind();
  const kind = engine ?? usual;
  if (kind !== usual && kind === "compiled") {
    throw new UsageError(
      "--engine compiled needs vectors and shared memory in WebAssembly, which are missing here\n" +
        "Use --engine plain.",
    );
  }
  if (engine === undefined && usual === "plain") {
    terminal.note("WebAssembly has no vectors or shared memory here: using the plain engine");
  }
  return { kind, threads, arithmetic };
}
