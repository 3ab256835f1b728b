"""Golden values of image operations for @perceptrons/data.

Reference: timm 1.0.31 (timm.data.auto_augment, timm.data.transforms_factory) on Pillow 13.0.0.
Run:       python tooling/reference/data/pillow.py, then npx biome check --write on the file it wrote
Writes:    packages/data/src/__fixtures__/pillow.json (images as base64 of their bytes, row-major, channels last)
"""

import base64
import json
import pathlib
import random

import numpy as np
import PIL
import timm
from PIL import Image
from timm.data import auto_augment
from timm.data.transforms_factory import transforms_imagenet_eval

OUTPUT = pathlib.Path(__file__).parents[3] / "packages/data/src/__fixtures__/pillow.json"
FILL = (124, 116, 104)
METHODS = {"bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC}
GEOMETRIC = {"Rotate", "ShearX", "ShearY", "TranslateXRel", "TranslateYRel"}
SIGNED = GEOMETRIC | {"ColorIncreasing", "ContrastIncreasing", "BrightnessIncreasing", "SharpnessIncreasing"}
LEVELLED = SIGNED | {"PosterizeIncreasing", "SolarizeIncreasing", "SolarizeAdd"}


def picture(height, width, channels, seed, low=20, high=236):
    """Smooth waves plus noise, so that edges, gradients and texture all occur."""
    generator = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    planes = [
        128 + 90 * np.sin(0.7 * x + 0.3 * c + seed) * np.cos(0.5 * y - c) + generator.normal(0, 25, (height, width))
        for c in range(channels)
    ]
    pixels = np.clip(np.stack(planes, -1), low, high).astype(np.uint8)
    return Image.fromarray(pixels[..., 0] if channels == 1 else pixels)


def record(image):
    pixels = np.asarray(image)
    height, width = pixels.shape[:2]
    channels = 1 if pixels.ndim == 2 else pixels.shape[2]
    return {
        "height": height,
        "width": width,
        "channels": channels,
        "data": base64.b64encode(pixels.tobytes()).decode(),
    }


def augment(image, name, level, sign, method):
    """Runs timm's operation at a fixed level; timm negates when random() > 0.5."""
    random.random = lambda: 0.9 if sign < 0 else 0.1
    fill = FILL if image.mode == "RGB" else FILL[0]
    hparams = {"img_mean": fill, "interpolation": METHODS[method]}
    operation = auto_augment.AugmentOp(name, prob=1.0, magnitude=level, hparams=hparams)
    return operation(image)


def operations(images):
    cases = []
    for index, image in enumerate(images):
        for name in auto_augment._RAND_INCREASING_TRANSFORMS:
            levels = (3.3, 8.7, 10) if name in LEVELLED else (9,)
            # Level 10 keeps 0 bits, which Pillow 13 refuses (older versions return black).
            for level in levels[:2] if name == "PosterizeIncreasing" else levels:
                for sign in (1, -1) if name in SIGNED else (1,):
                    for method in METHODS if name in GEOMETRIC else ("bicubic",):
                        short = name.replace("Increasing", "").replace("Rel", "")
                        result = augment(image, name, level, sign, method)
                        cases.append(
                            {
                                "image": index,
                                "name": short,
                                "level": level,
                                "sign": sign,
                                "interpolation": method,
                                "data": record(result)["data"],
                            }
                        )
    return cases


def resizes(images):
    cases = []
    for index, image in enumerate(images):
        for width, height in ((7, 5), (31, 23), (13, 4), (image.width, 6), (1, 1), (image.width, image.height)):
            for method, resample in METHODS.items():
                result = image.resize((width, height), resample)
                # Pillow 13 chooses which direction comes first; the rounding in between makes a difference of one level.
                columns_first = image.resize((width, image.height), resample).resize((width, height), resample)
                exact = bool((np.asarray(result) == np.asarray(columns_first)).all())
                cases.append({"image": index, "method": method, "crop": None, "columnsFirst": exact, **record(result)})
        box = (2, 1, image.width - 3, image.height - 2)
        for method, resample in METHODS.items():
            result = image.crop(box).resize((12, 12), resample)
            crop = {"left": box[0], "top": box[1], "width": box[2] - box[0], "height": box[3] - box[1]}
            cases.append({"image": index, "method": method, "crop": crop, "columnsFirst": True, **record(result)})
    return cases


def evaluations(images):
    cases = []
    for index, image in enumerate(images):
        for size, fraction, mode in (
            (8, 0.875, "center"),
            (8, 0.9, "center"),
            (11, 1.0, "center"),
            ((6, 11), 0.9, "center"),
            (8, 0.875, "squash"),
        ):
            for method in METHODS:
                transform = transforms_imagenet_eval(
                    size, crop_pct=fraction, crop_mode=mode, interpolation=method, normalize=False
                )
                pixels = transform(image).numpy().transpose(1, 2, 0)
                case = {"image": index, "size": size, "cropFraction": fraction, "mode": mode, "method": method}
                cases.append({**case, **record(pixels)})
    return cases


def main():
    random.seed(0)
    small = [picture(8, 10, 3, 1), picture(9, 7, 1, 2, low=60, high=200)]
    flat = [Image.new("RGB", (5, 4), (7, 99, 255)), picture(27, 20, 1, 3)]
    photos = [picture(30, 41, 3, 4), picture(33, 20, 3, 5)]
    tones = ["AutoContrast", "Equalize", "Contrast", "Sharpness", "Color"]
    fixture = {
        "reference": f"timm {timm.__version__}, Pillow {PIL.__version__}",
        "fill": FILL,
        "images": [record(image) for image in small + flat + photos],
        "operations": operations(small)
        + [{**case, "image": case["image"] + 2} for case in operations(flat) if case["name"] in tones and 8 < case["level"] < 10],
        "resizes": resizes(small),
        "evaluations": [{**case, "image": case["image"] + 4} for case in evaluations(photos)],
    }
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    OUTPUT.write_text(json.dumps(fixture, separators=(",", ":")).replace("},{", "},\n{") + "\n")
    print(f"{OUTPUT.name}: {OUTPUT.stat().st_size} bytes, {len(fixture['operations'])} operations")


if __name__ == "__main__":
    main()
