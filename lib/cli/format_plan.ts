import type { ModulePlan } from "../compiler/network_plan.ts";
import { formatCount } from "./format.ts";
import { formatTable } from "./table.ts";

/** A module's memory, region by region. */
export function formatPlan({ memory, options: { batch, threads } }: ModulePlan): string {
  const rows = memory.regions
    .filter(({ lengthBytes }) => lengthBytes > 0)
    .map(({ name, offsetBytes, lengthBytes, copies, per }) => [
      name,
      formatCount(offsetBytes),
      formatCount(lengthBytes),
      per === "once" ? "" : `x ${copies}, one for each ${per}`,
    ]);
  const table = formatTable(
    [["region", "begins at", "bytes", ""], ...rows],
    ["left", "right", "right", "left"],
  );
  return `${table}\n\n${formatCount(memory.lengthBytes)} bytes for training with batches of ` +
    `${batch} on ${threads} ${threads === 1 ? "thread" : "threads"}`;
}
