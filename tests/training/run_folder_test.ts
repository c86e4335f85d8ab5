import { assertEquals, assertRejects } from "@std/assert";
import { FileError } from "../../lib/files/describe_file_error.ts";
import type { RunConfig } from "../../lib/training/run_config.ts";
import { RunFolder } from "../../lib/training/run_folder.ts";
import { completeSettings } from "../../lib/training/settings.ts";
import { startPosition } from "../../lib/training/training_position.ts";
import { isPermitted, TemporaryFolder } from "../files/temporary_folder.ts";

const ignore = !await isPermitted({ name: "read" }, { name: "write" });

const CONFIG: RunConfig = {
  version: "1.2.3",
  architecture: "softmax 10",
  from: null,
  settings: completeSettings({}),
  engine: "plain",
  arithmetic: "exact",
  target: null,
  data: {
    dataset: "mnist",
    fallback: null,
    folder: null,
    pictures: null,
    limit: null,
    training: 9,
    validation: 0,
    test: 3,
    sha256: "ab",
  },
  output: null,
  checkpointEvery: 5,
};

Deno.test({
  name: "RunFolder leaves nothing if no run is begun, and stays if one is",
  ignore,
  fn: async () => {
    using folder = new TemporaryFolder();
    const path = `${folder.path}/runs/a`;
    {
      await using _run = await RunFolder.create(path);
      assertEquals(folder.names, ["runs"]);
    }
    assertEquals(folder.names, []);
    {
      await using run = await RunFolder.create(path);
      await run.begin(CONFIG, Uint8Array.of(1, 2));
      assertEquals(Deno.readFileSync(run.startPath), Uint8Array.of(1, 2));
    }
    assertEquals([...Deno.readDirSync(path)].map(({ name }) => name).sort(), [
      "config.json",
      "lock",
      "start.safetensors",
    ]);
    await using run = await RunFolder.open(path);
    assertEquals(await run.readConfig(), CONFIG);
  },
});

Deno.test({
  name: "RunFolder takes a folder in which something else is, and leaves that alone",
  ignore,
  fn: async () => {
    using folder = new TemporaryFolder();
    Deno.writeTextFileSync(`${folder.path}/notes`, "");
    {
      await using _run = await RunFolder.create(folder.path);
    }
    assertEquals(folder.names, ["notes"]);
  },
});

Deno.test({
  name: "RunFolder refuses a folder that has a run, has none, or is in use",
  ignore,
  fn: async () => {
    using folder = new TemporaryFolder();
    const path = `${folder.path}/a`;
    await assertRejects(() => RunFolder.open(path), FileError, "there is no run in it");
    assertEquals(folder.names, []);
    {
      await using run = await RunFolder.create(path);
      await run.begin(CONFIG);
      const inUse = `Cannot write "${path}/lock": process ${Deno.pid} (since `;
      await assertRejects(() => RunFolder.create(path), FileError, inUse);
      await assertRejects(() => RunFolder.open(path), FileError, inUse);
    }
    await assertRejects(() => RunFolder.create(path), FileError, "there is a run in it already");
    await using _again = await RunFolder.open(path);
  },
});

Deno.test({
  name: "RunFolder keeps two checkpoints, and lists the latest first",
  ignore,
  fn: async () => {
    using folder = new TemporaryFolder();
    await using run = await RunFolder.create(folder.path);
    assertEquals(await run.listCheckpoints(), []);
    for (const steps of [9, 80, 100, 700]) {
      await run.saveCheckpoint(steps, Uint8Array.of(steps % 256));
    }
    const path = (steps: number) => `${folder.path}/checkpoint-${steps}.safetensors`;
    assertEquals(await run.listCheckpoints(), [path(700), path(100)]);
    assertEquals(folder.names, [
      "checkpoint-100.safetensors",
      "checkpoint-700.safetensors",
      "lock",
    ]);
    assertEquals(Deno.readFileSync(path(100)), Uint8Array.of(100));
  },
});

Deno.test({
  name: "RunFolder clears away what a program that was killed was about to write",
  ignore,
  fn: async () => {
    using folder = new TemporaryFolder();
    {
      await using run = await RunFolder.create(folder.path);
      await run.begin(CONFIG);
    }
    for (const name of [".best.safetensors.0a1b2c3d.partial", ".config.json.ffffffff.partial"]) {
      Deno.writeTextFileSync(`${folder.path}/${name}`, "half");
    }
    Deno.writeTextFileSync(`${folder.path}/my.partial`, "mine");
    await using _run = await RunFolder.open(folder.path);
    assertEquals(folder.names, ["config.json", "lock", "my.partial"]);
  },
});

Deno.test({
  name: "RunFolder goes back in its metrics to where the run goes on",
  ignore,
  fn: async () => {
    using folder = new TemporaryFolder();
    const path = `${folder.path}/metrics.jsonl`;
    const record = { kind: "step", epoch: 1, share: 0.5, loss: 1, accuracy: 0.5 } as const;
    {
      await using run = await RunFolder.create(folder.path);
      await run.begin(CONFIG);
      await run.openMetrics(startPosition());
      for (const step of [1, 2, 3]) run.record({ ...record, step });
    }
    const lines = Deno.readTextFileSync(path).split("\n").slice(0, 3);
    Deno.writeTextFileSync(path, '{"kind":"st', { append: true });
    {
      await using run = await RunFolder.open(folder.path);
      await run.openMetrics({ ...startPosition(), steps: 2 });
      run.record({ ...record, step: 3, loss: 2 });
    }
    assertEquals(Deno.readTextFileSync(path).split("\n"), [
      ...lines.slice(0, 2),
      lines[2].replace('"loss":1', '"loss":2'),
      "",
    ]);
  },
});
