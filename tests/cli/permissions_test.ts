import { assert, assertEquals } from "@std/assert";
import { toFileUrl } from "@std/path";
import config from "../../deno.json" with { type: "json" };
import { dataCommand } from "../../lib/cli/data_command.ts";
import { evaluateCommand } from "../../lib/cli/evaluate_command.ts";
import { modelsCommand } from "../../lib/cli/models_command.ts";
import { predictCommand } from "../../lib/cli/predict_command.ts";
import { trainCommand } from "../../lib/cli/train_command.ts";
import { MIRROR_HOSTS } from "../../lib/dataset/sources.ts";
import { TemporaryFolder } from "../files/temporary_folder.ts";
import { CANNOT_RUN } from "./run_cnn.ts";

const COMMANDS = [trainCommand, evaluateCommand, predictCommand, dataCommand, modelsCommand];

/** The flags `--allow-...` of a task: kinds, and what they are restricted to. */
function allowed(command: string): Record<string, string | undefined> {
  const flags = [...command.matchAll(/--allow-(\w+)(?:=(\S+))?/g)];
  return Object.fromEntries(flags.map(([_, kind, scope]) => [kind, scope]));
}

Deno.test("a command's task grants what the command needs, and nothing else", () => {
  for (const { name, permissions } of COMMANDS) {
    const { command } = config.tasks[name as keyof typeof config.tasks];
    assertEquals(Object.keys(allowed(command)).sort(), [...permissions].sort(), name);
    assert(command.includes(" --no-prompt ") && command.endsWith(` main.ts ${name}`), command);
  }
  assertEquals(allowed(config.tasks.help.command), {});
});

Deno.test("a task that may use the network may use that of the mirrors", () => {
  const commands = [...COMMANDS.map(({ name }) => name), "compile"]
    .map((name) => config.tasks[name as keyof typeof config.tasks].command);
  const scopes = commands.map((command) => allowed(command).net).filter(Boolean);
  assertEquals(scopes.length, 4);
  for (const scope of scopes) assertEquals(scope?.split(",").sort(), [...MIRROR_HOSTS].sort());
});

Deno.test("the commands that only look ask for little", () => {
  assertEquals(modelsCommand.permissions, []);
  assertEquals(predictCommand.permissions, ["read", "write"]);
});

Deno.test({
  name: "keepPermissions() gives up all but the kinds that are needed",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new TemporaryFolder();
    const module = new URL("../../lib/cli/permissions.ts", import.meta.url);
    const script = `${folder.path}/script.ts`;
    Deno.writeTextFileSync(
      script,
      `import { keepPermissions } from "${module}";
      await keepPermissions(["read"]);
      const states = {};
      for (const name of ["read", "write", "net", "env", "sys", "run", "ffi"]) {
        states[name] = (await Deno.permissions.query({ name })).state;
      }
      console.log(JSON.stringify(states));`,
    );
    const args = ["run", "--no-prompt", "--no-check", "--allow-all", toFileUrl(script).href];
    const { stdout } = await new Deno.Command(Deno.execPath(), { args }).output();
    const { read, ...others } = JSON.parse(new TextDecoder().decode(stdout));
    assertEquals(read, "granted");
    assertEquals([...new Set(Object.values(others))], ["prompt"]);
  },
});
