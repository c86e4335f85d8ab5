import { assertEquals, assertStrictEquals } from "@std/assert";
import { describeFileError, FileError, quotePath } from "../../lib/files/describe_file_error.ts";

function systemError(code: string): Error {
  return Object.assign(new Error("Something (os error 1): open 'x'"), { code });
}

Deno.test("describeFileError() says each error of the system in plain words", () => {
  const { errors } = Deno;
  const cases: [unknown, string][] = [
    [new errors.NotFound(), 'no such folder "folder"'],
    [new errors.NotADirectory(), '"folder" is no folder'],
    [new errors.IsADirectory(), "it is a folder"],
    [new errors.PermissionDenied(), "not permitted"],
    [
      new errors.NotCapable('Requires read access to "x", run again with the --allow-read flag'),
      "Deno refuses read access (it needs --allow-read)",
    ],
    [systemError("ENOSPC"), "the disk is full"],
    [systemError("EROFS"), "the disk is read-only"],
    [systemError("EDQUOT"), "the disk quota is used up"],
    [systemError("EUNHEARDOF"), "Something"],
    [new Error("first line\nsecond line"), "first line"],
    ["a word", "a word"],
  ];
  for (const [error, reason] of cases) {
    const { message, cause } = describeFileError("write", "folder/file", error);
    assertEquals(message, `Cannot write "folder/file": ${reason}`);
    assertStrictEquals(cause, error);
  }
});

Deno.test("describeFileError() leaves an error that is described as it is", () => {
  const error = new FileError("read", "x", "it is a folder");
  assertStrictEquals(describeFileError("write", "y", error), error);
});

Deno.test("quotePath() keeps to one line", () => {
  assertEquals(quotePath("a\nb\x1b[31m"), '"a?b?[31m"');
});
