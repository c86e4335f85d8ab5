import { gunzipSync } from "node:zlib";

/** MNIST's test images, read from a folder with the two files `t10k-*`. */
export function idxDataset(folder: string) {
  const [images, labels] = ["images-idx3", "labels-idx1"].map((name) =>
    new Uint8Array(gunzipSync(Deno.readFileSync(`${folder}/t10k-${name}-ubyte.gz`)))
  );
  return {
    count: labels.length - 8,
    labels: labels.subarray(8),
    image: (n: number) => images.subarray(16 + 784 * n, 16 + 784 * (n + 1)),
  };
}
