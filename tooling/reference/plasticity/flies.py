"""Small invented recordings in the layouts of published fly data, for the readers of @perceptrons/plasticity.

Reference: scipy.io.savemat of SciPy 1.17.1
Run:       python tooling/reference/plasticity/flies.py, then npx biome check --write on the file it wrote
Writes:    packages/plasticity/src/__fixtures__/flies.json (files as base64)
"""

import base64
import io
import json
import pathlib

import numpy as np
import scipy
import scipy.io

OUTPUT = pathlib.Path(__file__).parents[3] / "packages/plasticity/src/__fixtures__/flies.json"
STIMULI = [0, 1, 1, 0, 1, 0]
DECISIONS = [0, 0, 1, 1, 0, 1]
REWARDS = [1, 0, 1]


def written(values):
    file = io.BytesIO()
    scipy.io.savemat(file, values, do_compression=True)
    return base64.b64encode(file.getvalue()).decode()


def fly(stimuli=STIMULI, decisions=DECISIONS, rewards=REWARDS, dtype=np.float64, **cells):
    x = np.eye(2, dtype=dtype)[stimuli]
    y = np.array(decisions, dtype=np.float64)
    for place, value in cells.get("x", {}).items():
        x[place] = value
    for place, value in cells.get("y", {}).items():
        y[place] = value
    return written({"X": x, "Y": y.astype(dtype) if dtype != np.float64 else y, "R": np.array(rewards, dtype=np.float64)})


def crossings(kinds, times=None, nested=False):
    rows = np.zeros((1, len(kinds)), dtype=[("time", object), ("type", object)])
    for index, kind in enumerate(kinds):
        cell = np.empty((1, 1), dtype=object)
        cell[0, 0] = kind
        rows[0, index] = (float(times[index] if times else index), cell if nested else kind)
    return written({"odor_crossing": rows})


def main():
    # Two blocks: choices M O O and O M, with a trial without choice at the end of the second.
    choice = np.array([[1, 2], [2, 1], [2, 0]], dtype=np.float64)
    reward = np.array([[1, 0], [0, 2], [1, 0]], dtype=np.float64)
    strange = choice.copy()
    strange[1, 0] = 3
    first = ["AtoO", "OtoM", "MtoA", "AtoO", "OtoA", "AtoM", "MtoO", "OtoA"]
    second = ["AtoM", "MtoO", "OtoM", "MtoO", "OtoA"]
    fixture = {
        "reference": f"SciPy {scipy.__version__}, NumPy {np.__version__}",
        "fly": fly(),
        "bytes": fly(dtype=np.uint8),
        "tail": fly(stimuli=[*STIMULI, 1, 0], decisions=[*DECISIONS, 0, 0]),
        "choiceOfTwo": fly(y={3: 2}),
        "choiceMissing": fly(y={3: np.nan}),
        "twoOdours": fly(x={(4, 0): 1}),
        "noOdour": fly(x={(4, 1): 0}),
        "inputMissing": fly(x={(2, 0): np.nan}),
        "fewRewards": fly(rewards=[1, 0]),
        "manyRewards": fly(rewards=[1, 0, 1, 1]),
        "rewardMissing": fly(rewards=[1, np.nan, 1]),
        "noAccepts": fly(decisions=[0] * 6, rewards=np.zeros((1, 0))),
        "empty": written({"X": np.zeros((0, 2)), "Y": np.zeros((1, 0)), "R": np.zeros((1, 0))}),
        "shortY": fly(decisions=DECISIONS[:5]),
        "oneColumn": written({"X": np.ones((6, 1)), "Y": np.array(DECISIONS), "R": np.array(REWARDS)}),
        "textR": written({"X": np.eye(2), "Y": np.ones(2), "R": "none"}),
        "choice": written({"choice_order": choice}),
        "strangeChoice": written({"choice_order": strange}),
        "reward": written({"reward_order": reward}),
        "shortReward": written({"reward_order": reward[:2]}),
        "firstCrossings": crossings(first),
        "nestedCrossings": crossings(first, nested=True),
        "unorderedCrossings": crossings(first, times=[0, 1, 2, 1, 4, 5, 6, 7]),
        "secondCrossings": crossings(second),
        "fewCrossings": crossings(first[:5]),
        "strangeCrossings": crossings([*first[:2], "AtoB"]),
    }
    OUTPUT.write_text(json.dumps(fixture, indent=1) + "\n")
    print(f"{OUTPUT.name}: {OUTPUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
