"""Small MATLAB files for the reader of @perceptrons/data.

Reference: scipy.io.savemat of SciPy 1.17.1
Run:       python tooling/reference/data/mat.py, then npx biome check --write on the file it wrote
Writes:    packages/data/src/__fixtures__/mat.json (files as base64; expected numbers column-major)
"""

import base64
import io
import json
import pathlib

import numpy as np
import scipy
import scipy.io
import scipy.sparse

OUTPUT = pathlib.Path(__file__).parents[3] / "packages/data/src/__fixtures__/mat.json"
INTEGERS = ("int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64")


def variables():
    crossings = np.zeros((1, 3), dtype=[("time", object), ("type", object)])
    for index, (time, kind) in enumerate(((0.5, "AtoM"), (2.25, "MtoA"), (7.0, "AtoO"))):
        crossings[0, index] = (time, kind)
    cells = np.empty((2, 2), dtype=object)
    cells[0, 0], cells[0, 1], cells[1, 0], cells[1, 1] = 3.0, "abc", np.zeros((0, 0)), np.array([[1.0, 2.0]])
    return {
        "grid": np.array([[1.0, 2.0, 3.0], [4.0, 5.5, -6.0]]),
        "cube": np.arange(24, dtype=np.float64).reshape(2, 3, 4),
        "short": np.array([[0.1, -2.0]], dtype=np.float32),
        "special": np.array([[np.nan, np.inf, -np.inf]]),
        "flags": np.array([[True, False, True]]),
        "waves": np.array([[1 + 2j, -3.5j]]),
        "nothing": np.zeros((0, 3)),
        "word": "plasticity",
        "accents": "Größe \u03b8",
        "rows": np.array(["one  ", "three"]),
        "crossings": crossings,
        "nested": {"inner": {"deep": 7.0}, "list": np.array([[1, 2]], dtype=np.int16)},
        "cells": cells,
        "thin": scipy.sparse.csc_matrix(np.eye(3)),
        **{name: np.array([[np.iinfo(name).min if "u" not in name else 0, 100]], dtype=name) for name in INTEGERS[:6]},
        "int64": np.array([[-(2**53) + 1, 2**53 - 1]], dtype=np.int64),
        "uint64": np.array([[0, 2**53 - 1]], dtype=np.uint64),
    }


def written(values, **options):
    file = io.BytesIO()
    scipy.io.savemat(file, values, **options)
    return base64.b64encode(file.getvalue()).decode()


def expected(value):
    data = np.asarray(value).flatten(order="F")
    numbers = [str(v) if not np.isfinite(v) else float(v) for v in data.real]
    return {"shape": list(np.shape(value)), "data": numbers, **({"imaginary": list(data.imag)} if np.iscomplexobj(data) else {})}


def main():
    values = variables()
    numeric = {name: expected(v) for name, v in values.items() if isinstance(v, np.ndarray) and v.dtype.kind in "fiubc"}
    fixture = {
        "reference": f"SciPy {scipy.__version__}, NumPy {np.__version__}",
        "plain": written(values),
        "compressed": written(values, do_compression=True),
        "beyond": written({"count": np.array([[1, 2**60]], dtype=np.int64)}),
        "version4": written({"grid": values["grid"]}, format="4"),
        "numbers": numeric,
    }
    OUTPUT.write_text(json.dumps(fixture, ensure_ascii=False, indent=1) + "\n")
    print(f"{OUTPUT.name}: {OUTPUT.stat().st_size} bytes, {len(values)} variables")


if __name__ == "__main__":
    main()
