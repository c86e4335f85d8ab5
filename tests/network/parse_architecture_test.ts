import { assertEquals, assertThrows } from "@std/assert";
import { type Architecture, formatArchitecture } from "../../lib/network/architecture.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import { Random } from "../../lib/random.ts";
import { randomArchitecture } from "./random_architecture.ts";

Deno.test("parseArchitecture() reads every word", () => {
  const architecture: Architecture = [
    {
      kind: "conv",
      filters: 6,
      size: 5,
      stride: 3,
      padding: 2,
      bias: false,
      activation: "relu",
    },
    { kind: "pool", size: 3, stride: 2 },
    { kind: "conv", filters: 16, size: 1, stride: 1, padding: 0, bias: true, activation: null },
    { kind: "batchnorm", activation: "relu" },
    { kind: "avgpool", size: 2, stride: 2 },
    { kind: "avgpool", size: 3, stride: 1 },
    { kind: "conv", filters: 8, size: 5, stride: 1, padding: 2, bias: true, activation: null },
    { kind: "dropout", probability: 0.25 },
    { kind: "globalpool" },
    { kind: "dense", units: 120, bias: false, activation: "tanh" },
    { kind: "dropout", probability: 0.5 },
    { kind: "dense", units: 84, bias: true, activation: "sigmoid" },
    { kind: "softmax", classes: 10 },
  ];
  assertEquals(
    parseArchitecture(
      "conv 6x5 stride 3 pad 2 nobias relu, pool 3 stride 2, conv 16x1, batchnorm relu, " +
        "avgpool 2, avgpool 3 stride 1, conv 8x5 same, dropout 0.25, globalpool, " +
        "dense 120 nobias tanh, dropout 0.5, dense 84 sigmoid, softmax 10",
    ),
    architecture,
  );
});

Deno.test("parseArchitecture() takes options in any order and any white space", () => {
  const text = "conv 6x5 stride 3 pad 2 nobias relu, pool 3 stride 2, softmax 10";
  const same = [
    "conv 6x5 relu nobias pad 2 stride 3, pool 3 stride 2, softmax 10",
    "conv 6x5 pad 2 relu stride 3 nobias,pool 3 stride 2,softmax 10",
    "\tconv   6x5 nobias stride 3 relu pad 2 ,\n pool 3  stride 2 , softmax 10\n",
    "conv 06x005 stride 3 pad 2 nobias relu, pool 3 stride 2, softmax 10",
  ];
  for (const other of same) assertEquals(parseArchitecture(other), parseArchitecture(text));
});

Deno.test("parseArchitecture() and formatArchitecture() are inverses", () => {
  const random = new Random(1, "architectures");
  for (let round = 0; round < 500; round++) {
    const architecture = randomArchitecture(random);
    const text = formatArchitecture(architecture);
    assertEquals(parseArchitecture(text), architecture, text);
    assertEquals(formatArchitecture(parseArchitecture(text)), text);
  }
});

Deno.test('parseArchitecture() takes "same" for the padding that keeps height and width', () => {
  const same: [string, string][] = [
    ["conv 6x5 same", "conv 6x5 pad 2"],
    ["conv 6x3 same stride 1 relu", "conv 6x3 pad 1 relu"],
    ["conv 6x1 same", "conv 6x1"],
    ["conv 6x31 nobias same", "conv 6x31 pad 15 nobias"],
  ];
  for (const [short, long] of same) {
    const [architecture, other] = [short, long].map((text) =>
      parseArchitecture(`${text}, softmax 10`)
    );
    assertEquals(architecture, other);
  }
});

Deno.test("parseArchitecture() reads the share of a dropout to the last decimal", () => {
  const shares: [string, number][] = [
    ["0.5", 0.5],
    [".5", 0.5],
    ["0.500", 0.5],
    ["0.000001", 1e-6],
    ["0.999999", 0.999999],
    ["0.1", 0.1],
  ];
  for (const [text, probability] of shares) {
    const architecture = parseArchitecture(`dropout ${text}, softmax 10`);
    assertEquals(architecture[0], { kind: "dropout", probability });
    assertEquals(parseArchitecture(formatArchitecture(architecture)), architecture);
  }
});

Deno.test("parseArchitecture() lets a dropout stand everywhere before the softmax", () => {
  const text = "dropout 0.1, conv 3x3 relu, dropout 0.2, pool 2, dropout 0.3, globalpool, " +
    "dropout 0.4, dropout 0.5, batchnorm, dense 5 relu, dropout 0.6, softmax 10";
  assertEquals(formatArchitecture(parseArchitecture(text)), text);
});

const KINDS = "conv, pool, avgpool, globalpool, batchnorm, dropout, dense, softmax";

/** Each: the text, the part that is underlined below it, and the message. */
const ERRORS = [
  [
    "",
    "^",
    `expected a layer (${KINDS}), got nothing`,
  ],
  [
    "conv 16x3, , softmax 10",
    "          ^",
    `expected a layer (${KINDS}), got nothing`,
  ],
  [
    "pool 2, softmax 10,",
    "                   ^",
    `expected a layer (${KINDS}), got nothing`,
  ],
  [
    "cnov 16x3, softmax 10",
    "^^^^",
    `expected a layer (${KINDS}), got "cnov" (did you mean "conv"?)`,
  ],
  [
    "conv 16x3, flatten, softmax 10",
    "           ^^^^^^^",
    `expected a layer (${KINDS}), got "flatten"`,
  ],
  [
    "Conv 16x3, softmax 10",
    "^^^^",
    `expected a layer (${KINDS}), got "Conv" (did you mean "conv"?)`,
  ],
  [
    "conv, softmax 10",
    "    ^",
    "expected FILTERSxSIZE such as 16x3, got nothing",
  ],
  [
    "conv 16, softmax 10",
    "     ^^",
    'expected FILTERSxSIZE such as 16x3, got "16"',
  ],
  [
    "conv 16x3x3, softmax 10",
    "     ^^^^^^",
    'expected FILTERSxSIZE such as 16x3, got "16x3x3"',
  ],
  [
    "conv 0x3, softmax 10",
    "     ^^^",
    'expected FILTERSxSIZE such as 16x3, got "0x3"',
  ],
  [
    "conv 16x65536, softmax 10",
    "     ^^^^^^^^",
    'expected FILTERSxSIZE such as 16x3, got "16x65536"',
  ],
  [
    "conv -1x3, softmax 10",
    "     ^^^^",
    'expected FILTERSxSIZE such as 16x3, got "-1x3"',
  ],
  [
    "pool, softmax 10",
    "    ^",
    "expected SIZE (a whole number from 1 to 65535), got nothing",
  ],
  [
    "pool 1.5, softmax 10",
    "     ^^^",
    'expected SIZE (a whole number from 1 to 65535), got "1.5"',
  ],
  [
    "pool 0, softmax 10",
    "     ^",
    'expected SIZE (a whole number from 1 to 65535), got "0"',
  ],
  [
    "dense relu, softmax 10",
    "      ^^^^",
    'expected UNITS (a whole number from 1 to 65535), got "relu"',
  ],
  [
    "dense 99999999999999999999, softmax 10",
    "      ^^^^^^^^^^^^^^^^^^^^",
    'expected UNITS (a whole number from 1 to 65535), got "99999999999999999999"',
  ],
  [
    "dense 1e3, softmax 10",
    "      ^^^",
    'expected UNITS (a whole number from 1 to 65535), got "1e3"',
  ],
  [
    "softmax",
    "       ^",
    "expected CLASSES (a whole number from 1 to 65535), got nothing",
  ],
  [
    "conv 16x3 stride, softmax 10",
    "                ^",
    "expected a number after stride (a whole number from 1 to 65535), got nothing",
  ],
  [
    "conv 16x3 stride 0, softmax 10",
    "                 ^",
    'expected a number after stride (a whole number from 1 to 65535), got "0"',
  ],
  [
    "conv 16x3 pad -1, softmax 10",
    "              ^^",
    'expected a number after pad (a whole number from 0 to 65535), got "-1"',
  ],
  [
    "conv 16x3 rleu, softmax 10",
    "          ^^^^",
    "expected one of stride, pad, same, nobias, relu, tanh, sigmoid or a comma, " +
    'got "rleu" (did you mean "relu"?)',
  ],
  [
    "conv 16x3 pool 2, softmax 10",
    "          ^^^^",
    'expected one of stride, pad, same, nobias, relu, tanh, sigmoid or a comma, got "pool"',
  ],
  [
    "pool 2 relu, softmax 10",
    "       ^^^^",
    'expected one of stride or a comma, got "relu"',
  ],
  [
    "dense 10 pad 1, softmax 10",
    "         ^^^",
    'expected one of nobias, relu, tanh, sigmoid or a comma, got "pad"',
  ],
  [
    "softmax 10 nobias",
    "           ^^^^^^",
    'expected nothing more or a comma, got "nobias"',
  ],
  [
    "conv 16x3 relu tanh, softmax 10",
    "               ^^^^",
    'expected an activation only once in a layer, got "tanh"',
  ],
  [
    "conv 16x3 stride 2 stride 2, softmax 10",
    "                   ^^^^^^",
    'expected "stride" only once in a layer, got "stride"',
  ],
  [
    "conv 16x3 nobias nobias, softmax 10",
    "                 ^^^^^^",
    'expected "nobias" only once in a layer, got "nobias"',
  ],
  [
    "softmax 10, pool 2",
    "            ^^^^",
    'expected nothing after the softmax, got "pool"',
  ],
  [
    "softmax 10, softmax 10",
    "            ^^^^^^^",
    'expected nothing after the softmax, got "softmax"',
  ],
  [
    "dense 10 relu, pool 2, softmax 10",
    "               ^^^^",
    "expected one of batchnorm, dropout, dense, softmax " +
    'after "dense 10 relu", which leaves no rows, got "pool"',
  ],
  [
    "dense 10, dense 5, conv 3x3, softmax 10",
    "                   ^^^^",
    "expected one of batchnorm, dropout, dense, softmax " +
    'after "dense 5", which leaves no rows, got "conv"',
  ],
  [
    "globalpool, dropout .5, batchnorm, avgpool 2, softmax 10",
    "                                   ^^^^^^^",
    "expected one of batchnorm, dropout, dense, softmax " +
    'after "globalpool", which leaves no rows, got "avgpool"',
  ],
  [
    "dense 3, globalpool, softmax 10",
    "         ^^^^^^^^^^",
    "expected one of batchnorm, dropout, dense, softmax " +
    'after "dense 3", which leaves no rows, got "globalpool"',
  ],
  [
    "globalpool 2, softmax 10",
    "           ^",
    'expected nothing more or a comma, got "2"',
  ],
  [
    "avgpool same, softmax 10",
    "        ^^^^",
    'expected SIZE (a whole number from 1 to 65535), got "same"',
  ],
  [
    "conv 8x4 same, softmax 10",
    "     ^^^",
    'expected an odd window with "same", got "8x4"',
  ],
  [
    "conv 8x3 same relu stride 2, softmax 10",
    "                          ^",
    'expected stride 1 with "same", got "2"',
  ],
  [
    "conv 8x3 same pad 1, softmax 10",
    "              ^^^",
    'expected "same" without "pad", got "pad"',
  ],
  [
    "conv 8x3 same same, softmax 10",
    "              ^^^^",
    'expected "same" only once in a layer, got "same"',
  ],
  [
    "dropout, softmax 10",
    "       ^",
    "expected P (a number between 0 and 1 such as 0.5, of at most 6 decimals), got nothing",
  ],
  ...["0", "1", "0.0", "1.5", "-0.5", "50%", "1e-3", "0.1234567", "0,5"].map((share) => [
    `dropout ${share}, softmax 10`,
    `        ${"^".repeat(share.split(",")[0].length)}`,
    "expected P (a number between 0 and 1 such as 0.5, of at most 6 decimals), " +
    `got "${share.split(",")[0]}"`,
  ]),
  [
    "dropout 0.5 relu, softmax 10",
    "            ^^^^",
    'expected nothing more or a comma, got "relu"',
  ],
  [
    "conv 16x3, pool 2",
    "                 ^",
    'expected "softmax CLASSES" as the last layer',
  ],
];

Deno.test("parseArchitecture() points at the word that is wrong", () => {
  for (const [text, underline, message] of ERRORS) {
    const error = assertThrows(() => parseArchitecture(text), SyntaxError);
    assertEquals(
      error.message,
      `Cannot read the architecture: ${message}\n  ${text}\n  ${underline}`,
    );
  }
});

Deno.test("parseArchitecture() keeps control characters out of its messages", () => {
  const error = assertThrows(() => parseArchitecture("pool\t2,\n\x1b[2Jconv 3x3"), SyntaxError);
  assertEquals(
    error.message,
    `Cannot read the architecture: expected a layer (${KINDS}), got "?[2Jconv"\n` +
      "  pool 2, ?[2Jconv 3x3\n" +
      "          ^^^^^^^^",
  );
});

Deno.test("parseArchitecture() does not repeat what is endless", () => {
  const text = "pool 1, ".repeat(1250) + "softmax 10";
  assertThrows(
    () => parseArchitecture(text),
    SyntaxError,
    "Cannot read the architecture: expected at most 10000 characters, got 10010",
  );
  assertEquals(parseArchitecture(text.slice(16)).length, 1249);
});
