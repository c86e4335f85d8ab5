"""Writes a safetensors file as the format's own library for Python does, for safetensors_test.ts and
weights_file_test.ts: tensors in order of the size of their type, then of their name, and the header
padded by spaces. Only Python's standard library is used:

    python3 tests/formats/python_safetensors.py > tests/fixtures/python.safetensors
"""

import json
import struct
import sys


def bfloat16(values):
    """The upper halves of 32-bit floats, whose lower halves are zero for the values below."""
    return b"".join(struct.pack("<f", value)[2:] for value in values)


def packed(code):
    return lambda values: struct.pack(f"<{len(values)}{code}", *values)


# name, type, shape, how values become bytes, values
TENSORS = [
    ("conv1.weight", "F64", [2, 1, 3, 3], packed("d"), [(i - 9) / 4 for i in range(18)]),
    ("empty", "F32", [0, 5], packed("f"), []),
    ("step", "F32", [], packed("f"), [12]),
    ("softmax.bias", "F16", [3], packed("e"), [-1.5, 2**-24, 65504]),
    ("softmax.weight", "BF16", [3, 8], bfloat16, [(i - 12) / 8 for i in range(24)]),
]

header = {
    "__metadata__": {
        "format": "pt",
        "architecture": "conv 2x3 nobias relu, pool 2, softmax 3",
        "input": "1x6x6",
        "who": "Grüße aus Python",
    }
}
data = b""
for name, dtype, shape, pack, values in TENSORS:
    begin = len(data)
    data += pack(values)
    header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [begin, len(data)]}
text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
text += b" " * (-len(text) % 8)
sys.stdout.buffer.write(struct.pack("<Q", len(text)) + text + data)
