import { fromFileUrl } from "@std/path";
import { TemporaryFolder } from "../files/temporary_folder.ts";

const PROJECT = fromFileUrl(new URL("../..", import.meta.url));

/** A copy of the program without any data, for tests of what lies beside its code. */
export class ProgramCopy extends TemporaryFolder {
  constructor() {
    super();
    for (const name of ["main.ts", "deno.json", "deno.lock"]) {
      Deno.copyFileSync(`${PROJECT}${name}`, `${this.path}/${name}`);
    }
    copyTree(`${PROJECT}lib`, `${this.path}/lib`);
    Deno.mkdirSync(`${this.path}/data`);
  }

  get main(): string {
    return `${this.path}/main.ts`;
  }
}

function copyTree(from: string, to: string): void {
  Deno.mkdirSync(to);
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    if (isDirectory) copyTree(`${from}/${name}`, `${to}/${name}`);
    else Deno.copyFileSync(`${from}/${name}`, `${to}/${name}`);
  }
}
