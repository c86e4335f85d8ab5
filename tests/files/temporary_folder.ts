/** A folder for one test, removed when the test leaves the block that holds it. */
export class TemporaryFolder implements Disposable {
  /** Where it is. */
  readonly path: string = Deno.makeTempDirSync({ prefix: "cnn-test-" });

  /** The names of all that lies in it, sorted. */
  get names(): string[] {
    return [...Deno.readDirSync(this.path)].map(({ name }) => name).sort();
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

/** Whether the permissions of these `names` are all granted. */
export async function isPermitted(
  ...descriptors: readonly Deno.PermissionDescriptor[]
): Promise<boolean> {
  for (const descriptor of descriptors) {
    if ((await Deno.permissions.query(descriptor)).state !== "granted") return false;
  }
  return true;
}
