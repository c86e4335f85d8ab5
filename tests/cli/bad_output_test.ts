import { assertEquals } from "@std/assert";
import { TemporaryFolder } from "../files/temporary_folder.ts";
import { assertIsRefusal, assertRefused, type BadInput } from "./bad_input.ts";
import { canLockFiles, CANNOT_RUN, runCnn } from "./run_cnn.ts";
import { writeDataset } from "./sample_dataset.ts";

Deno.test({
  name: "cnn train refuses an output that cannot be written, before it trains",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new TemporaryFolder();
    const { path } = folder;
    const data = writeDataset(`${path}/sample`);
    Deno.writeTextFileSync(`${path}/file`, "no folder");
    const refused = (output: string, ...says: string[]): BadInput => ({
      args: ["train", "--data", data, "--output", output],
      code: 1,
      says: [...says, output],
    });
    await assertRefused([
      refused(`${path}/absent/weights`, "Cannot write", "no such folder"),
      refused(`${path}/file/weights`, "Cannot write", "is no folder"),
      refused(path, "Cannot write", "it is a folder"),
      refused(`${path}/weights/`, "Cannot write", "expected the name of a file, got a folder's"),
    ], path);
  },
});

Deno.test({
  name: "cnn train refuses an output where it may not write",
  // Everything may be written by root.
  ignore: CANNOT_RUN || !canLockFiles(),
  fn: async () => {
    using folder = new TemporaryFolder();
    const data = writeDataset(`${folder.path}/sample`);
    Deno.mkdirSync(`${folder.path}/locked`, { mode: 0o500 });
    const args = ["train", "--data", data, "--output", `${folder.path}/locked/weights`];
    await assertRefused([{ args, code: 1, says: ["locked", "not permitted"] }], folder.path);
  },
});

Deno.test({
  name: "cnn train whose default folder is a file says so",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new TemporaryFolder();
    Deno.writeTextFileSync(`${folder.path}/data`, "no folder");
    const run = await runCnn(["train"], { folder: folder.path });
    assertIsRefusal(run, { code: 1, says: ['"data"', "expected a folder, got a file"] });
  },
});

Deno.test({
  name: "cnn train that fails leaves the old weights as they were",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new TemporaryFolder();
    const data = writeDataset(`${folder.path}/sample`);
    const output = `${folder.path}/weights`;
    Deno.writeTextFileSync(output, "old");
    const args = ["train", "--data", data, "--output", output, "--learning-rate", "1e30"];
    const { code, stderr } = await runCnn([...args, "--quiet"], { folder: folder.path });
    assertIsRefusal({ code, stdout: "", stderr }, { code: 1, says: ["smaller learning rate"] });
    assertEquals(Deno.readTextFileSync(output), "old");
    assertEquals(folder.names, ["sample", "weights"]);
  },
});
