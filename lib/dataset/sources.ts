/**
 * The datasets that can be downloaded: MNIST and two that share its form. Each is four IDX files of
 * 28x28 images and their labels, 60,000 to train with and 10,000 to test with, each file packed with gzip.
 *
 * The hashes of the packed files are those that TensorFlow Datasets lists, and those of MNIST's content
 * were computed from them.
 */

/** The name of a dataset that can be downloaded, as given to `--dataset`. */
export type DatasetName = "mnist" | "fashion-mnist" | "kmnist";

/** The four files of a dataset. */
export type DatasetPart = "trainImages" | "trainLabels" | "testImages" | "testLabels";

/** One file of a dataset. On disk it may be packed, `<name>.gz`, or not, `<name>`. */
export interface DatasetFile {
  /** The name without ".gz". All datasets use the same four: only the hash tells which one a file is of. */
  readonly name: string;
  /** The size of the content, unpacked. */
  readonly contentBytes: number;
  /** SHA-256 of the content, where it is known. It decides: the same content may be packed anew. */
  readonly contentSha256?: string;
  /** The size of the file as it is published, packed. */
  readonly gzipBytes: number;
  /** SHA-256 of the file as it is published, packed. */
  readonly gzipSha256: string;
}

/** Where a dataset comes from and what is in it. */
export interface DatasetSource {
  /** The name to give to `--dataset`, and of the folder in which its files lie. */
  readonly name: DatasetName;
  /** The name to show to people. */
  readonly title: string;
  /** What the labels 0, 1, 2, ... stand for. */
  readonly classes: readonly string[];
  /** On which terms it may be used, and whose it is. */
  readonly licence: string;
  /** Addresses to which `<name>.gz` is appended, the one to ask first in front. */
  readonly mirrors: readonly string[];
  /** The four files. */
  readonly files: Readonly<Record<DatasetPart, DatasetFile>>;
}

const TRAIN_IMAGES = { name: "train-images-idx3-ubyte", contentBytes: 16 + 60_000 * 28 * 28 };
const TRAIN_LABELS = { name: "train-labels-idx1-ubyte", contentBytes: 8 + 60_000 };
const TEST_IMAGES = { name: "t10k-images-idx3-ubyte", contentBytes: 16 + 10_000 * 28 * 28 };
const TEST_LABELS = { name: "t10k-labels-idx1-ubyte", contentBytes: 8 + 10_000 };

/** Every dataset that can be downloaded, by name. */
export const DATASET_SOURCES: Readonly<Record<DatasetName, DatasetSource>> = {
  "mnist": {
    name: "mnist",
    title: "MNIST",
    classes: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
    licence: "CC BY-SA 3.0, copyright Yann LeCun and Corinna Cortes",
    mirrors: [
      "https://storage.googleapis.com/cvdf-datasets/mnist/",
      "https://ossci-datasets.s3.amazonaws.com/mnist/",
    ],
    files: {
      trainImages: {
        ...TRAIN_IMAGES,
        contentSha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        gzipBytes: 9_912_422,
        gzipSha256: "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
      },
      trainLabels: {
        ...TRAIN_LABELS,
        contentSha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        gzipBytes: 28_881,
        gzipSha256: "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
      },
      testImages: {
        ...TEST_IMAGES,
        contentSha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        gzipBytes: 1_648_877,
        gzipSha256: "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
      },
      testLabels: {
        ...TEST_LABELS,
        contentSha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        gzipBytes: 4_542,
        gzipSha256: "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
      },
    },
  },
  "fashion-mnist": {
    name: "fashion-mnist",
    title: "Fashion-MNIST",
    classes: [
      "T-shirt/top",
      "Trouser",
      "Pullover",
      "Dress",
      "Coat",
      "Sandal",
      "Shirt",
      "Sneaker",
      "Bag",
      "Ankle boot",
    ],
    licence: "MIT, copyright Zalando SE",
    mirrors: [
      "https://fashion-mnist.s3.eu-central-1.amazonaws.com/",
      "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
    ],
    files: {
      trainImages: {
        ...TRAIN_IMAGES,
        gzipBytes: 26_421_880,
        gzipSha256: "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
      },
      trainLabels: {
        ...TRAIN_LABELS,
        gzipBytes: 29_515,
        gzipSha256: "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
      },
      testImages: {
        ...TEST_IMAGES,
        gzipBytes: 4_422_102,
        gzipSha256: "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
      },
      testLabels: {
        ...TEST_LABELS,
        gzipBytes: 5_148,
        gzipSha256: "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
      },
    },
  },
  "kmnist": {
    name: "kmnist",
    title: "KMNIST",
    classes: ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"],
    licence: 'CC BY-SA 4.0, "KMNIST Dataset" (created by CODH), adapted from "Kuzushiji Dataset" ' +
      "(created by NIJL and others), doi:10.20676/00000341",
    mirrors: ["https://codh.rois.ac.jp/kmnist/dataset/kmnist/"],
    files: {
      trainImages: {
        ...TRAIN_IMAGES,
        gzipBytes: 18_165_135,
        gzipSha256: "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4",
      },
      trainLabels: {
        ...TRAIN_LABELS,
        gzipBytes: 29_497,
        gzipSha256: "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17",
      },
      testImages: {
        ...TEST_IMAGES,
        gzipBytes: 3_041_136,
        gzipSha256: "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5",
      },
      testLabels: {
        ...TEST_LABELS,
        gzipBytes: 5_120,
        gzipSha256: "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c",
      },
    },
  },
};

/** Every host that a download may ask: what `--allow-net` has to name. */
export const MIRROR_HOSTS: readonly string[] = [
  ...new Set(
    Object.values(DATASET_SOURCES).flatMap(({ mirrors }) =>
      mirrors.map((mirror) => new URL(mirror).host)
    ),
  ),
];
