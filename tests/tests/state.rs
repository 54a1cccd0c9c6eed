//! The state of a training on disk: a run that stops and goes on is one that did not stop, bit by bit.

use std::fs;
use std::path::PathBuf;

use layerproof::optimizers::LearningRateSchedule;
use layerproof::prelude::*;
use layerproof::weights;

sequential! {
    /// Every random choice of a training matters: the order of the samples, and what is left out.
    struct Net {
        Input<3>,
        Dense<7, Tanh>,
        Dropout<0.3>,
        Dense<5, Relu>,
        GaussianNoise<0.05>,
        Dense<2>,
    }
}

sequential! {
    struct Wider {
        Input<3>,
        Dense<8, Tanh>,
        Dense<2>,
    }
}

const SAMPLES: usize = 23;

fn data() -> ([[f32; 3]; SAMPLES], [[f32; 2]; SAMPLES]) {
    let number = |i: usize, j: usize| ((i * 31 + j * 17) % 19) as f32 / 19.0 - 0.5;
    (
        core::array::from_fn(|i| core::array::from_fn(|j| number(i, j))),
        core::array::from_fn(|i| core::array::from_fn(|j| number(i, 5 + j) * number(i, 7))),
    )
}

fn fit() -> Fit<'static> {
    Fit::new().batch_size(5).seed(11)
}

/// A file of this test, which is deleted at its end.
struct Path(PathBuf);

impl Path {
    fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("layerproof-{}-{name}.safetensors", std::process::id())))
    }
}

impl Drop for Path {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Six epochs at once, three and three, and three, a file, three: all the same bits.
fn goes_on<O: Optimizer<Itself: 'static>>(name: &str, optimizer: impl Fn() -> O) {
    let (x, y) = data();
    let path = Path::new(name);
    let trainer = || Net::new(7).into_trainer(MeanSquaredError::new(), optimizer(), ());

    let mut whole = trainer();
    whole.fit(&x, &y, &fit().epochs(6)).unwrap();
    let mut halves = trainer();
    halves.fit(&x, &y, &fit().epochs(3)).unwrap();
    halves.save_state(&path.0).unwrap();
    halves.fit(&x, &y, &fit().initial_epoch(3).epochs(6)).unwrap();
    assert!(halves.model() == whole.model(), "{name}: two halves are the whole");
    let mut resumed = trainer();
    resumed.load_state(&path.0).unwrap();
    resumed.fit(&x, &y, &fit().epochs(3)).unwrap();
    assert!(
        resumed.model() == whole.model(),
        "{name}: the file goes on as the training does"
    );

    // Step by step, in the middle of what is accumulated, and in a model that is borrowed.
    let mut whole = trainer().seed(3);
    let mut model = Net::new(7);
    for i in 0..13 {
        whole.train_step(&x[i..i + 6], &y[i..i + 6]).unwrap();
        let mut short = model.compile(MeanSquaredError::new(), optimizer(), ());
        if i > 0 {
            short.load_state(&path.0).unwrap();
        } else {
            short = short.seed(3);
        }
        short.train_step(&x[i..i + 6], &y[i..i + 6]).unwrap();
        short.save_state(&path.0).unwrap();
    }
    assert!(model == *whole.model(), "{name}: a file after each step");
}

#[test]
fn plain_descent_goes_on() {
    goes_on("sgd", || Sgd::new(0.1));
    goes_on("momentum", || Sgd::new(0.1).momentum(0.9).nesterov(true).clipnorm(1.0));
}

#[test]
fn adaptive_moments_go_on() {
    goes_on("adam", || Adam::new(0.01).weight_decay(0.01));
    goes_on("amsgrad", || Adam::new(0.01).amsgrad());
    goes_on("adamw", || AdamW::new(0.01));
    goes_on("adamw amsgrad", || AdamW::new(0.01).amsgrad());
    goes_on("adamax", || Adamax::new(0.01));
    goes_on("nadam", || Nadam::new(0.01));
    goes_on("lamb", || Lamb::new(0.01));
}

#[test]
fn the_other_optimizers_go_on() {
    goes_on("rms_prop", || RmsProp::new(0.01));
    goes_on("rms_prop all", || RmsProp::new(0.01).momentum(0.5).centered());
    goes_on("rms_prop momentum", || RmsProp::new(0.01).momentum(0.5));
    goes_on("rms_prop centered", || RmsProp::new(0.01).centered());
    goes_on("adagrad", || Adagrad::new(0.1));
    goes_on("adadelta", || Adadelta::new(1.0));
    goes_on("ftrl", || Ftrl::new(0.1).l1_regularization_strength(1e-4));
    goes_on("lion", || Lion::new(0.01));
}

#[test]
fn averages_and_sums_of_gradients_go_on() {
    goes_on("ema", || Sgd::new(0.1).use_ema().ema_momentum(0.8));
    goes_on("ema overwrite", || Adam::new(0.01).use_ema().ema_overwrite_frequency(4));
    goes_on("accumulated", || Adam::new(0.01).gradient_accumulation_steps(3));
    goes_on("both", || {
        Sgd::new(0.1).momentum(0.9).gradient_accumulation_steps(3).use_ema()
    });
}

#[test]
fn schedules_go_on() {
    goes_on("exponential", || Sgd::new(ExponentialDecay::new(0.2, 7, 0.5)));
    goes_on("cosine", || {
        Adam::new(CosineDecay::new(0.0, 20).warmup_target(0.02).warmup_steps(8))
    });
    goes_on("restarts", || Nadam::new(CosineDecayRestarts::new(0.01, 5)));
    goes_on("closure", || {
        Adam::new(|step: u64| 0.1 / (1 + step) as f64).gradient_accumulation_steps(2)
    });
}

#[test]
fn a_rate_that_was_set_goes_on() {
    let (x, y) = data();
    let path = Path::new("rate");
    let trainer = || Net::new(7).into_trainer(MeanSquaredError::new(), Adam::new(0.1), ());
    let mut whole = trainer();
    whole.set_learning_rate(0.003).unwrap();
    whole.save_state(&path.0).unwrap();
    whole.fit(&x, &y, &fit().epochs(2)).unwrap();
    let mut resumed = trainer();
    resumed.load_state(&path.0).unwrap();
    assert_eq!(resumed.learning_rate(), 0.003);
    resumed.fit(&x, &y, &fit().epochs(2)).unwrap();
    assert!(resumed.model() == whole.model());
}

#[test]
fn a_rate_is_set_where_it_is_a_number() {
    fn of<R: LearningRateSchedule + 'static>(rate: R) -> Result<f64, String> {
        let mut trainer = Net::new(7).into_trainer(MeanSquaredError::new(), Sgd::new(rate), ());
        trainer.set_learning_rate(0.5).map_err(|fault| fault.to_string())?;
        Ok(trainer.learning_rate())
    }
    assert_eq!(of(0.1), Ok(0.5));
    let refused = of(InverseTimeDecay::new(0.1, 10, 0.5)).unwrap_err();
    assert!(
        refused.contains("is a schedule") && refused.contains("InverseTimeDecay"),
        "{refused}"
    );
    let mut trainer = Net::new(7).into_trainer(MeanSquaredError::new(), Sgd::new(0.1), ());
    assert!(trainer.set_learning_rate(f64::NAN).is_err());
    assert!(trainer.set_learning_rate(-1.0).is_err());
    assert_eq!(trainer.learning_rate(), 0.1);
    let averaged = Adam::new(0.25).use_ema().ema_momentum(0.9);
    let trainer = Net::new(7).into_trainer(MeanSquaredError::new(), averaged, ());
    assert_eq!(trainer.learning_rate(), 0.25);
}

#[test]
fn a_model_that_was_changed_goes_on_from_the_change() {
    let (x, y) = data();
    let mut trainer = Net::new(7).into_trainer(MeanSquaredError::new(), Sgd::new(0.0).use_ema(), ());
    trainer.fit(&x, &y, &fit()).unwrap();
    trainer.model_mut().dense_3.bias[1] = 3.0;
    trainer.train_step(&x, &y).unwrap();
    assert_eq!(trainer.model().dense_3.bias[1], 3.0);
}

#[test]
fn what_does_not_fit_is_one_error_and_changes_nothing() {
    let (x, y) = data();
    let path = Path::new("wider");
    let mut wider = Wider::new(7).into_trainer(MeanSquaredError::new(), Sgd::new(0.1).momentum(0.9), ());
    wider.train_step(&x, &y).unwrap();
    wider.save_state(&path.0).unwrap();

    let mut trainer = Net::new(7).into_trainer(MeanSquaredError::new(), Adam::new(0.01), ());
    trainer.train_step(&x, &y).unwrap();
    let before = Path::new("before");
    trainer.save_state(&before.0).unwrap();
    let error = trainer.load_state(&path.0).unwrap_err();
    let text = error.to_string();
    let layerproof::Error::Weights(weights::Error::State { mismatches, .. }) = error else {
        panic!("{text}");
    };
    assert_eq!(mismatches.len(), 3 + 1 + 2 + 4, "{text}");
    for part in [
        "does not fit the training:",
        "dense_1.kernel: expected shape (3, 7), found (3, 8)",
        "dense_1.bias: expected shape (7), found (8)",
        "dense_2.kernel: expected shape (7, 5), found (8, 2)",
        "dense_2.bias: expected shape (5), found (2)",
        "dense_3.kernel: expected F32 (5, 2), found no such tensor",
        "optimizer/beta_1_power: expected F64 (1), found no such tensor",
        "optimizer/momentum: expected shape (80), found (50)",
        "optimizer/velocity: expected F32 (80), found no such tensor",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let after = Path::new("after");
    trainer.save_state(&after.0).unwrap();
    assert_eq!(fs::read(&before.0).unwrap(), fs::read(&after.0).unwrap());

    // A file of weights alone, half a file, and one that is not there.
    trainer.model().save(&path.0).unwrap();
    let text = trainer.load_state(&path.0).unwrap_err().to_string();
    assert!(
        text.contains("training/steps: expected U64 (1), found no such tensor"),
        "{text}"
    );
    let whole = fs::read(&before.0).unwrap();
    fs::write(&path.0, &whole[..whole.len() - 1]).unwrap();
    let text = trainer.load_state(&path.0).unwrap_err().to_string();
    assert!(text.contains("not a whole safetensors file"), "{text}");
    let text = trainer.load_state("/nowhere/at-all").unwrap_err().to_string();
    assert!(text.contains("cannot read `/nowhere/at-all`"), "{text}");
    // A moment that is no number, where one is expected.
    let mut spoiled = whole;
    let len = spoiled.len();
    let header = u64::from_le_bytes(spoiled[..8].try_into().unwrap()) as usize;
    let text = String::from_utf8(spoiled[8..8 + header].to_vec()).unwrap();
    let begin = text
        .split("\"optimizer/velocity\"")
        .nth(1)
        .unwrap()
        .split("data_offsets\":[")
        .nth(1)
        .unwrap();
    let begin: usize = begin.split(',').next().unwrap().parse().unwrap();
    assert!(8 + header + begin + 8 < len);
    spoiled[8 + header + begin + 4..][..4].copy_from_slice(&f32::NAN.to_le_bytes());
    fs::write(&path.0, &spoiled).unwrap();
    let text = trainer.load_state(&path.0).unwrap_err().to_string();
    assert!(
        text.contains("optimizer/velocity: expected numbers, found 1 NaN, the first at 1"),
        "{text}"
    );
    trainer.save_state(&after.0).unwrap();
    assert_eq!(fs::read(&before.0).unwrap(), fs::read(&after.0).unwrap());
}

/// An optimiser that does not say what it remembers.
struct Silent;

impl Optimizer for Silent {
    type Itself = Self;
    type Slots<M: Network> = [M; 0];

    fn step<M: Network>(&mut self, model: &mut M, gradient: &mut M, slots: &mut [M; 0]) -> bool {
        let rate = M::Scalar::from_f64(0.1);
        update_parameters(model, gradient, slots, |w, g, []| (w - rate * g, []))
    }
}

#[test]
fn an_optimizer_that_says_nothing_is_not_saved() {
    let path = Path::new("silent");
    let mut trainer = Net::new(7).into_trainer(MeanSquaredError::new(), Silent, ());
    let text = trainer.save_state(&path.0).unwrap_err().to_string();
    assert!(text.contains("Silent") && text.contains("visit_state"), "{text}");
    assert!(!path.0.exists());
    assert!(trainer.learning_rate().is_nan());
    assert!(trainer.set_learning_rate(0.1).is_err());
}
