import { assertEquals } from "@std/assert";
import { formatPlan } from "../../lib/cli/format_plan.ts";
import { planNetwork } from "../../lib/compiler/network_plan.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";

Deno.test("formatPlan() lists the regions that are not empty, with their copies", () => {
  const network = new Network(parseArchitecture("softmax 2"), [1, 2, 2]);
  const plan = planNetwork(network, { batch: 3, threads: 2, isTraining: false });
  assertEquals(
    formatPlan(plan),
    `region          begins at  bytes
control                 0    384
images (bytes)        384     32
labels (bytes)        448     16
keys                  512     16
strengths             576     16
probabilities         640     32
losses                704     16
parameters            768     48
input                 832     64  x 2, one for each thread
softmax output        960     64  x 2, one for each thread

1,088 bytes for training with batches of 3 on 2 threads`,
  );
});
