import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { locateFile } from "../../lib/dataset/locate_file.ts";
import { isPermitted, TemporaryFolder } from "../files/temporary_folder.ts";
import { makeSample } from "./misbehaving_server.ts";

Deno.test({
  name: "locateFile() prefers the first folder, and there the packed file",
  ignore: !await isPermitted({ name: "read" }, { name: "write" }),
  fn: async () => {
    const { file } = await makeSample("sample", 10);
    using folder = new TemporaryFolder();
    const [first, second] = [join(folder.path, "first"), join(folder.path, "second")];
    const locate = () => locateFile(file, [first, second]);
    assertEquals(await locate(), undefined);

    Deno.mkdirSync(first);
    Deno.mkdirSync(second);
    // Neither a folder of that name nor what a writer left behind is the file.
    Deno.mkdirSync(join(first, "sample"));
    Deno.writeFileSync(join(first, ".sample.gz.12345678.partial"), Uint8Array.of(1));
    assertEquals(await locate(), undefined);

    for (
      const path of [join(second, "sample"), join(second, "sample.gz"), join(first, "sample.gz")]
    ) {
      Deno.writeFileSync(path, Uint8Array.of(1));
      assertEquals(await locate(), path);
    }
  },
});
