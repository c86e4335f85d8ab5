import { assertEquals, assertThrows } from "@std/assert";
import {
  dataFromFlags,
  DRAWN_BESIDE_PICTURES,
  withDrawnDigits,
} from "../../lib/cli/choose_data.ts";
import { readFlags } from "../../lib/cli/read_flags.ts";
import { settingsFromFlags } from "../../lib/cli/setting_flags.ts";
import { Terminal } from "../../lib/cli/terminal.ts";
import { TRAIN_FLAGS } from "../../lib/cli/train_flags.ts";
import { UsageError } from "../../lib/cli/usage_error.ts";
import type { FoundWeights } from "../../lib/cli/weights_flags.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import { findPreset } from "../../lib/training/presets.ts";

const PRESETS_OWN = findPreset("best")!.settings.drawn!;

function start(metadata: Record<string, string>): FoundWeights {
  const network = new Network(parseArchitecture("softmax 10"));
  return { network, metadata, source: "w", bytes: new Uint8Array() };
}

/** What a command line comes to: the dataset, if any, and how many digits are drawn. */
function choose(args: string[], from?: FoundWeights): [dataset: string | undefined, drawn: number] {
  const { values } = readFlags(TRAIN_FLAGS, args);
  const flags = { ...values, model: values.model ?? "article" };
  const data = dataFromFlags(flags, from, new Terminal());
  const { drawn } = withDrawnDigits(settingsFromFlags(flags), flags, data);
  return [data.usesDataset ? data.dataset ?? "mnist" : undefined, drawn];
}

Deno.test("dataFromFlags() takes a dataset unless there are pictures and none is named", () => {
  const pictures = ["--pictures", "p"];
  assertEquals(choose([]), ["mnist", 0]);
  assertEquals(choose(pictures)[0], undefined);
  assertEquals(choose([...pictures, "--data", "d"]), ["mnist", 0]);
  assertEquals(choose([...pictures, "--dataset", "kmnist"]), ["kmnist", 0]);
  assertThrows(() => choose([...pictures, "--limit", "9"]), UsageError, "--limit is for");
});

Deno.test("dataFromFlags() takes the dataset that weights learned from, if none is named", () => {
  assertEquals(choose([], start({ "dataset": "kmnist" }))[0], "kmnist");
  assertEquals(choose([], start({ "dataset": "unheard of" }))[0], "mnist");
  assertEquals(choose(["--dataset", "mnist"], start({ "dataset": "kmnist" }))[0], "mnist");
});

Deno.test("withDrawnDigits() draws what a preset has beside digits, and nothing beside what is none", () => {
  const best = ["--model", "best"];
  assertEquals(choose(best), ["mnist", PRESETS_OWN]);
  assertEquals(choose([...best, "--drawn", "5"]), ["mnist", 5]);
  assertEquals(choose([...best, "--dataset", "fashion-mnist"]), ["fashion-mnist", 0]);
  assertEquals(choose([...best, "--dataset", "fashion-mnist", "--drawn", "0"])[1], 0);
  assertThrows(
    () => choose(["--dataset", "fashion-mnist", "--drawn", "5"]),
    UsageError,
    "--drawn is for images of digits, got --dataset fashion-mnist",
  );
});

Deno.test("withDrawnDigits() draws some beside pictures of digits", () => {
  const pictures = ["--pictures", "p"];
  assertEquals(choose(pictures)[1], DRAWN_BESIDE_PICTURES);
  assertEquals(choose([...pictures, "--model", "best"])[1], PRESETS_OWN);
  assertEquals(choose([...pictures, "--drawn", "0"])[1], 0);
  const letters = start({ "labels": "a, b, c" });
  assertEquals(choose(pictures, letters)[1], 0);
  assertThrows(
    () => choose([...pictures, "--drawn", "5"], letters),
    UsageError,
    "--drawn is for images of digits, got weights for a, b and c",
  );
});
