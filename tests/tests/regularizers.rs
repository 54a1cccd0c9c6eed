//! Regularisers and constraints against Keras, and in models.

use layerproof::constraints::{Constraint, MaxNorm, MinMaxNorm, NonNeg, UnitNorm};
use layerproof::prelude::*;
use layerproof::regularizers::{L1, L1L2, L2, OrthogonalRegularizer, Regularizer};
use layerproof_tests::{Case, assert_close};

const fn bits(number: f64) -> u64 {
    number.to_bits()
}

fn to_f64<T: Scalar>(values: &[T]) -> Vec<f64> {
    values.iter().map(|value| value.to_f64()).collect()
}

fn regularizer<R: Regularizer>(name: &str) {
    fn check<R: Regularizer, T: Scalar>(name: &str) {
        let case = Case::open("regularizers", name);
        let tolerance = case.tolerance::<T>("");
        let (shape, w) = (&case.tensor("w").shape, case.values::<T>("w"));
        assert_close(name, &[R::value(shape, &w)], &case.tensor("value").values, tolerance);
        // It is added to what is there.
        let mut gradient = vec![T::ONE; w.len()];
        R::add_gradient(shape, &w, &mut gradient);
        let gradient: Vec<f64> = to_f64(&gradient).iter().map(|g| g - 1.0).collect();
        let mut tolerance = tolerance;
        tolerance.atol = tolerance.atol.max(if T::DTYPE == "F32" { 1e-6 } else { 1e-10 });
        assert_close(name, &gradient, &case.tensor("grad").values, tolerance);
    }
    check::<R, f64>(name);
    check::<R, f32>(name);
}

fn constraint<C: Constraint>(name: &str) {
    fn check<C: Constraint, T: Scalar>(name: &str) {
        let case = Case::open("regularizers", name);
        let mut w = case.values::<T>("w");
        C::apply(&case.tensor("w").shape, &mut w);
        assert_close(name, &to_f64(&w), &case.tensor("after").values, case.tolerance::<T>(""));
    }
    check::<C, f64>(name);
    check::<C, f32>(name);
}

#[test]
fn values_and_gradients_are_keras_s() {
    regularizer::<L1<{ bits(0.02) }>>("reg_l1");
    regularizer::<L2<{ bits(0.03) }>>("reg_l2");
    regularizer::<L1L2<{ bits(0.01) }, { bits(0.02) }>>("reg_l1_l2");
    regularizer::<L2<{ bits(0.01) }>>("reg_l2_conv");
    regularizer::<L1>("reg_l1_default");
    regularizer::<L2>("reg_l2_default");
    regularizer::<OrthogonalRegularizer<{ bits(0.05) }, true>>("reg_orthogonal_rows");
    regularizer::<OrthogonalRegularizer<{ bits(0.01) }, false>>("reg_orthogonal_columns");
}

#[test]
fn constrained_weights_are_keras_s() {
    constraint::<MaxNorm<{ bits(1.0) }>>("con_max_norm");
    constraint::<MaxNorm<{ bits(1.5) }, 0b10>>("con_max_norm_axis1");
    constraint::<MaxNorm<{ bits(1.5) }, 0b111>>("con_max_norm_conv");
    constraint::<NonNeg>("con_non_neg");
    constraint::<UnitNorm>("con_unit_norm");
    constraint::<UnitNorm<0b111>>("con_unit_norm_conv");
    constraint::<MinMaxNorm<{ bits(1.8) }, { bits(2.2) }>>("con_min_max_norm");
    constraint::<MinMaxNorm<{ bits(0.5) }, { bits(1.0) }, { bits(0.4) }>>("con_min_max_norm_rate");
    constraint::<MinMaxNorm<{ bits(1.2) }, { bits(1.8) }, { bits(0.7) }, 0b10>>("con_min_max_norm_axis1");
}

sequential! {
    /// Every regulariser and constraint, as they are written.
    struct Everything {
        Input<6, 6, 1, dtype = f64>,
        Conv2d<2, 3, 3, Relu, kernel_regularizer = L1L2<l1 = 0.01, l2 = 0.02>, kernel_constraint = UnitNorm<axis = (0, 1, 2)>>,
        Reshape<16, 2>,
        Conv1d<3, 3, Tanh, bias_regularizer = L1<0.1>, kernel_constraint = MinMaxNorm<0.5, 1.0, rate = 0.5, axis = 1>>,
        Flatten,
        Dense<8, Tanh, kernel_regularizer = OrthogonalRegularizer<0.05, mode = Columns>, bias_constraint = NonNeg>,
        Dense<1, kernel_regularizer = L2, kernel_constraint = MaxNorm<0.5>, bias_initializer = Ones>,
    }
}

#[test]
fn the_model_says_how_it_is_regularised() {
    let table = Everything::summary().to_string();
    for layer in [
        "Conv2d<2, 3, 3, Relu, kernel_regularizer = L1L2<l1 = 0.01, l2 = 0.02>, kernel_constraint = UnitNorm<axis = (0, 1, 2)>>",
        "kernel_constraint = MinMaxNorm<min_value = 0.5, max_value = 1.0, rate = 0.5, axis = 1>>",
        "bias_regularizer = L1<0.1>",
        "kernel_regularizer = OrthogonalRegularizer<factor = 0.05, mode = Columns>, bias_constraint = NonNeg>",
        "Dense<1, bias_initializer = Ones, kernel_regularizer = L2<0.01>, kernel_constraint = MaxNorm<0.5>>",
    ] {
        assert!(table.contains(layer), "{layer}\n{table}");
    }
}

#[test]
fn penalties_are_part_of_the_loss_and_constraints_hold_after_each_step() {
    let x: Vec<Image<6, 6, 1, f64>> = (0..5)
        .map(|k| {
            Image(std::array::from_fn(|r| {
                std::array::from_fn(|c| [((k * 7 + r * 3 + c) % 5) as f64 / 5.0 - 0.4])
            }))
        })
        .collect();
    let y: Vec<[f64; 1]> = (0..5_u8).map(|k| [f64::from(k) / 5.0]).collect();
    let mut model = Everything::new(3);
    model.dense_1.bias[2] = -0.5;

    // The penalty is what is left when the data fit exactly.
    let exact: Vec<[f64; 1]> = x.iter().map(|x| [model.predict(x)[0]]).collect();
    let evaluation = model
        .evaluator(MeanSquaredError::new(), ())
        .evaluate(&x, &exact)
        .unwrap();
    let matrix = |width, kernel: &[f64]| [kernel.len() / width, width];
    let by_hand = L1L2::<{ bits(0.01) }, { bits(0.02) }>::value(&[9, 2], model.conv2d_1.kernel.as_slice())
        + L1::<{ bits(0.1) }>::value(&[3], model.conv1d_1.bias.as_slice())
        + OrthogonalRegularizer::<{ bits(0.05) }, false>::value(
            &matrix(8, model.dense_1.kernel.as_slice()),
            model.dense_1.kernel.as_slice(),
        )
        + <L2>::value(&[8, 1], model.dense_2.kernel.as_slice());
    assert!(
        by_hand > 0.01 && (evaluation.loss - by_hand).abs() < 1e-12,
        "{} {by_hand}",
        evaluation.loss
    );

    let mut compiled = model.compile(MeanSquaredError::new(), Sgd::new(0.0), ());
    let before = compiled.evaluate(&x, &y).unwrap().loss;
    assert!((compiled.train_step(&x, &y).unwrap() - before).abs() < 1e-12);

    let norm = |values: &[f64]| values.iter().map(|v| v * v).sum::<f64>().sqrt();
    let kernel: Vec<f64> = model.conv2d_1.kernel.as_slice().iter().copied().step_by(2).collect();
    assert!((norm(&kernel) - 1.0).abs() < 1e-6);
    assert!(norm(model.dense_2.kernel.as_slice()) <= 0.5 + 1e-12);
    assert_eq!(model.dense_1.bias[2], 0.0);
}

#[test]
fn the_gradient_of_the_whole_loss_contains_the_penalties() {
    sequential! {
        struct Net {
            Input<3, dtype = f64>,
            Dense<4, Tanh, kernel_regularizer = OrthogonalRegularizer<0.3>, bias_regularizer = L1L2<l1 = 0.02, l2 = 0.5>>,
            Dense<1, kernel_regularizer = L2<0.1>>,
        }
    }
    let (x, y) = ([[0.1, -0.4, 0.7], [0.9, 0.2, -0.3]], [[0.3], [-0.6]]);
    let mut model = Net::new(5);
    model.dense_1.bias = SVector::from([0.1, -0.2, 0.3, -0.4]);
    let loss = |model: &Net| {
        model
            .evaluator(MeanSquaredError::new(), ())
            .evaluate(&x, &y)
            .unwrap()
            .loss
    };
    let mut learnt = model;
    learnt
        .compile(MeanSquaredError::new(), Sgd::new(1.0), ())
        .train_step(&x, &y)
        .unwrap();
    for k in 0..12 {
        let h = 1e-6;
        let (mut above, mut below) = (model, model);
        above.dense_1.kernel[k] += h;
        below.dense_1.kernel[k] -= h;
        let numeric = (loss(&above) - loss(&below)) / (2.0 * h);
        let gradient = model.dense_1.kernel[k] - learnt.dense_1.kernel[k];
        assert!((numeric - gradient).abs() < 1e-8, "{k}: {numeric} {gradient}");
    }
    for k in 0..4 {
        let h = 1e-6;
        let (mut above, mut below) = (model, model);
        above.dense_1.bias[k] += h;
        below.dense_1.bias[k] -= h;
        let numeric = (loss(&above) - loss(&below)) / (2.0 * h);
        let gradient = model.dense_1.bias[k] - learnt.dense_1.bias[k];
        assert!((numeric - gradient).abs() < 1e-8, "{k}: {numeric} {gradient}");
    }
}

#[test]
fn a_model_in_a_model_keeps_its_rules() {
    sequential! {
        struct Inner {
            Input<3, dtype = f64>,
            Dense<2, Tanh, kernel_regularizer = L2<0.5>, kernel_constraint = NonNeg>,
        }
    }
    sequential! {
        struct Outer {
            Input<3, dtype = f64>,
            Model<Inner>,
            Dense<1>,
        }
    }
    let mut model = Outer::new(1);
    let x = [[0.1, 0.2, 0.3]];
    let exact = [[model.predict(&x[0])[0]]];
    let loss = model
        .evaluator(MeanSquaredError::new(), ())
        .evaluate(&x, &exact)
        .unwrap()
        .loss;
    let kernel = |model: &Outer| {
        let mut all = Vec::new();
        model.parameters(
            &mut |_: layerproof::Name, _: layerproof::layers::ParameterInfo, values: &[f64]| {
                all.push(values.to_vec());
            },
        );
        all.swap_remove(0)
    };
    let squares: f64 = kernel(&model).iter().map(|w| w * w).sum();
    assert!((loss - 0.5 * squares).abs() < 1e-12);
    model
        .compile(MeanSquaredError::new(), Sgd::new(1e-6), ())
        .train_step(&x, &exact)
        .unwrap();
    assert!(kernel(&model).iter().all(|w| *w >= 0.0));
}
