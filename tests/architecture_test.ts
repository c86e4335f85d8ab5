/** Enforces the plan of the house: which room may import which, and who may touch the outside world. */

import { assert, assertEquals } from "@std/assert";
import { fromFileUrl, join, relative, resolve } from "@std/path";
import { isPermitted } from "./files/temporary_folder.ts";

/** What each room of lib/ may import, beside itself and the ground. */
const ROOMS: Record<string, readonly string[]> = {
  augmentation: [],
  layers: [],
  network: ["layers"],
  wasm: [],
  compiler: ["wasm", "network", "layers"],
  engine: ["augmentation", "compiler", "network", "layers"],
  formats: [],
  image: [],
  dataset: ["image", "formats"],
  training: ["dataset", "formats", "engine", "augmentation", "network", "layers"],
  plot: ["training", "image"],
  explain: [
    "plot",
    "training",
    "augmentation",
    "dataset",
    "image",
    "formats",
    "engine",
    "network",
    "layers",
  ],
  cli: [
    "explain",
    "plot",
    "training",
    "dataset",
    "image",
    "formats",
    "engine",
    "augmentation",
    "compiler",
    "network",
    "layers",
  ],
};

/** What all may import; it imports nothing but the ground itself. */
const GROUND = ["closest_word.ts", "files", "one_line.ts", "pause.ts", "random.ts", "sha256.ts"];

/** Of `@std/path` the parts that `lib/files/path.ts` chooses from; it says why. */
const PACKAGES = ["@std/path/posix", "@std/path/windows", "@std/cli/parse-args"];

/** Where `Deno.` may appear: the edges of the program. */
const EDGES = /^(main\.ts|lib\/(cli|files)\/.*|lib\/dataset\/[^/]*|lib\/.*worker\.ts)$/;

const TERMINAL = /^(main\.ts|lib\/cli\/.*)$/;

/** The last line of an import or export from another file, or an import in the middle of code. */
const IMPORT = /(?:^(?:import|export|\})[^"]*\bfrom |^import |(?<!\.)\bimport\()"([^"]+)"/gm;

const ROOT = fromFileUrl(new URL("..", import.meta.url));

/** A file of the program. */
interface Source {
  /** From the root, with slashes. */
  path: string;
  /** Without comments, whose examples import too. */
  code: string;
  /** What it imports, as written. */
  imports: string[];
}

function readSources(): Source[] {
  const paths = ["main.ts", ...listFiles("lib")].filter((path) => path !== "lib/std.d.ts");
  return paths.map((path) => {
    const code = Deno.readTextFileSync(join(ROOT, path))
      .replace(/\/\*[\s\S]*?\*\//g, "")
      .replace(/^\s*\/\/.*$/gm, "");
    return { path, code, imports: [...code.matchAll(IMPORT)].map((match) => match[1]) };
  });
}

function listFiles(folder: string): string[] {
  return [...Deno.readDirSync(join(ROOT, folder))].flatMap(({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    return isDirectory ? listFiles(path) : name.endsWith(".ts") ? [path] : [];
  });
}

/** The room of a file of lib/, or the name of one that stands in none: "layers", "random.ts". */
function roomOf(path: string): string {
  return path.split("/")[1];
}

/** Why an import is not as planned, if so. */
function findFault(path: string, specifier: string): string | undefined {
  if (!specifier.startsWith(".")) {
    const isAllowed = PACKAGES.includes(specifier) || specifier.startsWith("node:");
    return isAllowed ? undefined : "not one of the packages";
  }
  const target = relative(ROOT, resolve(ROOT, path, "..", specifier)).replaceAll("\\", "/");
  if (path === "main.ts") {
    const isAllowed = target === "deno.json" || target.startsWith("lib/");
    return isAllowed ? undefined : "outside of lib/";
  }
  if (!target.startsWith("lib/")) return "outside of lib/";
  const [from, to] = [roomOf(path), roomOf(target)];
  if (from === to || GROUND.includes(to)) return undefined;
  if (GROUND.includes(from)) return "the ground stands on nothing else";
  // The library's face shows all rooms but the program's own.
  if (from === "mod.ts") return to === "cli" ? "the library does not know the program" : undefined;
  if (!Object.hasOwn(ROOMS, from)) return `room "${from}" has no place in the plan`;
  return ROOMS[from].includes(to) ? undefined : `"${from}" does not know "${to}"`;
}

Deno.test("findFault() tells a wrong import from a right one", () => {
  const right = [
    ["lib/network/network.ts", "../layers/layer.ts"],
    ["lib/layers/dense_layer.ts", "./layer.ts"],
    ["lib/training/train.ts", "../dataset/labelled_images.ts"],
    ["lib/dataset/generated/pen.ts", "../../random.ts"],
    ["lib/dataset/gunzip.ts", "../files/collect_bytes.ts"],
    ["lib/cli/flags.ts", "@std/cli/parse-args"],
    ["lib/mod.ts", "./wasm/i32.ts"],
    ["main.ts", "./lib/cli/help.ts"],
  ];
  const wrong = [
    ["lib/layers/dense_layer.ts", "../network/network.ts"],
    ["lib/formats/safetensors.ts", "../network/network.ts"],
    ["lib/wasm/i32.ts", "../layers/layer.ts"],
    ["lib/network/network.ts", "../engine/engine.ts"],
    ["lib/training/train.ts", "../cli/terminal.ts"],
    ["lib/mod.ts", "./cli/terminal.ts"],
    ["lib/random.ts", "./layers/layer.ts"],
    ["lib/files/read_file.ts", "../dataset/idx.ts"],
    ["lib/cli/flags.ts", "npm:chalk"],
    ["lib/cli/flags.ts", "../../tests/grid.ts"],
    ["lib/cellar/wine.ts", "../layers/layer.ts"],
  ];
  for (const [path, specifier] of right) assertEquals(findFault(path, specifier), undefined);
  for (const [path, specifier] of wrong) assert(findFault(path, specifier), `${path} ${specifier}`);
});

const ignore = !await isPermitted({ name: "read" });

Deno.test({
  name: "imports run one way through the house",
  ignore,
  fn: () => {
    const sources = readSources();
    const faults = sources.flatMap(({ path, imports }) =>
      imports.flatMap((specifier) => {
        const fault = findFault(path, specifier);
        return fault ? [`${path} imports ${specifier}: ${fault}`] : [];
      })
    );
    assertEquals(faults, []);
    // All has been looked at: the test would also pass if nothing was found.
    const count = sources.reduce((sum, { imports }) => sum + imports.length, 0);
    assert(sources.length > 50 && count > 100, `${sources.length} files, ${count} imports`);
  },
});

Deno.test({
  name: "Deno and console appear at the edges only",
  ignore,
  fn: () => {
    const faults = readSources().flatMap(({ path, code }) => [
      ...(/\bDeno\./.test(code) && !EDGES.test(path) ? [`${path} uses Deno`] : []),
      ...(/\bconsole\./.test(code) && !TERMINAL.test(path) ? [`${path} uses console`] : []),
    ]);
    assertEquals(faults, []);
  },
});
