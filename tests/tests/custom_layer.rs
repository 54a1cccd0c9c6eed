//! A layer that a program brings along: in sequences, graphs and files, and its gradient.

use layerproof::layers::{CustomLayer, ParameterInfo, TrainCustomLayer};
use layerproof::prelude::*;
use layerproof::shape::{Features, Sequence};

/// Each feature times a weight of its own, and the square of it beside it.
#[derive(Clone, Copy, PartialEq, layerproof::bytemuck::Zeroable)]
#[bytemuck(crate = "layerproof::bytemuck")]
#[repr(C)]
struct Powers<const N: usize> {
    weights: [f64; N],
    shift: f64,
}

impl<const N: usize> CustomLayer for Powers<N> {
    type Scalar = f64;
    type Input = Features<N>;
    type Output = Sequence<N, 2>;
    const PARAMETERS: &'static [ParameterInfo] = &[
        ParameterInfo::trained("weights", &[N]),
        ParameterInfo::trained("shift", &[1]),
    ];
    const MACS: usize = 2 * N;

    fn infer(&self, x: &[f64; N], y: &mut [[f64; 2]; N]) {
        for ((y, x), w) in y.iter_mut().zip(x).zip(&self.weights) {
            let value = w * x + self.shift;
            *y = [value, value * value];
        }
    }
    fn parameter(&self, index: usize) -> &[f64] {
        match index {
            0 => &self.weights,
            _ => std::slice::from_ref(&self.shift),
        }
    }
    fn parameter_mut(&mut self, index: usize) -> &mut [f64] {
        match index {
            0 => &mut self.weights,
            _ => std::slice::from_mut(&mut self.shift),
        }
    }
}

impl<const N: usize> TrainCustomLayer for Powers<N> {
    fn initialize(&mut self, rng: &mut impl layerproof::rand::Rng) {
        for weight in &mut self.weights {
            *weight = 0.5 + rng.random::<f64>();
        }
    }
    fn backward(
        &self,
        x: &[f64; N],
        y: &[[f64; 2]; N],
        dy: &[[f64; 2]; N],
        mut dx: Option<&mut [f64; N]>,
        gradient: &mut Self,
    ) {
        for i in 0..N {
            let slope = dy[i][0] + 2.0 * y[i][0] * dy[i][1];
            gradient.weights[i] += slope * x[i];
            gradient.shift += slope;
            if let Some(dx) = dx.as_deref_mut() {
                dx[i] = slope * self.weights[i];
            }
        }
    }
}

sequential! {
    struct Net {
        Input<3, dtype = f64>,
        Dense<3, Tanh>,
        powers: Custom<Powers<3>>,
        Flatten,
        Dense<1>,
    }
}

functional! {
    fn Twice(a: Input<3, dtype = f64>, b: Input<3, dtype = f64>) -> y {
        let powers = Custom<Powers<3>>;
        let y = Dense<1>(Flatten(Concatenate(powers(a), powers(b))));
    }
}

type Anonymous = sequential!(Input<3, dtype = f64>, Custom<Powers<3>>, Flatten, Dense<1>);

const X: [[f64; 3]; 4] = [[0.1, -0.4, 0.7], [0.9, 0.2, -0.3], [-0.8, 0.5, 0.6], [0.3, 0.3, -0.9]];
const Y: [[f64; 1]; 4] = [[0.5], [-1.0], [2.0], [0.25]];

/// One step of plain descent shows the gradient of the mean loss.
fn gradient<M: Network<Scalar = f64> + Copy>(model: &M, step: impl Fn(&mut M)) -> Vec<f64> {
    let mut after = *model;
    step(&mut after);
    let (before, after) = (numbers(model), numbers(&after));
    before
        .iter()
        .zip(&after)
        .map(|(before, after)| before - after)
        .collect()
}

fn numbers<M: Network<Scalar = f64>>(model: &M) -> Vec<f64> {
    let mut all = Vec::new();
    model.parameters(&mut |_, _, values: &[f64]| all.extend_from_slice(values));
    all
}

/// The same by central differences.
fn differences<M: Network<Scalar = f64> + Copy>(model: &M, loss: impl Fn(&M) -> f64) -> Vec<f64> {
    const STEP: f64 = 1e-6;
    let at = |index: usize, step: f64| {
        let (mut moved, mut i) = (*model, 0);
        M::parameters_mut([&mut moved], &mut |_, _, [values]: [&mut [f64]; 1]| {
            for value in values {
                *value += if i == index { step } else { 0.0 };
                i += 1;
            }
        });
        loss(&moved)
    };
    (0..M::PARAMS)
        .map(|i| (at(i, STEP) - at(i, -STEP)) / (2.0 * STEP))
        .collect()
}

fn agree(got: &[f64], expected: &[f64]) {
    assert_eq!(got.len(), expected.len());
    for (i, (got, expected)) in got.iter().zip(expected).enumerate() {
        assert!(
            (got - expected).abs() < 1e-7,
            "parameter {i}: {got}, by differences {expected}"
        );
    }
}

fn mean(losses: impl Iterator<Item = f64>) -> f64 {
    losses.sum::<f64>() / X.len() as f64
}

#[test]
fn gradients_agree_with_central_differences() {
    let model = Net::new(3);
    let loss = |model: &Net| mean(X.iter().zip(&Y).map(|(x, y)| (model.predict(x)[0] - y[0]).powi(2)));
    let step = |model: &mut Net| {
        _ = model
            .compile(MeanSquaredError::new(), Sgd::new(1.0), ())
            .train_step(&X, &Y)
            .unwrap();
    };
    agree(&gradient(&model, step), &differences(&model, loss));
}

#[test]
fn gradients_of_a_shared_layer_add_up() {
    let model = Twice::new(3);
    let other = [X[3], X[2], X[1], X[0]];
    let loss = |model: &Twice| {
        let rows = X.iter().zip(&other).zip(&Y);
        mean(rows.map(|((a, b), y)| (model.predict((a, b))[0] - y[0]).powi(2)))
    };
    let step = |model: &mut Twice| {
        let compiled = model.compile(MeanSquaredError::new(), Sgd::new(1.0), ());
        _ = { compiled }.train_step((&X, &other), &Y).unwrap();
    };
    agree(&gradient(&model, step), &differences(&model, loss));
}

#[test]
fn files_and_sizes_know_its_parameters() {
    let model = Net::new(4);
    assert_eq!(Net::PARAMS, 12 + 4 + 7);
    let mut other = Net::zeros();
    other.load_from(&model.to_bytes()).unwrap();
    assert!(other == model);
    assert!(other.powers.0.weights.iter().all(|weight| *weight >= 0.5));
    assert!(Net::summary().to_string().contains("Custom<Powers>"));
    assert_eq!(Anonymous::PARAMS, 4 + 7);
    let y = Anonymous::new(1).predict(&X[0])[0];
    assert!(y.is_finite());
}
