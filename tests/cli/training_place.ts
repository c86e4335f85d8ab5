import { TemporaryFolder } from "../files/temporary_folder.ts";
import { type Run, runCnn } from "./run_cnn.ts";
import { writeDataset } from "./sample_dataset.ts";

/** What `train` runs on in tests: a folder with a dataset in "sample". */
export class TrainingPlace extends TemporaryFolder {
  constructor() {
    super();
    writeDataset(`${this.path}/sample`);
  }

  /** Runs `cnn train` in the folder. */
  train(...args: string[]): Promise<Run> {
    return runCnn(["train", ...args], { folder: this.path });
  }

  /** Reads a file of the folder. */
  read(name: string): Uint8Array {
    return Deno.readFileSync(`${this.path}/${name}`);
  }
}
