"""Writes the recurrent layers of PyTorch that packages/tensor/src/ops/recurrent is tested against.

Weights, input, output, final states and gradients of bidirectional LSTM, GRU and RNN with two biases, computed in
float64 by torch 2.15.0 and written as float32 by safetensors 0.8.0.
Run: python tooling/reference/tensor/recurrent.py   (rewrites packages/tensor/src/ops/recurrent/__fixtures__)
"""

from pathlib import Path

import safetensors.torch
import torch

folder = Path(__file__).resolve().parents[3] / "packages/tensor/src/ops/recurrent/__fixtures__"
folder.mkdir(parents=True, exist_ok=True)
torch.set_default_dtype(torch.float64)

batch, steps, inputs, units = 3, 4, 3, 5
layers = {
    "lstm": torch.nn.LSTM,
    "gru": torch.nn.GRU,
    "rnn": torch.nn.RNN,
}

tensors = {}
for name, layer in layers.items():
    torch.manual_seed(1)
    module = layer(inputs, units, batch_first=True, bidirectional=True)
    # Values that float32 holds exactly: both sides start from the same numbers.
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_((torch.randn_like(parameter) * 0.5).float())
    x = torch.randn(batch, steps, inputs).float().double().requires_grad_()
    factor = torch.randn(batch, steps, 2 * units).float().double()
    output, state = module(x)
    (output * factor).sum().backward()
    tensors[f"{name}.x"] = x
    tensors[f"{name}.factor"] = factor
    tensors[f"{name}.output"] = output
    tensors[f"{name}.x.gradient"] = x.grad
    for index, value in enumerate(state if name == "lstm" else [state]):
        tensors[f"{name}.state{index}"] = value
    for parameter_name, parameter in module.named_parameters():
        tensors[f"{name}.{parameter_name}"] = parameter
        tensors[f"{name}.{parameter_name}.gradient"] = parameter.grad

safetensors.torch.save_file(
    {name: value.detach().float().contiguous() for name, value in tensors.items()}, folder / "torch.safetensors"
)
