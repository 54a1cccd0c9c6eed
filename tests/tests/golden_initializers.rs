//! Initialisers against Keras: the statistics of its formulae, and the constant ones exactly.
#![expect(clippy::float_cmp, reason = "what is exact is compared exactly")]

use layerproof::Scalar;
use layerproof::initializers::*;
use layerproof::layers::{Conv2d, Layer, TrainLayer, Window};
use layerproof::nalgebra::SVector;
use layerproof::prelude::*;
use layerproof_tests::Case;
use serde_json::Value;

const fn bits(value: f64) -> u64 {
    value.to_bits()
}

/// The entry of a case, whether or not it has tensors.
fn entry(name: &str) -> Value {
    let path = layerproof_tests::folder().join("initializers/cases.json");
    let cases: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut cases = cases["cases"].as_array().unwrap().iter();
    cases.find(|case| case["name"] == name).expect(name).clone()
}

/// Mean, standard deviation and ends of what was drawn, as the case says.
fn check_statistics<T: Scalar>(name: &str, values: &[T]) {
    let entry = entry(name);
    let expected = |what: &str| entry["expected"][what].as_f64();
    let values: Vec<f64> = values.iter().map(|value| value.to_f64()).collect();
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let std = (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt();
    let close = |got: f64, what: &str| {
        let tolerance = entry[format!("{what}_tolerance")].as_f64().unwrap();
        assert!(
            (got - expected(what).unwrap()).abs() <= tolerance,
            "{name}: {what} is {got}, should be {:?}",
            expected(what)
        );
    };
    close(mean, "mean");
    close(std, "std");
    // An end may round outwards in f32.
    let rounding = 1e-6;
    let inside = |value: &f64| {
        expected("low").is_none_or(|low| *value >= low - rounding)
            && expected("high").is_none_or(|high| *value <= high + rounding)
    };
    assert!(values.iter().all(inside), "{name}: a value lies outside");
    // And comes near: what lies beyond nine tenths of the way is drawn now and then.
    if let (Some(low), Some(high)) = (expected("low"), expected("high")) {
        let near = (high - low) / 20.0;
        assert!(values.iter().any(|&value| value < low + near) && values.iter().any(|&value| value > high - near));
    }
}

fn check<I: Draw>(name: &str) {
    fn check<T: Scalar, I: Draw>(name: &str) {
        let entry = entry(name);
        let size = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
        let fans = Fans {
            input: size(&entry["fan_in"]),
            output: size(&entry["fan_out"]),
        };
        let count = entry["shape"].as_array().unwrap().iter().map(size).product();
        let mut values = vec![T::ZERO; count];
        I::fill(&mut values, fans, &mut SmallRng::seed_from_u64(7));
        check_statistics(name, &values);
    }
    check::<f64, I>(name);
    check::<f32, I>(name);
}

#[test]
fn random_ones_have_the_statistics_of_keras() {
    check::<GlorotUniform>("glorot_uniform_dense");
    check::<GlorotUniform>("glorot_uniform_conv1d");
    check::<GlorotNormal>("glorot_normal_dense");
    check::<HeUniform>("he_uniform_dense");
    check::<HeNormal>("he_normal_dense");
    check::<LecunUniform>("lecun_uniform_dense");
    check::<LecunNormal>("lecun_normal_dense");
    check::<RandomUniform>("random_uniform");
    check::<RandomUniform<{ bits(-0.2) }, { bits(0.6) }>>("random_uniform_range");
    check::<RandomNormal>("random_normal");
    check::<RandomNormal<{ bits(1.0) }, { bits(0.3) }>>("random_normal_shift");
    check::<TruncatedNormal>("truncated_normal");
    check::<TruncatedNormal<{ bits(-0.5) }, { bits(0.4) }>>("truncated_normal_shift");
    check::<VarianceScaling<{ bits(1.5) }, 0, 0>>("variance_scaling_fan_in_truncated_normal");
    check::<VarianceScaling<{ bits(1.5) }, 0, 1>>("variance_scaling_fan_in_untruncated_normal");
    check::<VarianceScaling<{ bits(1.5) }, 0, 2>>("variance_scaling_fan_in_uniform");
    check::<VarianceScaling<{ bits(1.5) }, 1, 0>>("variance_scaling_fan_out_truncated_normal");
    check::<VarianceScaling<{ bits(1.5) }, 1, 1>>("variance_scaling_fan_out_untruncated_normal");
    check::<VarianceScaling<{ bits(1.5) }, 1, 2>>("variance_scaling_fan_out_uniform");
    check::<VarianceScaling<{ bits(1.5) }, 2, 0>>("variance_scaling_fan_avg_truncated_normal");
    check::<VarianceScaling<{ bits(1.5) }, 2, 1>>("variance_scaling_fan_avg_untruncated_normal");
    check::<VarianceScaling<{ bits(1.5) }, 2, 2>>("variance_scaling_fan_avg_uniform");
}

/// The fans are the layer's to give.
#[test]
fn a_convolution_draws_with_the_fans_of_its_window() {
    fn check<I: Draw>(name: &str) {
        type Conv<I> =
            Conv2d<f64, Image<4, 4, 16>, Image<2, 2, 32>, Window<3, 3>, 144, 32, Linear, SVector<f64, 32>, (I, Ones)>;
        let mut layer = Box::new(Conv::<I>::ZERO);
        layer.initialize(&mut SmallRng::seed_from_u64(7));
        check_statistics(name, layer.kernel.as_slice());
        assert!(layer.bias.iter().all(|&bias| bias == 1.0));
    }
    use layerproof::activations::Linear;
    check::<GlorotUniform>("glorot_uniform_conv2d");
    check::<GlorotNormal>("glorot_normal_conv2d");
    check::<HeUniform>("he_uniform_conv2d");
    check::<HeNormal>("he_normal_conv2d");
    check::<LecunUniform>("lecun_uniform_conv2d");
    check::<LecunNormal>("lecun_normal_conv2d");
}

#[test]
fn constant_ones_are_exact() {
    fn check<I: Draw>(name: &str) {
        let mut values = [7.0; 6];
        let fans = Fans { input: 3, output: 2 };
        I::fill(&mut values, fans, &mut SmallRng::seed_from_u64(7));
        assert_eq!(
            values.as_slice(),
            Case::open("initializers", name).values::<f64>("value")
        );
    }
    check::<Zeros>("zeros");
    check::<Ones>("ones");
    check::<Constant<{ bits(-0.75) }>>("constant");
}

#[test]
fn an_identity_is_keras_s() {
    fn check<I: Draw>(name: &str, input: usize, output: usize) {
        let mut values = vec![7.0; input * output];
        I::fill(&mut values, Fans { input, output }, &mut SmallRng::seed_from_u64(7));
        assert_eq!(values, Case::open("initializers", name).values::<f64>("value"));
    }
    check::<Identity>("identity", 4, 4);
    check::<Identity<{ bits(2.0) }>>("identity_gain_rect", 3, 5);
}

#[test]
fn a_model_says_how_it_is_drawn() {
    sequential! {
        struct Net {
            Input<4>,
            Dense<4, kernel_initializer = Identity>,
            Dense<4, kernel_initializer = Identity<0.5>, bias_initializer = Constant<0.1>>,
            Dense<2, kernel_initializer = VarianceScaling<2.0, mode = FanAvg, distribution = Uniform>>,
        }
    }
    let table = Net::summary().to_string();
    for layer in [
        "Dense<4, kernel_initializer = Identity>",
        "kernel_initializer = Identity<gain = 0.5>",
        "kernel_initializer = VarianceScaling<scale = 2.0, mode = FanAvg, distribution = Uniform>",
    ] {
        assert!(table.contains(layer), "{layer}\n{table}");
    }
    let model = Net::new(1);
    assert_eq!(model.dense_1.kernel, SMatrix::<f32, 4, 4>::identity());
    assert_eq!(model.dense_2.kernel, SMatrix::<f32, 4, 4>::identity() * 0.5);
}

#[test]
fn the_same_seed_draws_the_same() {
    let draw = |seed| {
        let mut values = [0.0_f32; 9];
        HeNormal::fill(
            &mut values,
            Fans { input: 3, output: 3 },
            &mut SmallRng::seed_from_u64(seed),
        );
        values
    };
    assert_eq!(draw(7), draw(7));
    assert_ne!(draw(7), draw(8));
}
