import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import type { Command } from "../../lib/cli/command.ts";
import { dataCommand } from "../../lib/cli/data_command.ts";
import { evaluateCommand } from "../../lib/cli/evaluate_command.ts";
import { flagName, type FlagTable, switchFlag, textFlag } from "../../lib/cli/flags.ts";
import { findCommand, formatCommandHelp, formatOverview } from "../../lib/cli/help.ts";
import { modelsCommand } from "../../lib/cli/models_command.ts";
import { predictCommand } from "../../lib/cli/predict_command.ts";
import { trainCommand } from "../../lib/cli/train_command.ts";
import { UsageError } from "../../lib/cli/usage_error.ts";

const COMMANDS: Command<FlagTable>[] = [
  trainCommand,
  evaluateCommand,
  predictCommand,
  dataCommand,
  modelsCommand,
];

Deno.test("formatCommandHelp() lists flags with their values and defaults, wrapped", () => {
  const help = formatCommandHelp({
    name: "bake",
    summary: "Bake a cake",
    operands: "CAKE...",
    permissions: [],
    flags: {
      oven: textFlag("NAME", "Which oven", "big"),
      bakingTime: textFlag(
        "TIME",
        "How long the cake stays in the oven, which has to be hot before it comes in",
        undefined,
      ),
      quiet: switchFlag("Say nothing"),
    },
    notes: ["Cakes are eaten."],
  });
  assertEquals(
    help,
    `Bake a cake

Usage: deno task bake [FLAGS] CAKE...

  --oven NAME         Which oven [big]
  --baking-time TIME  How long the cake stays in the oven, which has to be hot
                      before it comes in
  --quiet             Say nothing

Cakes are eaten.`,
  );
});

Deno.test("formatCommandHelp() explains below the flags where there is no room beside them", () => {
  const help = formatCommandHelp({ ...modelsCommand, flags: trainCommand.flags, notes: [] }, 40);
  assertStringIncludes(
    help,
    `
  --learning-rate X
      How far a step goes [0.2]
  --schedule NAME
      How the learning rate changes:
      constant, linear, step, cosine,
      one-cycle [linear]
`,
  );
});

Deno.test("formatOverview() and formatCommandHelp() fit into the terminal, at most 80 columns", () => {
  for (const columns of [45, 60, 80, 200]) {
    const texts = [
      formatOverview(COMMANDS, columns),
      ...COMMANDS.map((command) => formatCommandHelp({ ...command, notes: [] }, columns)),
    ];
    for (const line of texts.flatMap((text) => text.split("\n"))) {
      assert(line.length <= Math.min(columns, 80), `${line.length}: "${line}"`);
    }
  }
  // Notes may hold examples that cannot be broken: they are made for 80.
  for (const line of COMMANDS.flatMap((command) => formatCommandHelp(command).split("\n"))) {
    assert(line.length <= 80, `${line.length}: "${line}"`);
  }
});

Deno.test("formatOverview() and formatCommandHelp() name every command and every flag", () => {
  const overview = formatOverview(COMMANDS);
  for (const command of COMMANDS) {
    assertStringIncludes(overview, `  ${command.name} `);
    assertStringIncludes(overview, command.summary);
    const help = formatCommandHelp(command);
    for (const key of Object.keys(command.flags)) assertStringIncludes(help, flagName(key));
  }
});

Deno.test("findCommand() finds a command, or says which there are and which was meant", () => {
  assertEquals(findCommand(COMMANDS, "data"), dataCommand);
  const error = assertThrows(() => findCommand(COMMANDS, "evalute"), UsageError);
  assertEquals(
    error.message,
    "expected a command (train, evaluate, predict, data, models, help), " +
      'got "evalute" (did you mean "evaluate"?)',
  );
});
