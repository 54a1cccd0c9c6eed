//! Which activation's derivative a loss contains: decided while compiling, by the layers behind it.

use layerproof::prelude::*;
use layerproof::{Name, Network, layers::ParameterInfo};

/// A dropout between the sigmoid and the loss: the loss sees dropped outputs, and its gradient is that of them.
#[test]
fn a_dropout_behind_the_head_keeps_its_own_gradient() {
    sequential! {
        struct Net {
            Input<1, dtype = f64>,
            Dense<1, Sigmoid>,
            Dropout<0.25>,
            Flatten,
        }
    }

    // p = ½, which the dropout keeps as ⅔ or drops. Kept: dL/dz = 1 / (1 − ⅔) · 4/3 · ¼ = 1; dropped, no gradient.
    let mut seen = [false; 2];
    for seed in 0..20 {
        let mut model = Net::zeros();
        let compiled = model.compile(BinaryCrossentropy::new(), Sgd::new(1.0), ());
        compiled.seed(seed).train_step(&[[1.0]], &[false]).unwrap();
        let bias = model.dense_1.bias[0];
        let is_kept = bias != 0.0;
        assert!(!is_kept || (bias + 1.0).abs() < 1e-12, "{bias}");
        seen[usize::from(is_kept)] = true;
    }
    assert_eq!(seen, [true; 2], "kept by some seeds and dropped by others");
}

/// Numbers from 0 to below `high`.
fn numbers(i: usize, high: f64, places: &mut [f64]) {
    for (k, place) in places.iter_mut().enumerate() {
        *place = high * ((i * 7 + k * 3) % 11) as f64 / 11.0;
    }
}

/// The parameters of a model, one after another, each with its name.
fn parameters<M: Network<Scalar = f64>>(model: &M) -> Vec<(String, Vec<f64>)> {
    let mut all = Vec::new();
    model.parameters(&mut |layer: Name, parameter: ParameterInfo, values: &[f64]| {
        all.push((format!("{layer}.{parameter}"), values.to_vec()));
    });
    all
}

/// Compares how far each weight moved in a step with rate 1 with the central difference of the whole loss.
fn check<M: Network<Scalar = f64>>(name: &str, before: &M, after: &M, loss: impl Fn(&M) -> f64) {
    for (p, ((what, values), (_, moved))) in parameters(before).iter().zip(parameters(after)).enumerate() {
        for i in 0..values.len() {
            let shifted = |by: f64| {
                let mut copy = before.boxed_clone();
                let mut number = 0;
                M::parameters_mut([&mut *copy], &mut |_, _, [values]: [&mut [f64]; 1]| {
                    if number == p {
                        values[i] += by;
                    }
                    number += 1;
                });
                loss(&copy)
            };
            let step = 1e-6;
            let slope = (shifted(step) - shifted(-step)) / (2.0 * step);
            let gradient = values[i] - moved[i];
            assert!(
                (slope - gradient).abs() < 1e-6,
                "{name}: {what}[{i}] has {gradient}, should have {slope}"
            );
        }
    }
}

/// A sample or a target as its numbers.
trait Flat {
    fn as_flat_mut(&mut self) -> &mut [f64];
}

impl<const N: usize> Flat for SVector<f64, N> {
    fn as_flat_mut(&mut self) -> &mut [f64] {
        self.as_mut_slice()
    }
}

impl<const H: usize, const W: usize, const C: usize> Flat for Image<H, W, C, f64> {
    fn as_flat_mut(&mut self) -> &mut [f64] {
        self.0.as_flattened_mut().as_flattened_mut()
    }
}

macro_rules! stacks {
    ($($name:ident: $loss:expr, $high:literal, [$($layers:tt)+];)+) => {$(
        #[test]
        fn $name() {
            type Net = sequential!($($layers)+);
            let (mut x, mut y) = ([<Net as Model>::Input::default(); 5], [<Net as Model>::Output::default(); 5]);
            for (i, (x, y)) in x.iter_mut().zip(&mut y).enumerate() {
                numbers(i, 1.0, x.as_flat_mut());
                numbers(i, $high, y.as_flat_mut());
            }
            let before = Net::new(3);
            let mut after = before;
            // The same masks each time.
            after.compile($loss, Sgd::new(1.0), ()).seed(5).train_step(&x, &y).unwrap();
            check(stringify!($name), &before, &after, |model| {
                let mut copy = model.boxed_clone();
                copy.compile($loss, Sgd::new(0.0), ()).seed(5).train_step(&x, &y).unwrap()
            });
        }
    )+};
}

stacks! {
    sigmoid: BinaryCrossentropy::new(), 1.0, [Input<3, dtype = f64>, Dense<4, Tanh>, Dense<2, Sigmoid>];
    sigmoid_flatten: BinaryCrossentropy::new(), 1.0, [Input<3, dtype = f64>, Dense<4, Sigmoid>, Reshape<2, 2, 1>, Flatten];
    sigmoid_dropout_flatten: BinaryCrossentropy::new(), 1.0, [Input<3, dtype = f64>, Dense<4, Sigmoid>, Dropout<0.3>, Flatten];
    sigmoid_dropout_reshape: BinaryCrossentropy::new(), 1.0, [Input<3, dtype = f64>, Dense<4, Sigmoid>, Dropout<0.3>, Reshape<4>];
    sigmoid_alone: BinaryCrossentropy::new(), 1.0, [Input<3, dtype = f64>, Dense<4>, Sigmoid];
    sigmoid_dropout_before: BinaryCrossentropy::new(), 1.0, [Input<3, dtype = f64>, Dense<4>, Dropout<0.3>, Sigmoid, Flatten];
    sigmoid_of_an_image: BinaryCrossentropy::new(), 1.0, [Input<4, 4, 1, dtype = f64>, Conv2d<2, 3, 3, Sigmoid>, Flatten];
    softmax: CategoricalCrossentropy::new(), 1.0, [Input<3, dtype = f64>, Dense<4, Tanh>, Dense<3, Softmax>];
    softmax_alone: CategoricalCrossentropy::new(), 1.0, [Input<3, dtype = f64>, Dense<3>, Softmax];
    linear_dropout_flatten: MeanSquaredError::new(), 3.0, [Input<3, dtype = f64>, Dense<4, Tanh>, Dense<2>, Dropout<0.3>, Flatten];
    linear_pooling: MeanSquaredError::new(), 3.0, [Input<4, 4, 1, dtype = f64>, Conv2d<2, 3, 3>, MaxPooling2d<2>, Flatten];
    linear_mean: Huber::new(), 3.0, [Input<4, 4, 1, dtype = f64>, Conv2d<2, 3, 3, Tanh>, Conv2d<3, 1, 1>, GlobalAveragePooling2d];
    unpaired_sigmoid: Unpaired(MeanSquaredError::new()), 1.0, [Input<3, dtype = f64>, Dense<4, Sigmoid>, Dropout<0.3>, Flatten];
    unpaired_relu: Unpaired(MeanSquaredError::new()), 1.0, [Input<3, dtype = f64>, Dense<4, Softplus>, Dense<2, Gelu>];
}

/// A head whose values something else takes, too, is not fused: both gradients add up.
#[test]
fn an_output_that_is_also_taken_by_a_layer() {
    functional! {
        fn Net(x: Input<3, dtype = f64>) -> (p, q) {
            let p = Dense<2, Sigmoid>(x);
            let q = Dense<1>(p);
        }
    }

    let (x, p, q) = ([[0.3, -0.2, 0.5]; 2], [[0.2, 0.9]; 2], [[1.5]; 2]);
    let losses = (BinaryCrossentropy::new(), MeanSquaredError::new());
    let of = |model: &Net| {
        let mut copy = model.boxed_clone();
        copy.compile(losses, Sgd::new(0.0), ())
            .train_step(&x, (&p, &q))
            .unwrap()
    };
    let before = Net::new(3);
    let mut model = before;
    model
        .compile(losses, Sgd::new(1.0), ())
        .train_step(&x, (&p, &q))
        .unwrap();
    for i in 0..2 {
        let shifted = |by: f64| {
            let mut copy = before;
            copy.p.bias[i] += by;
            of(&copy)
        };
        let slope = (shifted(1e-6) - shifted(-1e-6)) / 2e-6;
        let gradient = before.p.bias[i] - model.p.bias[i];
        assert!((slope - gradient).abs() < 1e-7, "{gradient}, should be {slope}");
    }
}
