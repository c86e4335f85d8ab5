import { packIdx } from "../dataset/pack_idx.ts";
import { pack } from "../dataset/misbehaving_server.ts";
import { TemporaryFolder } from "../files/temporary_folder.ts";
import { assertIsRefusal, assertRefused } from "./bad_input.ts";
import { canLockFiles, CANNOT_RUN, runCnn } from "./run_cnn.ts";
import { SAMPLE_COUNTS, sampleFiles, writeDataset } from "./sample_dataset.ts";

/** What to do about files that are not there. */
const BY_HAND = "Put the dataset's four files into";

Deno.test({
  name: "cnn train refuses files that are no dataset",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new TemporaryFolder();
    const { path } = folder;
    const good = sampleFiles();
    const cut = { ...good, trainImages: await pack(good.trainImages) };
    cut.trainImages = cut.trainImages.slice(0, cut.trainImages.length / 2);
    const more = good.trainImages.slice();
    more[7] = SAMPLE_COUNTS.train + 1;
    const many = good.trainImages.slice();
    many.fill(0xff, 4, 16);
    const eleven = packIdx([40], Array.from({ length: 40 }, (_, n) => n % 12));
    const folders = {
      cut: writeDataset(`${path}/cut`, cut),
      more: writeDataset(`${path}/more`, { ...good, trainImages: more }),
      many: writeDataset(`${path}/many`, { ...good, trainImages: many }),
      fewer: writeDataset(`${path}/fewer`, { ...good, trainLabels: good.testLabels }),
      eleven: writeDataset(`${path}/eleven`, { ...good, trainLabels: eleven }),
      swapped: writeDataset(`${path}/swapped`, {
        ...good,
        trainImages: good.trainLabels,
        trainLabels: good.trainImages,
      }),
      empty: writeDataset(`${path}/empty`, { ...good, testImages: new Uint8Array() }),
      text: writeDataset(`${path}/text`, {
        ...good,
        testImages: new TextEncoder().encode("<html>No such file</html>"),
      }),
      small: writeDataset(`${path}/small`, {
        ...good,
        testImages: packIdx([SAMPLE_COUNTS.test, 5, 5], new Uint8Array(SAMPLE_COUNTS.test * 25)),
      }),
    };
    const train = (data: string) => ["train", "--data", data];
    await assertRefused([
      { args: train(folders.cut), code: 1, says: ["train-images-idx3-ubyte", "gzip", "remove it"] },
      { args: train(folders.more), code: 1, says: ["41x28x28 = 32144 values, got 31360"] },
      { args: train(folders.many), code: 1, says: ["4294967295x4294967295", "got 31360"] },
      { args: train(folders.fewer), code: 1, says: ["20 labels and 40 images"] },
      { args: train(folders.swapped), code: 1, says: ["train-labels", "a file of images"] },
      { args: train(folders.empty), code: 1, says: ["t10k-images", "header", "a file of 0"] },
      { args: train(folders.text), code: 1, says: ["t10k-images", "magic number 0x00000803"] },
      { args: train(folders.small), code: 1, says: ["test images", "of 28x28", "got 5x5"] },
      {
        args: train(folders.eleven),
        code: 1,
        says: ["labels from 0 to 9", "got 11", '"softmax 12"'],
      },
    ], path);
  },
});

Deno.test({
  name: "cnn train refuses a folder without a dataset",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new TemporaryFolder();
    const { path } = folder;
    Deno.mkdirSync(`${path}/empty`);
    Deno.writeTextFileSync(`${path}/file`, "no folder");
    Deno.mkdirSync(`${path}/folders/train-images-idx3-ubyte`, { recursive: true });
    const train = (data: string) => ["train", "--data", data];
    await assertRefused([
      { args: train(`${path}/empty`), code: 1, says: [BY_HAND, "empty/mnist", "--allow-net"] },
      { args: train(`${path}/absent`), code: 1, says: [BY_HAND, "absent/mnist"] },
      { args: train(`${path}/folders`), code: 1, says: [BY_HAND, "folders/mnist"] },
      { args: train(`${path}/file`), code: 1, says: [`${path}/file`, "folder"] },
      { args: ["data", "--data", `${path}/empty`], code: 1, says: [BY_HAND] },
      { args: ["data", "--data", `${path}/file`], code: 1, says: [`${path}/file`, "folder"] },
    ], path);
  },
});

Deno.test({
  name: "cnn train refuses a folder that must not be read",
  // Everything may be read by root.
  ignore: CANNOT_RUN || !canLockFiles(),
  fn: async () => {
    using folder = new TemporaryFolder();
    const locked = writeDataset(`${folder.path}/locked`);
    Deno.chmodSync(locked, 0o000);
    try {
      const run = await runCnn(["train", "--data", locked]);
      assertIsRefusal(run, { code: 1, says: [locked, "not permitted"] });
    } finally {
      Deno.chmodSync(locked, 0o700);
    }
  },
});
