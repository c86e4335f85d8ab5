import { assert, assertEquals } from "@std/assert";
import { Random } from "../../lib/random.ts";
import { TemporaryFolder } from "../files/temporary_folder.ts";
import { hasCheckpoint, partialFiles, readRemains, RUN_ARGS, RunUnderWay } from "./kept_run.ts";
import { CANNOT_RUN, runCnn } from "./run_cnn.ts";
import { writeDataset } from "./sample_dataset.ts";

const KILLS = 30;

Deno.test({
  name: `cnn train --run that is killed ${KILLS} times, in writing too, goes on to the same bytes`,
  ignore: CANNOT_RUN,
  fn: async () => {
    using temporary = new TemporaryFolder();
    const folder = temporary.path;
    const killed = `${folder}/killed`;
    writeDataset(`${folder}/sample`);
    const whole = await runCnn(["train", ...RUN_ARGS, "--run", "whole"], { folder });
    assertEquals(whole.code, 0, whole.stderr);

    const random = new Random(1, "kills");
    let partial = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const threads = ["--threads", `${1 + kill % 3}`];
      const args = kill === 0
        ? [...RUN_ARGS, "--run", "killed", ...threads]
        : ["--resume", "killed", "--checkpoint-every", "0.0001", ...threads];
      const run = new RunUnderWay(args, { folder });
      await untilDeath(run, { kill, folder: killed, random });
      run.kill();
      await run.end();
      partial += partialFiles(killed).length;
    }
    assert(partial > 0, "none was killed in a write");
    const last = await runCnn(["train", "--resume", "killed", "--threads", "2"], { folder });
    assertEquals(last.code, 0, last.stderr);
    assertEquals(readRemains(killed), readRemains(`${folder}/whole`));
    assertEquals(partialFiles(killed), []);
  },
});

/** Waits for the moment to kill a run: in its start, between its steps, or in a write. */
async function untilDeath(
  run: RunUnderWay,
  options: { kill: number; folder: string; random: Random },
): Promise<void> {
  const { kill, folder, random } = options;
  const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  if (kill === 0) return await run.until(() => hasCheckpoint(folder));
  if (kill % 5 === 0) return await pause(random.uniform(0, 400));
  const left = partialFiles(folder).join();
  await run.until(() => run.stderr.includes("parameters\n"));
  if (kill % 2 === 0) return await pause(random.uniform(0, 200));
  await run.until(() => partialFiles(folder).some((name) => !left.includes(name)));
}

Deno.test({
  name:
    "cnn train of lenet5 that is killed three times goes on with other threads to the same bytes",
  ignore: CANNOT_RUN,
  fn: async () => {
    using temporary = new TemporaryFolder();
    const folder = temporary.path;
    writeDataset(`${folder}/sample`);
    const args = ["--data", "sample", "--model", "lenet5", "--epochs", "150", "--batch", "8"];
    const often = ["--checkpoint-every", "0.0001"];
    const whole = await runCnn(["train", ...args, "--run", "whole", "--threads", "2"], { folder });
    assertEquals(whole.code, 0, whole.stderr);
    const starts = [
      [...args, "--run", "killed", "--threads", "1"],
      ["--resume", "killed", "--threads", "3"],
      ["--resume", "killed", "--threads", "2"],
    ];
    for (const [index, start] of starts.entries()) {
      const run = new RunUnderWay([...start, ...often], { folder });
      const epoch = `epoch ${20 * (index + 1)}/150`;
      await run.until(() => run.stderr.includes(epoch));
      run.kill();
      await run.end();
      assert(hasCheckpoint(`${folder}/killed`));
    }
    const last = await runCnn(["train", "--resume", "killed", "--threads", "8"], { folder });
    assertEquals(last.code, 0, last.stderr);
    assert(/going on after step \d/.test(last.stderr), last.stderr);
    assertEquals(readRemains(`${folder}/killed`), readRemains(`${folder}/whole`));
  },
});
