import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { DownloadError } from "../../lib/dataset/download.ts";
import { checkIdxDataset, idxDataset } from "../../lib/dataset/idx_dataset.ts";
import { DATASET_SOURCES, type DatasetSource } from "../../lib/dataset/sources.ts";
import { isPermitted, TemporaryFolder } from "../files/temporary_folder.ts";
import { pack } from "./misbehaving_server.ts";
import { packIdx } from "./pack_idx.ts";

const { mnist, kmnist } = DATASET_SOURCES;

const FILES = {
  "train-images-idx3-ubyte": packIdx([3, 1, 2], [10, 11, 20, 21, 30, 31]),
  "train-labels-idx1-ubyte": packIdx([3], [1, 2, 3]),
  "t10k-images-idx3-ubyte": packIdx([2, 1, 2], [40, 41, 50, 51]),
  "t10k-labels-idx1-ubyte": packIdx([2], [4, 5]),
};

type FileName = keyof typeof FILES;

/** Writes the four files of a dataset, some of them changed, or left out. */
function writeFiles(folder: string, changes: Partial<Record<FileName, Uint8Array | null>> = {}) {
  Deno.mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of Object.entries({ ...FILES, ...changes })) {
    if (bytes) Deno.writeFileSync(join(folder, name), bytes);
  }
}

/** A dataset that must come from the disk: where it would be downloaded from, nobody listens. */
function openPart(folder: string, part: "train" | "test", source: DatasetSource = mnist) {
  const download = { mirrors: ["http://127.0.0.1:9/"], rounds: 1 };
  return idxDataset(source, { folder, seed: 1, download }).open(part);
}

const ignore = !await isPermitted({ name: "read" }, { name: "write" });

function testInFolder(name: string, body: (folder: string) => Promise<void>): void {
  Deno.test({
    name,
    ignore,
    fn: async () => {
      using folder = new TemporaryFolder();
      await body(folder.path);
    },
  });
}

Deno.test("idxDataset() describes a dataset before anything is read", () => {
  const { name, title, classes } = idxDataset(kmnist, { folder: "nowhere", seed: 1 });
  assertEquals({ name, title, classes }, {
    name: "kmnist",
    title: "KMNIST",
    classes: kmnist.classes,
  });
});

testInFolder("idxDataset() finds its files in the folder itself", async (folder) => {
  writeFiles(folder);
  const train = await openPart(folder, "train");
  assertEquals([train.count, train.height, train.width], [3, 1, 2]);
  assertEquals(await train.read(1, 2), {
    count: 2,
    height: 1,
    width: 2,
    images: Uint8Array.of(20, 21, 30, 31),
    labels: Uint8Array.of(2, 3),
  });
  const test = await openPart(folder, "test");
  assertEquals((await test.read(0, 2)).labels, Uint8Array.of(4, 5));
});

testInFolder("idxDataset() prefers the folder of the dataset's name", async (folder) => {
  writeFiles(folder);
  writeFiles(join(folder, "mnist"), { "train-labels-idx1-ubyte": packIdx([3], [7, 8, 9]) });
  writeFiles(join(folder, "kmnist"), { "train-labels-idx1-ubyte": packIdx([3], [0, 0, 0]) });
  const train = await openPart(folder, "train");
  assertEquals((await train.read(0, 3)).labels, Uint8Array.of(7, 8, 9));
});

testInFolder("idxDataset() reads packed files as well as unpacked ones", async (folder) => {
  writeFiles(folder, { "train-images-idx3-ubyte": null, "t10k-labels-idx1-ubyte": null });
  const images = await pack(FILES["train-images-idx3-ubyte"]);
  Deno.writeFileSync(join(folder, "train-images-idx3-ubyte.gz"), images);
  // Named as if it were packed, which it is not: some browsers unpack what they save.
  const labels = FILES["t10k-labels-idx1-ubyte"];
  Deno.writeFileSync(join(folder, "t10k-labels-idx1-ubyte.gz"), labels);
  const train = await openPart(folder, "train");
  assertEquals((await train.read(0, 3)).images, Uint8Array.of(10, 11, 20, 21, 30, 31));
  const test = await openPart(folder, "test");
  assertEquals((await test.read(0, 2)).labels, Uint8Array.of(4, 5));
});

testInFolder("idxDataset() needs the files of the part that is opened only", async (folder) => {
  writeFiles(folder, { "train-images-idx3-ubyte": null, "train-labels-idx1-ubyte": null });
  assertEquals((await openPart(folder, "test")).count, 2);
});

/** Each: what is wrong, the files, the message, and the file that it names. */
const WRONG: [string, Partial<Record<FileName, Uint8Array>>, string, FileName][] = [
  [
    "more labels than images",
    { "train-labels-idx1-ubyte": packIdx([4], [1, 2, 3, 4]) },
    "Cannot read MNIST: expected as many labels as images, got 4 labels and 3 images",
    "train-labels-idx1-ubyte",
  ],
  [
    "fewer labels than images",
    { "train-labels-idx1-ubyte": packIdx([1], [1]) },
    "Cannot read MNIST: expected as many labels as images, got 1 labels and 3 images",
    "train-labels-idx1-ubyte",
  ],
  [
    "images and labels swapped",
    {
      "train-images-idx3-ubyte": packIdx([9], [1, 2, 3, 4, 5, 6, 7, 8, 9]),
      "train-labels-idx1-ubyte": FILES["train-images-idx3-ubyte"],
    },
    "Cannot read IDX labels: expected magic number 0x00000801, got 0x00000803, a file of images",
    "train-labels-idx1-ubyte",
  ],
  [
    "a count of images that lies",
    { "train-images-idx3-ubyte": packIdx([4, 1, 2], [10, 11, 20, 21, 30, 31]) },
    "Cannot read IDX images: expected 4x1x2 = 8 values, got 6",
    "train-images-idx3-ubyte",
  ],
  [
    "an empty file",
    { "train-images-idx3-ubyte": new Uint8Array(0) },
    "Cannot read IDX images: expected a header of 16 bytes, got a file of 0",
    "train-images-idx3-ubyte",
  ],
  [
    "truncated gzip",
    { "train-images-idx3-ubyte": (await pack(FILES["train-images-idx3-ubyte"])).slice(0, -5) },
    "Cannot unpack: expected one whole gzip file, got one that is damaged or cut short",
    "train-images-idx3-ubyte",
  ],
];

for (const [what, changes, message, name] of WRONG) {
  testInFolder(`idxDataset() refuses ${what}, and names the file`, async (folder) => {
    writeFiles(folder, changes);
    const error = await assertRejects(() => openPart(folder, "train"), SyntaxError);
    assertEquals(error.message, `${message}\n  in "${join(folder, name)}"`);
  });
}

testInFolder("idxDataset() refuses a folder where a file is due", async (folder) => {
  writeFiles(folder, { "train-labels-idx1-ubyte": null });
  Deno.mkdirSync(join(folder, "train-labels-idx1-ubyte"));
  // It is no file, so it is missing, and cannot be downloaded.
  await assertRejects(() => openPart(folder, "train"), DownloadError);
});

testInFolder("idxDataset() says so when files are missing and cannot be had", async (folder) => {
  const error = await assertRejects(() => openPart(folder, "train"), DownloadError);
  assertStringIncludes(error.message, "train-images-idx3-ubyte.gz");
  assertEquals(error.failures.map(({ host }) => host), ["127.0.0.1:9"]);
  // No folder is left of the attempt.
  assertEquals([...Deno.readDirSync(folder)], []);
});

testInFolder("idxDataset() asks for what is missing of a part", async (folder) => {
  writeFiles(folder, { "train-labels-idx1-ubyte": null });
  await assertRejects(() => openPart(folder, "train"), DownloadError);
  assertEquals((await openPart(folder, "test")).count, 2);
});

testInFolder("idxDataset() ends with the reason of its signal", async (folder) => {
  writeFiles(folder);
  const signal = AbortSignal.abort(new Error("enough"));
  const dataset = idxDataset(mnist, { folder, seed: 1, signal });
  await assertRejects(() => dataset.open("train"), Error, "enough");
});

testInFolder("checkIdxDataset() tells how files differ from those published", async (folder) => {
  writeFiles(folder);
  const checked = await checkIdxDataset(mnist, { folder, seed: 1 });
  assertEquals(
    checked.map(({ path, lengthBytes }) => [path, lengthBytes]),
    Object.entries(FILES).map(([name, bytes]) => [join(folder, name), bytes.length]),
  );
  assertEquals(checked[1].verification, {
    state: "different",
    expected: "60008 bytes",
    found: "11 bytes",
  });
});

/** The real MNIST beside the project, where it is. */
const REAL = fromFileUrl(new URL("../../../shared/mnist/", import.meta.url));

async function hasRealMnist(): Promise<boolean> {
  if (!await isPermitted({ name: "read" })) return false;
  return await Deno.stat(join(REAL, "t10k-labels-idx1-ubyte.gz")).then(() => true, () => false);
}

Deno.test({
  name: "idxDataset() refuses a folder that is known to hold another dataset",
  ignore: !await hasRealMnist(),
  fn: async () => {
    const error = await assertRejects(() => openPart(REAL, "test", kmnist), SyntaxError);
    assertStringIncludes(
      error.message,
      "Cannot read KMNIST: expected its labels, got those of MNIST",
    );
    const test = await openPart(REAL, "test", mnist);
    assertEquals([test.count, test.height, test.width], [10_000, 28, 28]);
    // The first test image is a 7.
    const { images, labels } = await test.read(0, 1);
    assertEquals(labels, Uint8Array.of(7));
    assert(images.some((pixel) => pixel > 200));
  },
});
