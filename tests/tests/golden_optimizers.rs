//! Optimisers against Keras: given gradients, and the descent of a quadratic form; and learning-rate schedules.

use layerproof::layers::{Dense, NoBias};
use layerproof::optimizers::{
    Adadelta, Adagrad, Adam, AdamW, Adamax, CosineDecay, CosineDecayRestarts, ExponentialDecay, Ftrl, InverseTimeDecay,
    Lamb, LearningRateSchedule, Lion, Nadam, Optimizer, PiecewiseConstantDecay, PolynomialDecay, RmsProp, Sgd,
};
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
            *value = M::Scalar::from_f64(number);
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
    fixed.finalize(&mut *model, &mut slots);
    for (parameter, got) in ["kernel", "bias"].iter().zip(numbers(&*model)) {
        let what = format!("{name} in {}: {parameter} at the end", T::DTYPE);
        assert_close(&what, &got, &at_end(&case, "fixed", parameter), tolerance);
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
    quadratic.finalize(&mut *model, &mut slots);
    let what = format!("{name} in {}: w at the end", T::DTYPE);
    let wanted = at_end(&case, "quadratic", "w");
    assert_close(&what, &numbers(&*model).concat(), &wanted, tolerance);
}

/// What the model ends with: the average where there is one.
fn at_end(case: &Case, problem: &str, parameter: &str) -> Vec<f64> {
    let average = format!("{problem}/ema_final/{parameter}");
    let name = if case.has(&average) {
        average
    } else {
        format!("{problem}/step50/{parameter}")
    };
    case.tensor(&name).values.clone()
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
    both("adamw", AdamW::new(0.01).weight_decay(0.05));
    both("adamw_default", AdamW::default());
    both("adamw_amsgrad", AdamW::new(0.01).amsgrad().weight_decay(0.02));
    both("adamax", Adamax::new(0.01));
    both("nadam", Nadam::new(0.01));
    both("nadam_betas", Nadam::new(0.005).beta_1(0.85).beta_2(0.98));
    both("lamb", Lamb::new(0.01));
}

#[test]
fn rms_prop() {
    both("rmsprop", RmsProp::new(0.01));
    both("rmsprop_momentum", RmsProp::new(0.01).rho(0.85).momentum(0.9));
    both("rmsprop_centered", RmsProp::new(0.01).centered());
    both(
        "rmsprop_centered_momentum",
        RmsProp::new(0.01).rho(0.95).momentum(0.5).centered().epsilon(1e-6),
    );
}

#[test]
fn sums_of_gradients() {
    both("adagrad", Adagrad::new(0.1));
    let from_nothing = Adagrad::new(0.05).initial_accumulator_value(0.0).epsilon(1e-5);
    both("adagrad_acc0", from_nothing);
    both("adadelta", Adadelta::new(1.0));
    both("adadelta_rho", Adadelta::new(0.5).rho(0.9).epsilon(1e-6));
    both("ftrl", Ftrl::new(0.1));
    let regularised = Ftrl::new(0.1)
        .l1_regularization_strength(0.02)
        .l2_regularization_strength(0.03)
        .l2_shrinkage_regularization_strength(0.01)
        .beta(0.1)
        .learning_rate_power(-0.4);
    both("ftrl_regularised", regularised);
    both("lion", Lion::new(0.01));
    both(
        "lion_weight_decay",
        Lion::new(0.005).beta_1(0.8).beta_2(0.95).weight_decay(0.1),
    );
}

#[test]
fn averages_and_accumulation() {
    both("sgd_ema", Sgd::new(0.1).use_ema().ema_momentum(0.9));
    let overwriting = Sgd::new(0.1).use_ema().ema_momentum(0.8).ema_overwrite_frequency(10);
    both("sgd_ema_overwrite", overwriting);
    both("sgd_accumulate", Sgd::new(0.1).gradient_accumulation_steps(4));
    both("adam_ema", Adam::new(0.01).use_ema().ema_momentum(0.95));
    both("adam_accumulate", Adam::new(0.01).gradient_accumulation_steps(3));
}

#[test]
fn optimizers_with_schedules() {
    both(
        "sgd_schedule_exponential",
        Sgd::new(ExponentialDecay::new(0.2, 10, 0.5)),
    );
    let warmed_up = CosineDecay::new(0.0, 40).alpha(0.1).warmup_target(0.05).warmup_steps(5);
    both("adam_schedule_cosine", Adam::new(warmed_up));
    // A schedule counts the mini-batches whose gradients are gathered, too.
    let mut seen = [0.0; 2];
    for (seen, steps) in seen.iter_mut().zip([1, 2]) {
        let mut optimizer = Sgd::new(|step: u64| if step == 3 { 1.0 } else { 0.0 }).gradient_accumulation_steps(steps);
        let mut model = Fixed::<f64>::zeros();
        let mut slots = layerproof::__private::Zeroable::zeroed();
        for _ in 0..4 {
            let mut gradient = Fixed::<f64>::zeros();
            fill(&mut gradient, &[&[0.5; 12], &[0.5; 3]]);
            assert!(optimizer.step(&mut model, &mut gradient, &mut slots));
        }
        *seen = numbers(&model)[0][0];
    }
    assert_eq!(seen, [-0.5, -0.5]);
}

/// The rates of the first 201 steps.
fn rates(name: &str, schedule: impl LearningRateSchedule + Copy) {
    let case = Case::open("optimizers", name);
    assert_eq!(schedule.check("Sgd"), Ok(()));
    let wanted = &case.tensor("lr").values;
    let got: Vec<f64> = (0..wanted.len() as u64)
        .map(|step| schedule.learning_rate(step))
        .collect();
    assert_close(name, &got, wanted, case.tolerance::<f64>(""));
}

#[test]
fn schedules() {
    let exponential = ExponentialDecay::new(0.1, 30, 0.8);
    rates("schedule_exponential", exponential);
    rates("schedule_exponential_staircase", exponential.staircase(true));
    let inverse_time = InverseTimeDecay::new(0.1, 20, 0.5);
    rates("schedule_inverse_time", inverse_time);
    rates("schedule_inverse_time_staircase", inverse_time.staircase(true));
    rates(
        "schedule_piecewise",
        PiecewiseConstantDecay::new([20, 90, 150], [0.1, 0.05, 0.01, 0.001]),
    );
    let polynomial = PolynomialDecay::new(0.1, 120);
    rates("schedule_polynomial", polynomial.end_learning_rate(0.001));
    rates(
        "schedule_polynomial_power",
        polynomial.end_learning_rate(0.01).power(2.0),
    );
    let cycle = PolynomialDecay::new(0.1, 60)
        .end_learning_rate(0.01)
        .power(0.5)
        .cycle(true);
    rates("schedule_polynomial_cycle", cycle);
    rates("schedule_cosine", CosineDecay::new(0.1, 150));
    rates("schedule_cosine_alpha", CosineDecay::new(0.1, 150).alpha(0.2));
    let warmed_up = CosineDecay::new(0.01, 120)
        .alpha(0.05)
        .warmup_target(0.1)
        .warmup_steps(20);
    rates("schedule_cosine_warmup", warmed_up);
    rates("schedule_cosine_restarts", CosineDecayRestarts::new(0.1, 30));
    rates(
        "schedule_cosine_restarts_mul",
        CosineDecayRestarts::new(0.1, 25).t_mul(1.5).m_mul(0.8).alpha(0.05),
    );
    rates(
        "schedule_cosine_restarts_equal",
        CosineDecayRestarts::new(0.1, 40).t_mul(1.0).m_mul(0.9),
    );
}

/// Settings that training refuses, by the name of each.
#[test]
fn settings_that_make_no_sense() {
    fn refused(optimizer: impl Optimizer + Copy) -> (&'static str, &'static str) {
        let setting = optimizer.check().expect_err("a wrong setting");
        (setting.of, setting.name)
    }
    assert_eq!(refused(Sgd::new(-0.1)), ("Sgd", "learning_rate"));
    assert_eq!(refused(AdamW::new(0.1).weight_decay(-1.0)), ("AdamW", "weight_decay"));
    assert_eq!(refused(AdamW::new(f64::NAN)), ("AdamW", "learning_rate"));
    assert_eq!(refused(Nadam::new(0.1).beta_1(1.0)), ("Nadam", "beta_1"));
    assert_eq!(refused(Adamax::new(0.1).epsilon(0.0)), ("Adamax", "epsilon"));
    assert_eq!(refused(Lamb::new(0.1).clipnorm(0.0)), ("Lamb", "clipnorm"));
    assert_eq!(refused(Lion::new(0.1).beta_2(1.5)), ("Lion", "beta_2"));
    assert_eq!(refused(RmsProp::new(0.1).momentum(2.0)), ("RmsProp", "momentum"));
    assert_eq!(refused(RmsProp::new(0.1).rho(-0.1)), ("RmsProp", "rho"));
    assert_eq!(refused(Adadelta::new(1.0).rho(1.0)), ("Adadelta", "rho"));
    let adagrad = Adagrad::new(0.1).initial_accumulator_value(-1.0);
    assert_eq!(refused(adagrad), ("Adagrad", "initial_accumulator_value"));
    assert_eq!(refused(Ftrl::new(0.0)), ("Ftrl", "learning_rate"));
    let ftrl = Ftrl::new(0.1).learning_rate_power(0.5);
    assert_eq!(refused(ftrl), ("Ftrl", "learning_rate_power"));
    assert_eq!(
        refused(Sgd::new(0.1).use_ema().ema_momentum(1.0)),
        ("Ema", "ema_momentum")
    );
    let overwriting = Sgd::new(0.1).use_ema().ema_overwrite_frequency(0);
    assert_eq!(refused(overwriting), ("Ema", "ema_overwrite_frequency"));
    let accumulated = Sgd::new(0.1).gradient_accumulation_steps(0);
    assert_eq!(refused(accumulated), ("Accumulate", "gradient_accumulation_steps"));

    let exponential = Sgd::new(ExponentialDecay::new(0.1, 0, 0.5));
    assert_eq!(refused(exponential), ("ExponentialDecay", "decay_steps"));
    let piecewise = Sgd::new(PiecewiseConstantDecay::new([20, 20], [0.1, 0.2, 0.3]));
    assert_eq!(refused(piecewise), ("PiecewiseConstantDecay", "boundaries"));
    let restarts = Sgd::new(CosineDecayRestarts::new(0.1, 10).t_mul(0.5));
    assert_eq!(refused(restarts), ("CosineDecayRestarts", "t_mul"));
    let polynomial = Sgd::new(PolynomialDecay::new(0.1, 10).end_learning_rate(-1.0));
    assert_eq!(refused(polynomial), ("PolynomialDecay", "end_learning_rate"));
    let cosine = Sgd::new(CosineDecay::new(f64::INFINITY, 10));
    assert_eq!(refused(cosine), ("CosineDecay", "initial_learning_rate"));
    let inverse_time = Sgd::new(InverseTimeDecay::new(0.1, 10, -1.0));
    assert_eq!(refused(inverse_time), ("InverseTimeDecay", "decay_rate"));
}

#[test]
fn plain_descent_remembers_nothing() {
    type Slots<O> = <O as Optimizer>::Slots<Fixed<f32>>;
    let model = size_of::<Fixed<f32>>();
    assert_eq!(size_of::<Slots<Sgd>>(), 0);
    assert_eq!(size_of::<Slots<Sgd<layerproof::optimizers::Momentum>>>(), model);
    assert_eq!(size_of::<Slots<Adam>>(), 2 * model);
    assert_eq!(size_of::<Slots<Adam<layerproof::optimizers::AmsGrad>>>(), 3 * model);
    assert_eq!(size_of::<Slots<RmsProp>>(), model);
    assert_eq!(size_of::<Slots<Lion>>(), model);
    assert_eq!(size_of::<Slots<layerproof::optimizers::Ema<Sgd>>>(), model);
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
    keeps_what_is_finite(AdamW::new(0.1).weight_decay(0.0));
    keeps_what_is_finite(Adamax::new(0.1));
    keeps_what_is_finite(Nadam::new(0.1));
    keeps_what_is_finite(Lamb::new(0.1));
    keeps_what_is_finite(Lion::new(0.1));
    keeps_what_is_finite(RmsProp::new(0.1));
    keeps_what_is_finite(RmsProp::new(0.1).momentum(0.9));
    keeps_what_is_finite(RmsProp::new(0.1).centered());
    keeps_what_is_finite(Adagrad::new(0.1));
    keeps_what_is_finite(Adadelta::new(1.0));
    keeps_what_is_finite(Ftrl::new(0.1));
    keeps_what_is_finite(Ftrl::new(0.1).learning_rate_power(-0.4));
    keeps_what_is_finite(Sgd::new(0.1).use_ema());
}
