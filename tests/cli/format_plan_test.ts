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
control                 0    512
images (bytes)        512     32
labels (bytes)        576     16
keys                  640     16
strengths             704     16
probabilities         768     32
losses                832     16
parameters            896     48
input                 960     64  x 2, one for each thread
softmax output      1,088     64  x 2, one for each thread

1,216 bytes for training with batches of 3 on 2 threads`,
  );
});
