"""The model once more, slow and plain: what the rule pages say, without arrays, kernels or compiler."""
