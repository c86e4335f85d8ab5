import {
  assert,
  assertEquals,
  assertLess,
  assertMatch,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
} from "@std/assert";
import { join } from "@std/path";
import {
  downloadDataset,
  DownloadError,
  downloadFile,
  type DownloadOptions,
  type DownloadProgress,
  type MirrorFailure,
} from "../../lib/dataset/download.ts";
import { DATASET_SOURCES, type DatasetFile } from "../../lib/dataset/sources.ts";
import { FileError } from "../../lib/files/describe_file_error.ts";
import { canMount, runOnSmallDisk } from "../files/small_disk.ts";
import { isPermitted, TemporaryFolder } from "../files/temporary_folder.ts";
import {
  type BehaviourName,
  deadMirror,
  makeSample,
  MisbehavingServer,
  RawServer,
} from "./misbehaving_server.ts";

const ignore = !await isPermitted(
  { name: "read" },
  { name: "write" },
  { name: "net", host: "127.0.0.1" },
);
const sample = await makeSample("sample", 20_000);
const { file } = sample;
/** The same file, but of its content nothing is known except the size. */
const packedOnly: DatasetFile = { ...file, contentSha256: undefined };

const QUICK = { pauseMs: 1, answerTimeoutMs: 200, stallTimeoutMs: 200 };

/** What is reported of a mirror that behaves like this and gives nothing. */
const REFUSALS: [BehaviourName, RegExp][] = [
  ["absent", /^answered with status 404$/],
  ["broken", /^answered with status 500$/],
  ["no-content", /^answered with status 204$/],
  ["empty", /^sent nothing$/],
  ["page", /^sent a web page in place of the file$/],
  ["redirected-to-page", /^sent a web page in place of the file$/],
  ["redirected-in-circles", /^redirects without end$/],
  ["redirected-to-file", /^redirects to no web address$/],
  ["redirected-nowhere", /^answered with status 302$/],
  ["cut", /^sent a packed file that is damaged or cut short$/],
  ["damaged", /^sent a packed file that is damaged or cut short$/],
  ["other", /^sent another file \(expected sha256 \w{64}, got sha256 \w{64}\)$/],
  ["shorter", /^sent another file \(expected 20000 bytes, got 19999 bytes\)$/],
  ["bomb", /^sent a file that unpacks to more than 20000 bytes$/],
  ["endless", /^sends more than the 21024 bytes it should$/],
  ["announced-huge", /^sends more than the 21024 bytes it should$/],
  ["silent", /^no answer within 0.2 s$/],
  ["headers-only", /^no progress within 0.2 s$/],
  ["stalled", /^no progress within 0.2 s$/],
  ["dripping", /^no progress within 0.2 s$/],
];

for (const [behaviour, reason] of REFUSALS) {
  Deno.test({
    name: `downloadFile() goes on to the next mirror when one is ${behaviour}`,
    ignore,
    fn: async () => {
      await using server = new MisbehavingServer(sample);
      using folder = new TemporaryFolder();
      const failures: MirrorFailure[] = [];
      const mirrors = [server.mirror(behaviour), server.mirror("good")];

      const { path, mirror } = await downloadFile(file, folder.path, {
        ...QUICK,
        mirrors,
        onFailure: (failure) => failures.push(failure),
      });

      assertStrictEquals(mirror, mirrors[1]);
      assertStrictEquals(path, join(folder.path, "sample.gz"));
      assertEquals(Deno.readFileSync(path), sample.gzip);
      assertStrictEquals(failures.length, 1);
      assertStrictEquals(failures[0].host, server.host);
      assertStrictEquals(failures[0].file, "sample.gz");
      assertMatch(failures[0].reason, reason);
    },
  });

  Deno.test({
    name: `downloadFile() leaves nothing when the only mirror is ${behaviour}`,
    ignore,
    fn: async () => {
      await using server = new MisbehavingServer(sample);
      using folder = new TemporaryFolder();
      const mirrors = [server.mirror(behaviour)];
      const error = await assertRejects(
        () => downloadFile(file, join(folder.path, "a", "b"), { ...QUICK, mirrors, rounds: 1 }),
        DownloadError,
      );
      assertMatch(error.failures[0].reason, reason);
      assertEquals(folder.names, []);
    },
  });
}

/** What a mirror gives that behaves like this, and under which name it is kept. */
const ACCEPTED: [BehaviourName, "sample.gz" | "sample"][] = [
  ["good", "sample.gz"],
  ["unannounced", "sample.gz"],
  ["repacked", "sample.gz"],
  ["unpacked", "sample"],
  ["encoded", "sample.gz"],
  ["packed-twice", "sample.gz"],
  ["redirected", "sample.gz"],
  ["slow-but-steady", "sample.gz"],
  ["flaky", "sample.gz"],
];

for (const [behaviour, name] of ACCEPTED) {
  Deno.test({
    name: `downloadFile() takes the file from a mirror that is ${behaviour}`,
    ignore,
    fn: async () => {
      await using server = new MisbehavingServer(sample);
      using folder = new TemporaryFolder();
      const { path } = await downloadFile(file, folder.path, {
        ...QUICK,
        mirrors: [server.mirror(behaviour)],
      });
      assertStrictEquals(path, join(folder.path, name));
      assertEquals(folder.names, [name]);
      if (behaviour === "repacked") {
        const packed = new Blob([Deno.readFileSync(path)]).stream();
        const content = packed.pipeThrough(new DecompressionStream("gzip"));
        assertEquals(await new Response(content).bytes(), sample.content);
      } else {
        assertEquals(Deno.readFileSync(path), name === "sample" ? sample.content : sample.gzip);
      }
    },
  });
}

Deno.test({
  name: "downloadFile() takes a file of unknown content only as it was published",
  ignore,
  fn: async () => {
    await using server = new MisbehavingServer(sample);
    using folder = new TemporaryFolder();
    const mirrors = (["unpacked", "repacked", "other", "packed-twice"] as const)
      .map((name) => server.mirror(name));
    const reasons: string[] = [];

    const { path } = await downloadFile(packedOnly, folder.path, {
      ...QUICK,
      mirrors,
      onFailure: ({ reason }) => reasons.push(reason),
    });

    assertStrictEquals(reasons.length, 3);
    assertStrictEquals(reasons[0], "sent the file unpacked, which cannot be verified");
    assertMatch(
      reasons[1],
      /^sent another file \(expected sha256 \w+ packed, got sha256 \w+ packed/,
    );
    assertMatch(reasons[2], /^sent another file/);
    assertEquals(Deno.readFileSync(path), sample.gzip);
  },
});

/** Answers that no HTTP library would send. */
const RAW_ANSWERS: [string, string, RegExp][] = [
  ["breaks off", "HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\nabc", /^the file broke off$/],
  [
    "breaks off in pieces",
    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n",
    /^the file broke off$/,
  ],
  ["is no web server", "220 mail.example ready\r\n\r\n", /^broke the connection off$/],
  ["hangs up", "", /^broke the connection off$/],
];

for (const [behaviour, answer, reason] of RAW_ANSWERS) {
  Deno.test({
    name: `downloadFile() asks a mirror again that ${behaviour}, then gives up`,
    ignore,
    fn: async () => {
      using server = new RawServer(answer);
      using folder = new TemporaryFolder();
      const reasons: string[] = [];
      const error = await assertRejects(
        () =>
          downloadFile(file, folder.path, {
            ...QUICK,
            mirrors: [server.mirror],
            onFailure: ({ reason }) => reasons.push(reason),
          }),
        DownloadError,
      );
      assertStrictEquals(reasons.length, 2);
      assertMatch(reasons[0], reason);
      assertStrictEquals(error.failures.length, 1);
      assertEquals(folder.names, []);
    },
  });
}

Deno.test({
  name: "downloadFile() asks a second time only where the answer may change",
  ignore,
  fn: async () => {
    await using server = new MisbehavingServer(sample);
    using folder = new TemporaryFolder();
    const names = ["broken", "absent", "page", "other", "silent", "stalled"] as const;
    const mirrors = names.map((name) => server.mirror(name));
    await assertRejects(
      () => downloadFile(file, folder.path, { ...QUICK, mirrors, rounds: 2 }),
      DownloadError,
    );
    assertEquals(names.map((name) => server.attempts(name)), [2, 1, 1, 1, 1, 2]);
  },
});

Deno.test({
  name: "downloadFile() says what was tried and what can be done",
  ignore,
  fn: async () => {
    await using server = new MisbehavingServer(sample);
    using folder = new TemporaryFolder();
    const dead = deadMirror();
    const mirrors = [dead, server.mirror("absent")];
    const { message, failures } = await assertRejects(
      () => downloadFile(file, folder.path, { ...QUICK, mirrors }),
      DownloadError,
    );
    assertEquals(
      message,
      `Cannot download sample.gz: ${new URL(dead).host}: connection refused; ` +
        `${server.host}: answered with status 404.\n` +
        `Put the dataset's four files into "${folder.path}" by hand, or use --dataset generated`,
    );
    assertEquals(failures.map(({ notPermitted }) => notPermitted), [false, false]);
  },
});

Deno.test({
  name: "downloadFile() tells a forbidden connection from one that fails",
  permissions: { read: true, write: true, net: ["127.0.0.1"] },
  ignore,
  fn: async () => {
    await using server = new MisbehavingServer(sample);
    using folder = new TemporaryFolder();
    const mirrors = ["https://mirror.invalid/", server.mirror("redirected-away")];
    const { failures } = await assertRejects(
      () => downloadFile(file, folder.path, { ...QUICK, mirrors }),
      DownloadError,
    );
    assertEquals(failures.map(({ reason, notPermitted }) => [reason, notPermitted]), [
      ["not permitted (it needs --allow-net=mirror.invalid)", true],
      ["redirects to mirror.invalid, which is not permitted", false],
    ]);
  },
});

Deno.test({
  name: "downloadFile() names the host that a page in place of the file came from",
  ignore,
  fn: async () => {
    await using portal = new MisbehavingServer(sample);
    using redirecting = new RawServer(
      `HTTP/1.1 302 Found\r\nlocation: ${portal.mirror("page")}\r\ncontent-length: 0\r\n\r\n`,
    );
    using folder = new TemporaryFolder();
    const { failures } = await assertRejects(
      () => downloadFile(file, folder.path, { ...QUICK, mirrors: [redirecting.mirror] }),
      DownloadError,
    );
    assertStrictEquals(
      failures[0].reason,
      `redirected to ${portal.host}: sent a web page in place of the file`,
    );
  },
});

Deno.test({
  name: "downloadFile() reports what has arrived, of how much, and how fast",
  ignore,
  fn: async () => {
    await using server = new MisbehavingServer(sample);
    using folder = new TemporaryFolder();
    for (const name of ["good", "slow-but-steady"] as const) {
      const reports: DownloadProgress[] = [];
      await downloadFile(file, folder.path, {
        ...QUICK,
        mirrors: [server.mirror(name)],
        onProgress: (progress) => reports.push(progress),
      });
      const last = reports[reports.length - 1];
      assertStrictEquals(last.file, "sample.gz");
      assertStrictEquals(last.host, server.host);
      assertStrictEquals(last.receivedBytes, sample.gzip.length);
      assertStrictEquals(last.totalBytes, name === "good" ? sample.gzip.length : undefined);
      assert(Number.isFinite(last.bytesPerSecond) && last.bytesPerSecond > 0);
      const received = reports.map(({ receivedBytes }) => receivedBytes);
      assertEquals(received, received.toSorted((a, b) => a - b));
    }
  },
});

/** At which moments a download may be interrupted. */
const INTERRUPTIONS: [string, BehaviourName, Partial<DownloadOptions>][] = [
  ["before the mirror answers", "silent", {}],
  ["while the file arrives", "stalled", {}],
  ["between two rounds", "broken", { pauseMs: 60_000 }],
];

for (const [moment, behaviour, options] of INTERRUPTIONS) {
  Deno.test({
    name: `downloadFile() stops at once when aborted ${moment}`,
    ignore,
    fn: async () => {
      await using server = new MisbehavingServer(sample);
      using folder = new TemporaryFolder();
      const controller = new AbortController();
      const reason = new Error("interrupted");
      setTimeout(() => controller.abort(reason), 50);
      const startMs = performance.now();

      const error = await assertRejects(() =>
        downloadFile(file, join(folder.path, "a"), {
          answerTimeoutMs: 60_000,
          stallTimeoutMs: 60_000,
          ...options,
          mirrors: [server.mirror(behaviour)],
          signal: controller.signal,
        })
      );

      assertStrictEquals(error, reason);
      assertLess(performance.now() - startMs, 1000);
      assertEquals(folder.names, []);
    },
  });
}

Deno.test({
  name: "downloadFile() asks nobody when it was aborted before or cannot write",
  ignore,
  fn: async () => {
    await using server = new MisbehavingServer(sample);
    using folder = new TemporaryFolder();
    const mirrors = [server.mirror("good")];
    await assertRejects(
      () => downloadFile(file, folder.path, { mirrors, signal: AbortSignal.abort() }),
      DOMException,
    );

    const path = join(folder.path, "occupied");
    Deno.writeFileSync(path, Uint8Array.of(1));
    await assertRejects(
      () => downloadFile(file, path, { mirrors }),
      FileError,
      "expected a folder",
    );
    assertStrictEquals(server.attempts("good"), 0);
  },
});

Deno.test({
  name: "downloadFile() replaces a file that was there only by one that was verified",
  ignore,
  fn: async () => {
    await using server = new MisbehavingServer(sample);
    using folder = new TemporaryFolder();
    const path = join(folder.path, "sample.gz");
    Deno.writeFileSync(path, Uint8Array.of(1));
    await assertRejects(
      () => downloadFile(file, folder.path, { ...QUICK, mirrors: [server.mirror("other")] }),
      DownloadError,
    );
    assertEquals(Deno.readFileSync(path), Uint8Array.of(1));
    await downloadFile(file, folder.path, { ...QUICK, mirrors: [server.mirror("good")] });
    assertEquals(Deno.readFileSync(path), sample.gzip);
  },
});

Deno.test({
  name: "downloadFile() leaves nothing on a disk that is full and does not blame the mirror",
  ignore: ignore || !await canMount(),
  fn: async () => {
    // Larger, even packed, than the disk.
    const large = await makeSample("sample", 200_000);
    await using server = new MisbehavingServer(large);
    using folder = new TemporaryFolder();
    const module = new URL("../../lib/dataset/download.ts", import.meta.url);
    const printed = await runOnSmallDisk(
      folder.path,
      `import { downloadFile } from ${JSON.stringify(module)};
       const folder = ${JSON.stringify(folder.path)};
       const options = { mirrors: ${JSON.stringify([server.mirror("good")])} };
       try {
         await downloadFile(${JSON.stringify(large.file)}, folder + "/mnist", options);
       } catch ({ name, message }) {
         const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
         console.log(JSON.stringify({ name, message, names }));
       }`,
    );
    assertEquals(JSON.parse(printed), {
      name: "FileError",
      message: `Cannot write "${join(folder.path, "mnist", "sample.gz")}": the disk is full`,
      names: [],
    });
    assertStrictEquals(server.attempts("good"), 1);
  },
});

Deno.test({
  name: "downloadDataset() fetches what is missing, and from the mirror that served last",
  ignore,
  fn: async () => {
    await using server = new MisbehavingServer(sample);
    using folder = new TemporaryFolder();
    const mnist = join(folder.path, "mnist");
    const named = (name: string) => ({ ...file, name });
    const source = {
      ...DATASET_SOURCES.mnist,
      mirrors: [server.mirror("absent"), server.mirror("good")],
      files: {
        trainImages: named("a"),
        trainLabels: named("b"),
        testImages: named("c"),
        testLabels: named("d"),
      },
    };
    Deno.mkdirSync(mnist);
    Deno.writeFileSync(join(mnist, "a.gz"), Uint8Array.of(1));
    Deno.writeFileSync(join(mnist, "b"), Uint8Array.of(2));

    const paths = await downloadDataset(source, mnist, QUICK);

    assertEquals(paths, ["a.gz", "b", "c.gz", "d.gz"].map((name) => join(mnist, name)));
    assertEquals(Deno.readFileSync(paths[0]), Uint8Array.of(1));
    assertEquals(Deno.readFileSync(paths[3]), sample.gzip);
    assertStrictEquals(server.attempts("absent"), 1);
    assertStrictEquals(server.attempts("good"), 2);

    await downloadDataset(source, mnist, QUICK);
    assertStrictEquals(server.attempts("good"), 2);
  },
});

Deno.test({
  name: "downloadDataset() stops at the first file that cannot be had",
  ignore,
  fn: async () => {
    await using server = new MisbehavingServer(sample);
    using folder = new TemporaryFolder();
    const { message } = await assertRejects(
      () =>
        downloadDataset(DATASET_SOURCES.kmnist, join(folder.path, "kmnist"), {
          ...QUICK,
          mirrors: [server.mirror("absent")],
        }),
      DownloadError,
    );
    assertStringIncludes(message, "Cannot download train-images-idx3-ubyte.gz: ");
    assertStrictEquals(server.attempts("absent"), 1);
    assertEquals(folder.names, []);
  },
});
