/**
 * Functions on the paths of the system that this runs on. `@std/path` itself finds out which that is by
 * `process`, for which Deno loads a part of Node: that alone would be a tenth of a short command's time.
 */

import * as posix from "@std/path/posix";
import * as windows from "@std/path/windows";

export const { basename, dirname, fromFileUrl, join, resolve } = Deno.build.os === "windows"
  ? windows
  : posix;
