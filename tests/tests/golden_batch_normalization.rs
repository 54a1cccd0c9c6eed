//! `BatchNormalization` against Keras, central differences, and plain formulas over a whole mini-batch.

use layerproof::Scalar;
use layerproof::layers::*;
use layerproof::nalgebra::SVector;
use layerproof::prelude::*;
use layerproof::shape::{Array, Features, Image, Sequence, Shape};
use layerproof_tests::one_layer::{differences_of, load, noise};
use layerproof_tests::tile::{Passes, numbers, parameters, run, samples};
use layerproof_tests::{Case, Tolerance, assert_close};
use rayon::ThreadPoolBuilder;

const fn bits(value: f64) -> u64 {
    value.to_bits()
}

type Row<T, const M: u64, const E: u64> = BatchNormalization<T, Features<4>, 4, SVector<T, 4>, SVector<T, 4>, M, E>;
type Picture = Image<6, 6, 2>;

/// Both passes of a training, and the moving numbers after it.
fn trains<L: TrainLayer<Input: Shape>>(name: &str) {
    let case = Case::open("layers", name);
    let tolerance = case.tolerance::<L::Scalar>("");
    let layer: L = load(&case);
    let x = samples::<L::Input, _>(&case.values("x"));
    let dy = samples::<L::Output, _>(&case.values("dy"));
    let Passes { y, dx, gradient } = run(&layer, &x, &dy, false);
    let close = |what: &str, got: &[L::Scalar]| {
        assert_close(&format!("{name}: {what}"), got, &case.tensor(what).values, tolerance);
    };
    close("y", &numbers(&y));
    close("dx", &numbers(&dx));
    gradient.parameters(&mut |parameter, values| {
        if parameter.is_trained() {
            close(&format!("dw/{}", parameter.name), values);
        } else {
            let before = case.values::<L::Scalar>(&format!("w/{}", parameter.name));
            let after: Vec<_> = before
                .iter()
                .zip(values)
                .map(|(&before, &change)| before + change)
                .collect();
            close(&format!("after/{}", parameter.name), &after);
        }
    });
}

/// A prediction.
fn infers<L: TrainLayer<Input: Shape>>(name: &str) {
    let case = Case::open("layers", name);
    let layer: L = load(&case);
    let x = samples::<L::Input, L::Scalar>(&case.values("x"));
    let y: Vec<_> = x
        .iter()
        .map(|x| layer.call(<L::Input as Port>::sample(|_| Array::flat(x))))
        .collect();
    let tolerance = case.tolerance::<L::Scalar>("");
    assert_close(&format!("{name}: y"), &numbers(&y), &case.tensor("y").values, tolerance);
}

#[test]
fn as_keras_trains() {
    fn check<T: Scalar>() {
        trains::<BatchNormalization<T, Features<4>, 4>>("batchnorm_train");
        trains::<Row<T, { bits(0.9) }, { bits(1e-5) }>>("batchnorm_train_momentum");
        trains::<BatchNormalization<T, Features<4>, 4, NoBias, NoBias>>("batchnorm_no_center_scale");
        trains::<BatchNormalization<T, Picture, 2, SVector<T, 2>, SVector<T, 2>, { bits(0.9) }>>(
            "batchnorm_conv_train",
        );
    }
    check::<f64>();
    check::<f32>();
}

#[test]
fn as_keras_predicts() {
    fn check<T: Scalar>() {
        infers::<BatchNormalization<T, Features<4>, 4>>("batchnorm_infer");
        infers::<BatchNormalization<T, Picture, 2>>("batchnorm_conv_infer");
    }
    check::<f64>();
    check::<f32>();
}

/// What is kept comes last, and has a change in the place of a derivative.
fn differences<L: TrainLayer<Scalar = f64, Input: Shape>>(count: usize) {
    differences_of::<L>(count, L::PARAMS - 2 * L::Input::LAST);
}

#[test]
fn gradients() {
    differences::<BatchNormalization<f64, Features<3>, 3>>(5);
    differences::<BatchNormalization<f64, Features<21>, 21, NoBias>>(3);
    differences::<BatchNormalization<f64, Sequence<3, 5>, 5, SVector<f64, 5>, NoBias>>(2);
    differences::<BatchNormalization<f64, Image<2, 3, 2>, 2, NoBias, NoBias>>(1);
}

sequential! {
    struct Alone {
        Input<3, dtype = f64>,
        normalized: BatchNormalization<momentum = 0.75>,
    }
}

/// One step over a mini-batch by plain loops over all of it.
fn plain_step(model: &mut Alone, x: &[[f64; 3]], y: &[[f64; 3]], rate: f64) {
    let count = x.len() as f64;
    let layer = &mut model.normalized;
    for i in 0..3 {
        let mean = x.iter().map(|x| x[i]).sum::<f64>() / count;
        let variance = x.iter().map(|x| (x[i] - mean).powi(2)).sum::<f64>() / count;
        let (mut scale, mut offset) = (0.0, 0.0);
        for (x, y) in x.iter().zip(y) {
            let normalized = (x[i] - mean) / (variance + 1e-3).sqrt();
            let difference = normalized * layer.gamma[i] + layer.beta[i] - y[i];
            scale += 2.0 * difference * normalized / (3.0 * count);
            offset += 2.0 * difference / (3.0 * count);
        }
        layer.gamma[i] -= rate * scale;
        layer.beta[i] -= rate * offset;
        layer.moving_mean[i] = 0.75 * layer.moving_mean[i] + 0.25 * mean;
        layer.moving_variance[i] = 0.75 * layer.moving_variance[i] + 0.25 * variance;
    }
}

/// Mini-batches of more than a tile, and of more than a part of a thread: their numbers are those of all samples.
#[test]
fn a_mini_batch_is_one_whatever_its_size() {
    for size in [1, 2, 31, 32, 33, 100, 700] {
        let rows = |salt: u64| -> Vec<[f64; 3]> {
            let numbers = noise(3 * size, salt);
            numbers
                .as_chunks()
                .0
                .iter()
                .map(|row: &[f64; 3]| row.map(|x| 3.0 * x + 2.0))
                .collect()
        };
        let (x, y) = (rows(5), rows(6));
        let mut plain = Alone::new(1);
        let on = |threads: usize| {
            let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                let mut model = Alone::new(1);
                let mut compiled = model.compile(MeanSquaredError::new(), Sgd::new(0.5), ());
                for _ in 0..3 {
                    assert!(compiled.train_step(&x, &y).unwrap().is_finite());
                }
                model
            })
        };
        let model = on(1);
        assert_eq!(model, on(3), "{size} samples on three threads");
        for _ in 0..3 {
            plain_step(&mut plain, &x, &y, 0.5);
        }
        let tolerance = Tolerance {
            atol: 1e-12,
            rtol: 1e-12,
        };
        let what = format!("{size} samples");
        assert_close(
            &what,
            &parameters(&model.normalized),
            &parameters(&plain.normalized),
            tolerance,
        );
    }
}

#[test]
fn what_a_model_begins_with() {
    let model = Alone::new(1);
    let layer = &model.normalized;
    assert_eq!(
        [&layer.gamma, &layer.beta, &layer.moving_mean, &layer.moving_variance].map(layerproof::nalgebra::Matrix::sum),
        [3.0, 0.0, 0.0, 3.0]
    );
    assert_eq!(Alone::zeros().normalized.moving_variance.sum(), 0.0);
    assert_eq!(Alone::PARAMS, 12);
    assert!(Alone::zeros().predict(&[1.0, 2.0, 3.0]).iter().all(|y| *y == 0.0));
    let summary = Alone::summary().to_string();
    assert!(summary.contains("BatchNormalization<momentum = 0.75>"), "{summary}");
    let folder = std::env::temp_dir().join("layerproof-batch-normalization.safetensors");
    model.save(&folder).unwrap();
    let names = layerproof_tests::read_tensors(&folder);
    for name in ["gamma", "beta", "moving_mean", "moving_variance"] {
        assert_eq!(names[&format!("normalized.{name}")].shape, [3]);
    }
    assert_eq!(Alone::from_file(&folder).unwrap(), model);
}
