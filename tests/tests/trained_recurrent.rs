//! Recurrent layers whose weights are read while compiling: Keras's and PyTorch's files predict what Keras and PyTorch predict.
#![forbid(unsafe_code)]

use layerproof::prelude::*;
use layerproof_tests::tile::samples;
use layerproof_tests::{Tolerance, assert_close, read_tensors};

sequential! {
    struct OfKeras {
        Input<12, 1>,
        Lstm<8>,
        next: Dense<1>,
    }
    weights = "golden/files/sine_lstm.weights.safetensors",
}

// The answers are those of the formulae in PyTorch's documentation, computed in f64.
sequential! {
    struct OfPyTorch {
        Input<6, 2>,
        lstm: Lstm<5, return_sequences = true>,
        gru: Gru<4, return_sequences = true>,
        rnn: SimpleRnn<3>,
        fc: Dense<1>,
    }
    weights = "golden/files/recurrent.pytorch.safetensors",
}

sequential! {
    struct BothOfKeras {
        Input<12, 1>,
        both: Bidirectional<Gru<5, return_sequences = true>>,
        GlobalAveragePooling1d,
        next: Dense<1>,
    }
    weights = "golden/files/sine_gru_bidirectional.weights.safetensors",
}

sequential! {
    struct BothOfPyTorch {
        Input<5, 2>,
        gru: Bidirectional<Gru<3, return_sequences = true>>,
        steps: TimeDistributed<Dense<6, Tanh>>,
        lstm: Bidirectional<Lstm<2>>,
        fc: Dense<1>,
    }
    weights = "golden/files/bidirectional.pytorch.safetensors",
}

const TOLERANCE: Tolerance = Tolerance { atol: 1e-6, rtol: 1e-5 };

/// Compares the answers to a golden file's samples.
fn check<M, const L: usize, const C: usize>(model: &M, file: &str)
where
    M: Model<Scalar = f32, Input = Sequence<L, C>, Output = SVector<f32, 1>>,
{
    let tensors = read_tensors(&layerproof_tests::folder().join("files").join(file));
    let numbers: Vec<f32> = tensors["x"].values.iter().map(|x| *x as f32).collect();
    let x = samples::<Sequence<L, C>, f32>(&numbers);
    assert!(x.len() > 3);
    let y: Vec<f32> = x.into_iter().map(|x| model.predict(&Sequence(x))[0]).collect();
    assert_close(file, &y, &tensors["y"].values, TOLERANCE);
}

#[test]
fn a_model_of_keras() {
    check(OfKeras::TRAINED, "sine_lstm.io.safetensors");
}

#[test]
fn a_model_of_pytorch() {
    check(OfPyTorch::TRAINED, "recurrent.io.safetensors");
}

#[test]
fn both_directions_of_keras_and_of_pytorch() {
    check(BothOfKeras::TRAINED, "sine_gru_bidirectional.io.safetensors");
    check(BothOfPyTorch::TRAINED, "bidirectional.io.safetensors");
}
