//! Optimisers against Keras: given gradients, and the descent of a quadratic form.

use layerproof::layers::{Dense, NoBias};
use layerproof::optimizers::{Adam, Optimizer, Sgd};
use layerproof::{Model, Scalar, Sequential};
use layerproof_tests::{Case, Tensor, assert_close, folder, read_tensors};

type Fixed<T> = Sequential<(Dense<T, 4, 3>, ())>;
type Quadratic<T> = Sequential<(Dense<T, 5, 1, layerproof::activations::Linear, NoBias>, ())>;

/// A model's parameters, filled one after another.
fn fill<M: Model>(model: &mut M, tensors: &[&[f64]]) {
    let mut tensors = tensors.iter();
    M::parameters_mut([model], &mut |_, _, [values]| {
        let tensor = tensors.next().expect("a tensor for each parameter");
        assert_eq!(values.len(), tensor.len());
        for (value, &number) in values.iter_mut().zip(*tensor) {
            *value = M::Scalar::of(number);
        }
    });
}

fn numbers<M: Model>(model: &M) -> Vec<Vec<M::Scalar>> {
    let mut all = Vec::new();
    model.parameters(
        &mut |_: layerproof::Name, _: layerproof::layers::ParameterInfo, values: &[M::Scalar]| {
            all.push(values.to_vec());
        },
    );
    all
}

fn check<T: Scalar, O: Optimizer + Copy>(name: &str, optimizer: O) {
    let case = Case::open("optimizers", name);
    let tolerance = case.tolerance::<T>("");
    let problem = read_tensors(&folder().join("optimizers/problem.safetensors"));
    let tensor = |name: &str| -> &Tensor {
        problem
            .get(name)
            .unwrap_or_else(|| panic!("{name} of {:?}", problem.keys()))
    };
    assert!(optimizer.check().is_ok());

    let mut fixed = optimizer;
    let mut model = Box::new(Fixed::<T>::zeros());
    let mut slots: Box<O::Slots<Fixed<T>>> = Box::new(layerproof::__private::Zeroable::zeroed());
    fill(&mut *model, &[&tensor("w0/kernel").values, &tensor("w0/bias").values]);
    for step in 1..=50 {
        let mut gradient = Fixed::<T>::zeros();
        let part = |name: &str, len: usize| &tensor(name).values[(step - 1) * len..step * len];
        fill(&mut gradient, &[part("grads/kernel", 12), part("grads/bias", 3)]);
        assert!(fixed.step(&mut *model, &mut gradient, &mut slots));
        if [1, 2, 3, 10, 50].contains(&step) {
            for (parameter, got) in ["kernel", "bias"].iter().zip(numbers(&*model)) {
                let what = format!("{name} in {}: {parameter} after step {step}", T::DTYPE);
                let wanted = &case.tensor(&format!("fixed/step{step}/{parameter}")).values;
                assert_close(&what, &got, wanted, tolerance);
            }
        }
    }

    let mut quadratic = optimizer;
    let mut model = Box::new(Quadratic::<T>::zeros());
    let mut slots: Box<O::Slots<Quadratic<T>>> = Box::new(layerproof::__private::Zeroable::zeroed());
    fill(&mut *model, &[&tensor("quadratic/w0").values]);
    let (a, c) = (&tensor("quadratic/A").values, &tensor("quadratic/c").values);
    for step in 1..=50 {
        let w = numbers(&*model).concat();
        let slope: Vec<f64> = (0..5)
            .map(|i| (0..5).map(|j| a[i * 5 + j] * (w[j].to_f64() - c[j])).sum())
            .collect();
        let mut gradient = Quadratic::<T>::zeros();
        fill(&mut gradient, &[&slope]);
        assert!(quadratic.step(&mut *model, &mut gradient, &mut slots));
        if [1, 2, 3, 10, 50].contains(&step) {
            let what = format!("{name} in {}: w after step {step}", T::DTYPE);
            let wanted = &case.tensor(&format!("quadratic/step{step}/w")).values;
            assert_close(&what, &numbers(&*model).concat(), wanted, tolerance);
        }
    }
}

fn both(name: &str, optimizer: impl Optimizer + Copy) {
    check::<f64, _>(name, optimizer);
    check::<f32, _>(name, optimizer);
}

#[test]
fn sgd() {
    both("sgd", Sgd::new(0.1));
    both("sgd_momentum", Sgd::new(0.05).momentum(0.9));
    both("sgd_nesterov", Sgd::new(0.05).momentum(0.9).nesterov(true));
    both("sgd_weight_decay", Sgd::new(0.1).weight_decay(0.05));
    both("sgd_clipvalue", Sgd::new(0.1).clipvalue(0.4));
    both("sgd_clipnorm", Sgd::new(0.1).clipnorm(1.0));
    both("sgd_global_clipnorm", Sgd::new(0.1).global_clipnorm(1.2));
}

#[test]
fn adam() {
    both("adam", Adam::new(0.01));
    both("adam_default", Adam::default());
    both("adam_amsgrad", Adam::new(0.01).amsgrad());
    both("adam_betas", Adam::new(0.02).beta_1(0.8).beta_2(0.95).epsilon(1e-4));
    both("adam_weight_decay", Adam::new(0.01).weight_decay(0.1));
    both("adam_global_clipnorm", Adam::new(0.01).global_clipnorm(0.5));
}

#[test]
fn plain_descent_remembers_nothing() {
    type Slots<O> = <O as Optimizer>::Slots<Fixed<f32>>;
    let model = size_of::<Fixed<f32>>();
    assert_eq!(size_of::<Slots<Sgd>>(), 0);
    assert_eq!(size_of::<Slots<Sgd<layerproof::optimizers::Momentum>>>(), model);
    assert_eq!(size_of::<Slots<Adam>>(), 2 * model);
    assert_eq!(size_of::<Slots<Adam<layerproof::optimizers::AmsGrad>>>(), 3 * model);
}

/// One huge gradient: that parameter and what is remembered of it stay, the others move.
fn keeps_what_is_finite<O: Optimizer>(mut optimizer: O) {
    let mut model = Fixed::<f32>::zeros();
    fill(&mut model, &[&[1.0; 12], &[1.0; 3]]);
    let mut slots: O::Slots<Fixed<f32>> = layerproof::__private::Zeroable::zeroed();
    let mut gradient = Fixed::<f32>::zeros();
    let mut kernel = [0.5; 12];
    kernel[3] = f64::INFINITY;
    fill(&mut gradient, &[&kernel, &[0.5, f64::NAN, 0.5]]);
    assert!(!optimizer.step(&mut model, &mut gradient, &mut slots));
    let after = numbers(&model).concat();
    let kept: Vec<usize> = (0..15).filter(|&i| after[i] == 1.0).collect();
    assert_eq!(kept, [3, 13]);
    fill(&mut gradient, &[&[0.5; 12], &[0.5; 3]]);
    assert!(optimizer.step(&mut model, &mut gradient, &mut slots));
}

#[test]
fn parameters_stay_finite() {
    keeps_what_is_finite(Sgd::new(0.1));
    keeps_what_is_finite(Sgd::new(0.1).momentum(0.9));
    keeps_what_is_finite(Adam::new(0.1));
    keeps_what_is_finite(Adam::new(0.1).amsgrad());
}
