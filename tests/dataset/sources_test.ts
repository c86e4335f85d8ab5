import { assertEquals, assertMatch, assertStrictEquals } from "@std/assert";
import { DATASET_SOURCES, MIRROR_HOSTS } from "../../lib/dataset/sources.ts";

const sources = Object.values(DATASET_SOURCES);
const files = sources.flatMap((source) => Object.values(source.files));
const CONFIG = new URL("../../deno.json", import.meta.url);

Deno.test("DATASET_SOURCES are complete", () => {
  for (const [name, source] of Object.entries(DATASET_SOURCES)) {
    assertStrictEquals(source.name, name);
    assertStrictEquals(new Set(source.classes).size, 10);
    for (const mirror of source.mirrors) assertMatch(mirror, /^https:\/\/[\w.-]+\/([\w-]+\/)*$/);
  }
});

Deno.test("DATASET_SOURCES state the sizes that the form of the files implies", () => {
  const sizes = [47_040_016, 60_008, 7_840_016, 10_008];
  for (const source of sources) {
    assertEquals(Object.values(source.files).map(({ contentBytes }) => contentBytes), sizes);
  }
});

Deno.test("DATASET_SOURCES tell all files apart", () => {
  const hashes = files.flatMap((file) => [file.gzipSha256, file.contentSha256 ?? []]).flat();
  for (const hash of hashes) assertMatch(hash, /^[0-9a-f]{64}$/);
  assertStrictEquals(hashes.length, 16);
  assertStrictEquals(new Set(hashes).size, hashes.length);
});

Deno.test({
  name: "MIRROR_HOSTS are the hosts that the tasks may connect to",
  ignore: (await Deno.permissions.query({ name: "read", path: CONFIG })).state !== "granted",
  fn: () => {
    const { tasks } = JSON.parse(Deno.readTextFileSync(CONFIG));
    for (const [name, task] of Object.entries<string | { command?: string }>(tasks)) {
      const command = typeof task === "string" ? task : task.command ?? "";
      if (name === "test" || name === "bench") continue;
      for (const [, hosts] of command.matchAll(/--allow-net=(\S+)/g)) {
        assertEquals(hosts.split(",").toSorted(), [...MIRROR_HOSTS].sort(), `task ${name}`);
      }
    }
  },
});
