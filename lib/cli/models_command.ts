import { compileNetwork } from "../compiler/compile.ts";
import { MOST_THREADS } from "../engine/create_engine.ts";
import { formatShape } from "../layers/layer.ts";
import { formatArchitecture } from "../network/architecture.ts";
import type { Network } from "../network/network.ts";
import { findMeasurement } from "../training/measurements.ts";
import { findPreset, type Preset, PRESETS } from "../training/presets.ts";
import { completeSettings } from "../training/settings.ts";
import { defineCommand } from "./command.ts";
import { switchFlag, wholeNumberFlag } from "./flags.ts";
import { formatCount } from "./format.ts";
import { formatMeasurement } from "./format_measurement.ts";
import { formatPlan } from "./format_plan.ts";
import { createNetwork, readArchitecture } from "./model_flag.ts";
import { programName } from "./program_name.ts";
import { formatSettings } from "./setting_flags.ts";
import { formatTable } from "./table.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";
import { wrapText } from "./wrap_text.ts";

/** The width of what is wrapped. */
const WIDTH = 80;

/** `cnn models`: the presets, or one network layer by layer. */
export const modelsCommand = defineCommand({
  name: "models",
  summary: "List the networks with a name, or show one layer by layer",
  operands: "[PRESET|TEXT]",
  flags: {
    json: switchFlag("Print JSON, one object a line"),
    plan: switchFlag("Show the memory of the network's compiled module"),
    wat: switchFlag("Show the compiled module as text"),
    batch: wholeNumberFlag("Images a step of the module", 32, { least: 1 }),
    threads: wholeNumberFlag("Threads of the module", 1, { least: 1, most: MOST_THREADS }),
  },
  permissions: [],
  notes: [
    "TEXT describes a network from the image to the answer:",
    "  conv FILTERSxSIZE [stride N] [pad N|same] [nobias] [relu|tanh|sigmoid]",
    "  pool SIZE [stride N]",
    "  avgpool SIZE [stride N]",
    "  globalpool",
    "  batchnorm [relu|tanh|sigmoid]",
    "  dropout P",
    "  dense UNITS [nobias] [relu|tanh|sigmoid]",
    "  softmax CLASSES",
    `Example: ${programName()} models "conv 8x5 relu, pool 2, dense 32 relu, softmax 10"`,
  ],

  run({ flags, operands, terminal }) {
    if (operands.length > 1) {
      throw new UsageError(
        `expected one PRESET or TEXT, got ${operands.length}; put a text into quotation marks`,
      );
    }
    if (operands.length === 0 && (flags.plan || flags.wat)) {
      throw new UsageError("--plan and --wat need a PRESET or TEXT, got none");
    }
    if (operands.length === 1) {
      const network = createNetwork(readArchitecture(operands[0]));
      const preset = findPreset(operands[0]);
      if (flags.plan || flags.wat) printModule(network, flags, terminal);
      else if (flags.json) {
        terminal.printJson({ ...describePreset(preset), ...describeNetwork(network) });
      } else {
        terminal.print(formatNetwork(network));
        if (preset) terminal.print(`\n${formatPreset(preset)}`);
      }
    } else if (flags.json) {
      for (const preset of PRESETS) {
        const network = createNetwork(readArchitecture(preset.name));
        const { architecture, parameters, multiplyAdds } = describeNetwork(network);
        terminal.printJson({
          ...describePreset(preset),
          architecture,
          parameters,
          multiplyAdds,
        });
      }
    } else terminal.print(formatPresets());
    return Promise.resolve(0);
  },
});

/** What the compiler makes of a network for training. */
function printModule(
  network: Network,
  flags: { plan: boolean; wat: boolean; json: boolean; batch: number; threads: number },
  terminal: Terminal,
): void {
  const { batch, threads } = flags;
  const { module, plan } = compileNetwork(network, {
    batch,
    threads,
    isTraining: true,
    arithmetic: "exact",
  });
  if (flags.wat) terminal.print(module.toText());
  else if (flags.json) { for (const region of plan.memory.regions) terminal.printJson(region); }
  else terminal.print(formatPlan(plan));
}

/** A preset as data, beside its network. */
function describePreset(preset: Preset | undefined) {
  if (preset === undefined) return {};
  const { name, summary, settings } = preset;
  const { runs, accuracy, elapsedMs, machine } = findMeasurement(preset) ?? {};
  return {
    name,
    summary,
    settings: completeSettings(settings),
    ...(runs !== undefined && { measured: { runs, accuracy, elapsedMs, machine } }),
  };
}

/** A network as data. */
function describeNetwork(network: Network) {
  return {
    architecture: formatArchitecture(network.architecture),
    input: network.inputShape,
    layers: network.layers.map(({ name, layer }) => ({
      name,
      output: layer.outputShape,
      parameters: layer.parameters.reduce((sum, { length }) => sum + length, 0),
      multiplyAdds: layer.multiplyAdds,
    })),
    parameters: network.parameterCount,
    multiplyAdds: network.multiplyAdds,
  };
}

function formatNetwork(network: Network): string {
  const { architecture, input, layers, parameters, multiplyAdds } = describeNetwork(network);
  const rows = [
    ["layer", "output", "parameters", "multiply-adds"],
    ["image", formatShape(input), "", ""],
    ...layers.map((layer) => [
      layer.name,
      formatShape(layer.output),
      formatCount(layer.parameters),
      formatCount(layer.multiplyAdds),
    ]),
    ["total", "", formatCount(parameters), formatCount(multiplyAdds)],
  ];
  return `${architecture}\n\n${formatTable(rows, ["left", "right"])}`;
}

/** How a preset is trained, every setting as the flag that would say it, and what comes of it. */
function formatPreset(preset: Preset): string {
  const { name, settings } = preset;
  return [
    `${programName()} train --model ${name} stands for`,
    ...wrapItems(formatSettings(completeSettings(settings))),
    ...formatMeasurement(findMeasurement(preset)),
  ].join("\n");
}

/** Lines of items that are not broken at the spaces in them. */
function wrapItems(items: readonly string[]): string[] {
  const whole = items.map((item) => item.replaceAll(" ", "\u00a0"));
  return wrapText(`  ${whole.join(" ")}`, WIDTH).map((line) => line.replaceAll("\u00a0", " "));
}

function formatPresets(): string {
  return PRESETS.map((preset, index) => {
    const { name, summary, architecture } = preset;
    const { parameterCount, multiplyAdds } = createNetwork(readArchitecture(name));
    return [
      `${name}${index === 0 ? " (the default)" : ""}: ${summary}`,
      `  ${architecture}`,
      `  ${formatCount(parameterCount)} parameters, ` +
      `${formatCount(multiplyAdds)} multiply-adds an image`,
      ...formatMeasurement(findMeasurement(preset)),
    ].join("\n");
  }).join("\n\n");
}
