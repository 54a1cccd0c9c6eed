//! Graphs against Keras: outputs, losses, gradients of all weights, and three epochs of training, in f64 and f32.

use layerproof::layers::ParameterInfo;
use layerproof::prelude::*;
use layerproof::{Name, Network};
use layerproof_tests::{Case, assert_close};

/// The model with a case's weights, `prefix` being `w` or `fit3/w`.
fn load<M: Network>(case: &Case, prefix: &str) -> M {
    let mut model = *M::boxed_zeros();
    M::parameters_mut(
        [&mut model],
        &mut |layer: Name, parameter: ParameterInfo, [values]: [&mut [M::Scalar]; 1]| {
            let name = format!("{prefix}/{layer}/{}", parameter.name);
            assert_eq!(case.tensor(&name).shape, parameter.shape, "{name}");
            values.copy_from_slice(&case.values(&name));
        },
    );
    model
}

/// Compares all weights with a case's.
fn check_weights<M: Network>(case: &Case, prefix: &str, model: &M) {
    let tolerance = case.tolerance::<M::Scalar>("");
    model.parameters(&mut |layer: Name, parameter: ParameterInfo, values: &[M::Scalar]| {
        let name = format!("{prefix}/{layer}/{}", parameter.name);
        assert_close(&name, values, &case.tensor(&name).values, tolerance);
    });
}

/// The gradients of one step of descent with rate 1: how far each weight moved.
fn check_gradients<M: Network>(case: &Case, before: &M, after: &M) {
    let tolerance = case.tolerance::<M::Scalar>("");
    let mut moved = Vec::new();
    after.parameters(&mut |_, _, values: &[M::Scalar]| moved.push(values.to_vec()));
    let mut moved = moved.into_iter();
    before.parameters(&mut |layer: Name, parameter: ParameterInfo, values: &[M::Scalar]| {
        let name = format!("dw/{layer}/{}", parameter.name);
        let after = moved.next().expect("as many parameters");
        let gradient: Vec<M::Scalar> = values
            .iter()
            .zip(after)
            .map(|(&before, after)| before - after)
            .collect();
        assert_close(&name, &gradient, &case.tensor(&name).values, tolerance);
    });
}

fn rows<T: Scalar, const N: usize>(case: &Case, name: &str) -> Vec<[T; N]> {
    case.values::<T>(name).as_chunks::<N>().0.to_vec()
}

macro_rules! two_inputs {
    ($test:ident, $scalar:ty) => {
        #[test]
        fn $test() {
            functional! {
                fn Net(a: Input<4, dtype = $scalar>, b: Input<3, dtype = $scalar>) -> out {
                    let branch_a = Dense<5, Relu>(a);
                    let branch_b = Dense<6, Tanh>(b);
                    let out = Dense<1, Sigmoid>(Concatenate(branch_a, branch_b));
                }
            }

            let case = Case::open("functional", "two_inputs_concat");
            let tolerance = case.tolerance::<$scalar>("");
            let model: Net = load(&case, "w");
            let (a, b) = (
                rows::<$scalar, 4>(&case, "in/a"),
                rows::<$scalar, 3>(&case, "in/b"),
            );
            let y = rows::<$scalar, 1>(&case, "target/out");
            let outputs: Vec<$scalar> = a.iter().zip(&b).map(|(a, b)| model.predict((a, b))[0]).collect();
            assert_close("out", &outputs, &case.tensor("out/out").values, tolerance);

            let mut moved = model.clone();
            let mut compiled = moved.compile(BinaryCrossentropy::new(), Sgd::new(1.0), ());
            let loss = compiled.train_step((&a, &b), &y).unwrap();
            assert_close("loss", &[loss], &case.tensor("loss/total").values, tolerance);
            check_gradients(&case, &model, &moved);

            let mut model = model;
            let fit = Fit::new().batch_size(6).epochs(3).shuffle(false);
            let history = model
                .compile(BinaryCrossentropy::new(), Sgd::new(0.1), BinaryAccuracy::new())
                .fit((&a, &b), &y, &fit)
                .unwrap();
            let losses: Vec<f64> = history.epochs().map(|epoch| epoch.loss).collect();
            let losses: Vec<$scalar> = losses.into_iter().map(<$scalar as Scalar>::from_f64).collect();
            assert_close(
                "history",
                &losses,
                &case.tensor("fit3/history/loss").values,
                tolerance,
            );
            assert!(history.last().get("binary_accuracy").is_some());
            check_weights(&case, "fit3/w", &model);
        }
    };
}

two_inputs!(two_inputs_and_a_concatenation_in_f64, f64);
two_inputs!(two_inputs_and_a_concatenation_in_f32, f32);

macro_rules! shared {
    ($test:ident, $scalar:ty) => {
        #[test]
        fn $test() {
            functional! {
                fn Net(a: Input<4, dtype = $scalar>, b: Input<4, dtype = $scalar>) -> (distance, label) {
                    let shared = Dense<5, Tanh>;
                    let of_a = shared(a);
                    let of_b = shared(b);
                    let distance = Dense<1>(Subtract(of_a, of_b));
                    let label = Dense<3, Softmax>(Multiply(of_a, of_b));
                }
            }

            let case = Case::open("functional", "shared_two_outputs");
            let tolerance = case.tolerance::<$scalar>("");
            let model: Net = load(&case, "w");
            let (a, b) = (
                rows::<$scalar, 4>(&case, "in/a"),
                rows::<$scalar, 4>(&case, "in/b"),
            );
            let distances = rows::<$scalar, 1>(&case, "target/distance");
            let labels = rows::<$scalar, 3>(&case, "target/label");
            let (mut distance, mut label) = (Vec::new(), Vec::new());
            for (a, b) in a.iter().zip(&b) {
                let (d, l) = model.predict((a, b));
                distance.extend(d.as_slice().to_vec());
                label.extend(l.as_slice().to_vec());
            }
            assert_close(
                "distance",
                &distance,
                &case.tensor("out/distance").values,
                tolerance,
            );
            assert_close("label", &label, &case.tensor("out/label").values, tolerance);

            let losses = (MeanSquaredError::new(), CategoricalCrossentropy::new());
            let mut moved = model.clone();
            let mut compiled = moved.compile(losses, Sgd::new(1.0), ()).loss_weights([1.0, 0.4]);
            let loss = compiled.train_step((&a, &b), (&distances, &labels)).unwrap();
            assert_close("loss", &[loss], &case.tensor("loss/total").values, tolerance);
            check_gradients(&case, &model, &moved);

            let mut model = model;
            let fit = Fit::new()
                .batch_size(6)
                .epochs(3)
                .shuffle(false)
                .validation_tuples((&a, &b), (&distances, &labels));
            let metrics = (MeanAbsoluteError::new(), CategoricalAccuracy::new());
            let history = model
                .compile(losses, Sgd::new(0.1), metrics)
                .loss_weights([1.0, 0.4])
                .fit((&a, &b), (&distances, &labels), &fit)
                .unwrap();
            for name in ["loss", "distance_loss", "label_loss"] {
                let numbers = history
                    .epochs()
                    .map(|epoch| <$scalar as Scalar>::from_f64(epoch.get(name).unwrap()));
                let numbers: Vec<$scalar> = numbers.collect();
                assert_close(
                    name,
                    &numbers,
                    &case.tensor(&format!("fit3/history/{name}")).values,
                    tolerance,
                );
            }
            let last = history.last();
            for name in [
                "distance_mean_absolute_error",
                "label_categorical_accuracy",
                "val_loss",
                "val_label_loss",
            ] {
                assert!(last.get(name).is_some(), "{name} in {last}");
            }
            check_weights(&case, "fit3/w", &model);
        }
    };
}

shared!(a_shared_layer_and_two_outputs_in_f64, f64);
shared!(a_shared_layer_and_two_outputs_in_f32, f32);

macro_rules! residual {
    ($test:ident, $scalar:ty) => {
        #[test]
        fn $test() {
            functional! {
                fn Net(x: Input<4, dtype = $scalar>) -> out {
                    let stem = Dense<5, Relu>(x);
                    let block_1 = Dense<5, Silu>(stem);
                    let block_2 = Dense<5>(block_1);
                    let norm = LayerNormalization(Add(stem, block_2));
                    let out = Dense<3, Softmax>(norm);
                }
            }

            let case = Case::open("functional", "residual_add");
            let tolerance = case.tolerance::<$scalar>("");
            let model: Net = load(&case, "w");
            let x = rows::<$scalar, 4>(&case, "in/x");
            let classes: Vec<u32> = (case.tensor("target/out").values.iter())
                .map(|class| *class as u32)
                .collect();
            let outputs: Vec<$scalar> = x
                .iter()
                .flat_map(|x| model.predict(x).as_slice().to_vec())
                .collect();
            assert_close("out", &outputs, &case.tensor("out/out").values, tolerance);

            let mut moved = model.clone();
            let mut compiled = moved.compile(SparseCategoricalCrossentropy::new(), Sgd::new(1.0), ());
            let loss = compiled.train_step(&x, &classes).unwrap();
            assert_close("loss", &[loss], &case.tensor("loss/total").values, tolerance);
            check_gradients(&case, &model, &moved);

            let mut model = model;
            let fit = Fit::new().batch_size(6).epochs(3).shuffle(false);
            let history = model
                .compile(SparseCategoricalCrossentropy::new(), Sgd::new(0.1), ())
                .fit(&x, &classes, &fit)
                .unwrap();
            let losses: Vec<$scalar> = history
                .epochs()
                .map(|epoch| <$scalar as Scalar>::from_f64(epoch.loss))
                .collect();
            assert_close(
                "history",
                &losses,
                &case.tensor("fit3/history/loss").values,
                tolerance,
            );
            check_weights(&case, "fit3/w", &model);
        }
    };
}

residual!(a_residual_block_in_f64, f64);
residual!(a_residual_block_in_f32, f32);
