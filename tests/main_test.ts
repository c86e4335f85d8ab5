import { assert, assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl, join, relative } from "@std/path";
import config from "../deno.json" with { type: "json" };
import { CANNOT_RUN, runCnn } from "./cli/run_cnn.ts";
import { isPermitted } from "./files/temporary_folder.ts";

const ROOT = fromFileUrl(new URL("..", import.meta.url));

/** The first line of what is printed, and that nothing went wrong. */
async function firstLine(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runCnn(args);
  assertEquals([code, stderr], [0, ""], args.join(" "));
  return stdout.split("\n", 1)[0];
}

Deno.test({
  name: "cnn explains itself",
  ignore: CANNOT_RUN,
  fn: async () => {
    for (const args of [[], ["help"], ["--help"], ["-h"], ["help", "--json"]]) {
      assertMatch(await firstLine(...args), /^cnn: a convolutional network/);
    }
  },
});

Deno.test({
  name: "cnn explains a command, whatever else is on the line",
  ignore: CANNOT_RUN,
  fn: async () => {
    const lines = [
      ["help", "train"],
      ["train", "--help"],
      ["train", "-h"],
      ["--help", "train"],
      ["train", "--epochs", "x", "--help"],
    ];
    for (const args of lines) {
      assertEquals(await firstLine(...args), "Train a network and write its weights");
    }
  },
});

Deno.test({
  name: "cnn --version prints the version of deno.json",
  ignore: CANNOT_RUN,
  fn: async () => {
    assertEquals(await firstLine("--version"), `cnn ${config.version}`);
    assertEquals(await firstLine("train", "--version"), `cnn ${config.version}`);
  },
});

Deno.test({
  name: "cnn uses no permission to explain itself or to list models",
  ignore: CANNOT_RUN,
  fn: async () => {
    for (const args of [["help"], ["--version"], ["models", "lenet5"], ["train", "--help"]]) {
      assertEquals((await runCnn(args, { flags: ["--no-prompt"] })).code, 0);
    }
  },
});

Deno.test({
  name: "deno task compile says what is missing where Deno's runtime for programs is not to be had",
  ignore: CANNOT_RUN,
  fn: async () => {
    const before = [...Deno.readDirSync(ROOT)].map(({ name }) => name);
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["task", "--quiet", "compile"],
      cwd: ROOT,
      env: { DENORT_BIN: join(ROOT, "no", "such", "file"), NO_COLOR: "1" },
      stdout: "null",
    }).output();
    assertEquals(code, 1);
    const lastLine = new TextDecoder().decode(stderr).trimEnd().split("\n").at(-1);
    assertMatch(lastLine ?? "", /^deno compile could not make \.\/cnn: it needs .*denort/);
    assertEquals([...Deno.readDirSync(ROOT)].map(({ name }) => name), before);
  },
});

Deno.test({
  name: "no file of the program is looked for beside the others but what a compiled one has inside",
  ignore: !await isPermitted({ name: "read" }),
  fn: () => {
    const paths = [
      "main.ts",
      ...listSources(join(ROOT, "lib")).map((path) => relative(ROOT, path)),
    ];
    assert(paths.length > 50, `${paths.length} files`);
    const found = paths.filter((path) =>
      Deno.readTextFileSync(join(ROOT, path)).replaceAll("import.meta.main", "").includes(
        "import.meta",
      )
    );
    assertEquals(found, ["lib/cli/shipped_weights.ts"]);
    assertMatch(config.tasks.compile.command, / --include data\/digits\.safetensors /);
  },
});

function listSources(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    if (isDirectory) return listSources(join(folder, name));
    return name.endsWith(".ts") ? [join(folder, name)] : [];
  });
}
