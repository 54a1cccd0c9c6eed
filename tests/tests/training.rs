//! What training promises: the same seed gives the same bits, bad input changes nothing, a stop leaves finite weights.

use core::ops::ControlFlow;

use layerproof::layers::Dense;
use layerproof::losses::Loss;
use layerproof::metrics::Metric;
use layerproof::optimizers::Optimizer;
use layerproof::prelude::*;
use layerproof::training::{Callback, Data, InvalidSetting, Training};
use layerproof::{Error, activations};

type Yes = Sequential<(
    Dense<f32, 2, 8, activations::Relu>,
    (Dense<f32, 8, 1, activations::Sigmoid>, ()),
)>;
type Line = Sequential<(Dense<f32, 2, 1>, ())>;
type Four = Sequential<(Dense<f32, 2, 4, activations::Softmax>, ())>;

const X: [[f32; 2]; 6] = [[0.0, 0.1], [0.9, 0.2], [0.1, 0.8], [1.0, 1.0], [0.4, 0.6], [0.7, 0.3]];
const Y: [bool; 6] = [false, true, true, false, false, true];

fn yes() -> Yes {
    Yes::random(&mut SmallRng::seed_from_u64(7))
}

/// A cloud large enough for several batches, the last one partial.
fn cloud() -> (Vec<[f32; 2]>, Vec<bool>) {
    let x: Vec<[f32; 2]> = (0..101u16)
        .map(|i| [f32::from(i * 37 % 101) / 101.0, f32::from(i * 59 % 97) / 97.0])
        .collect();
    let y = x.iter().map(|x| (x[0] > 0.5) != (x[1] > 0.5)).collect();
    (x, y)
}

fn trained(fit: &Fit<'_>, times: usize) -> (Yes, f64) {
    let (x, y) = cloud();
    let mut model = yes();
    let mut compiled = model.compile(BinaryCrossentropy::new(), Adam::new(0.01), BinaryAccuracy::new());
    let mut loss = 0.0;
    for _ in 0..times {
        loss = compiled.fit(&x, &y, fit).unwrap().last().loss;
    }
    (model, loss)
}

#[test]
fn the_same_seed_gives_the_same_bits() {
    let fit = Fit::new().epochs(5).seed(3);
    let (model, loss) = trained(&fit, 1);
    let (again, loss_again) = trained(&fit, 1);
    assert!(model == again);
    assert_eq!(loss.to_bits(), loss_again.to_bits());
    assert!(model != trained(&fit.seed(4), 1).0);
    assert!(model != trained(&fit.shuffle(false), 1).0);
}

#[test]
fn fit_goes_on_where_it_stopped() {
    let (twice, loss) = trained(&Fit::new().epochs(5), 2);
    let (once, loss_once) = trained(&Fit::new().epochs(10), 1);
    assert!(twice == once);
    assert_eq!(loss.to_bits(), loss_once.to_bits());
}

#[test]
fn a_step_is_a_batch_of_fit() {
    let (x, y) = cloud();
    let (mut stepped, mut fitted) = (yes(), yes());
    let mut compiled = stepped.compile(BinaryCrossentropy::new(), Sgd::new(0.1), ());
    for batch in (0..x.len()).step_by(40) {
        let end = x.len().min(batch + 40);
        compiled.train_step(&x[batch..end], &y[batch..end]).unwrap();
    }
    fitted
        .compile(BinaryCrossentropy::new(), Sgd::new(0.1), ())
        .fit(&x, &y, &Fit::new().batch_size(40).shuffle(false))
        .unwrap();
    assert!(stepped == fitted);
}

#[test]
fn a_workspace_of_another_tile_gives_the_same_weights() {
    let (x, y) = cloud();
    let (mut small, mut usual) = (yes(), yes());
    let mut workspace = Workspace::<_, _, 3>::zeros();
    let loss = BinaryCrossentropy::new();
    let mut compiled = small.compile_in(&mut workspace, loss, Sgd::new(0.1), ());
    compiled.train_step(&x, &y).unwrap();
    usual.compile(loss, Sgd::new(0.1), ()).train_step(&x, &y).unwrap();
    for (x, y) in x.iter().zip(&y) {
        let (a, b) = (small.predict(x)[0], usual.predict(x)[0]);
        assert!((a - b).abs() < 1e-6, "{a} {b} {y}");
    }
}

#[test]
fn a_history_reads_like_keras() {
    let mut model = yes();
    let history = model
        .compile(BinaryCrossentropy::new(), Sgd::new(0.1), BinaryAccuracy::new())
        .fit(&X, &Y, &Fit::new().epochs(3).validation_data(&X[..2], &Y[..2]))
        .unwrap();
    assert_eq!(history.epochs().len(), 3);
    assert_eq!(history.get("loss").len(), 3);
    assert_eq!(history.get("val_binary_accuracy").len(), 3);
    assert!(history.get("accuracy").is_empty());
    let line = history.last().to_string();
    let words: Vec<&str> = line
        .split_whitespace()
        .filter(|word| !word.starts_with(['0', '1']))
        .collect();
    let wanted = [
        "epoch",
        "3/3",
        "loss",
        "binary_accuracy",
        "val_loss",
        "val_binary_accuracy",
    ];
    assert_eq!(words, wanted, "{line}");
    assert_eq!(history.to_string().lines().count(), 3);
    assert_eq!(history.clone(), history);
}

#[test]
fn weights_of_classes_multiply_those_of_samples() {
    let (mut both, mut product) = (yes(), yes());
    let (classes, samples) = ([0.5, 2.0], [1.0, 2.0, 3.0, 0.0, 1.0, 0.5]);
    let multiplied: Vec<f64> = samples
        .iter()
        .zip(Y)
        .map(|(w, y)| w * classes[usize::from(y)])
        .collect();
    let fit = Fit::new().epochs(3);
    both.compile(BinaryCrossentropy::new(), Sgd::new(0.5), ())
        .fit(&X, &Y, &fit.class_weight(&classes).sample_weight(&samples))
        .unwrap();
    product
        .compile(BinaryCrossentropy::new(), Sgd::new(0.5), ())
        .fit(&X, &Y, &fit.sample_weight(&multiplied))
        .unwrap();
    assert!(both == product);
}

#[test]
fn an_ignored_class_does_not_count() {
    let mut with = Four::random(&mut SmallRng::seed_from_u64(1));
    let mut without = with;
    let loss = SparseCategoricalCrossentropy::new().ignore_class(-1);
    let a = with
        .compile(loss, Sgd::new(0.1), ())
        .train_step(&X[..4], &[0, -1, 3, -1])
        .unwrap();
    let b = without
        .compile(loss, Sgd::new(0.1), ())
        .train_step(&[X[0], X[2]], &[0, 3])
        .unwrap();
    assert_eq!(a, b);
    assert!(with == without);
}

fn fault(error: Error) -> TrainingError {
    match error {
        Error::Training(fault) => fault,
        other => panic!("{other}"),
    }
}

/// One sentence, that starts small and has no full stop, as errors in Rust do.
fn sentence(fault: &TrainingError, part: &str) {
    let text = fault.to_string();
    assert!(text.contains(part), "{text}");
    assert!(!text.ends_with('.') && !text.contains('\n'), "{text}");
}

/// What `fit` with these settings says, the model being as it was.
#[track_caller]
fn refused(x: &[[f32; 2]], y: &[bool], fit: &Fit<'_>, wanted: TrainingError, part: &str) {
    let mut model = yes();
    let mut compiled = model.compile(BinaryCrossentropy::new(), Sgd::new(0.1), BinaryAccuracy::new());
    let got = fault(compiled.fit(x, y, fit).unwrap_err());
    assert_eq!(got, wanted);
    sentence(&got, part);
    assert!(model == yes());
}

#[test]
fn bad_data_is_refused() {
    let fit = Fit::new();
    let data = Data::Given;
    refused(&[], &[], &fit, TrainingError::NoData { data }, "there are no samples");
    let lengths = TrainingError::Lengths {
        data,
        samples: 6,
        targets: 5,
    };
    refused(&X, &Y[..5], &fit, lengths, "there are 6 samples, but 5 targets");
    for wrong in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let mut x = X;
        x[4][1] = wrong;
        refused(
            &x,
            &Y,
            &fit,
            TrainingError::SampleNotFinite { data, sample: 4 },
            "sample 4",
        );
    }
    let mut model = Line::zeros();
    let mut compiled = model.compile(MeanSquaredError::new(), Sgd::new(0.1), ());
    let got = fault(compiled.fit(&X[..2], &[0.0, f32::NAN], &fit).unwrap_err());
    assert_eq!(got, TrainingError::TargetNotFinite { data, sample: 1 });
    sentence(&got, "target 1");
    assert_eq!(
        compiled.train_step(&X[..2], &[f32::NAN, 0.0]),
        Err(TrainingError::TargetNotFinite { data, sample: 0 })
    );
    assert_eq!(
        compiled.train_step::<[f32; 2], f32>(&[], &[]),
        Err(TrainingError::NoData { data })
    );
    assert!(matches!(
        compiled.evaluate(&X, &[0.0]),
        Err(Error::Training(TrainingError::Lengths { .. }))
    ));
    assert!(model == Line::zeros());
}

#[test]
fn classes_out_of_range_are_refused() {
    let start = Four::random(&mut SmallRng::seed_from_u64(1));
    let mut model = start;
    let mut compiled = model.compile(SparseCategoricalCrossentropy::new(), Sgd::new(0.1), ());
    for class in [4_i64, -1, i64::MIN, i64::MAX] {
        let got = fault(compiled.fit(&X[..2], &[0, class], &Fit::new()).unwrap_err());
        let wanted = TrainingError::Class {
            data: Data::Given,
            sample: 1,
            class,
            classes: 4,
        };
        assert_eq!(got, wanted);
        sentence(&got, "the model's classes are 0 to 3");
    }
    assert!(compiled.fit(&X[..2], &[u64::MAX, 0], &Fit::new()).is_err());
    assert!(compiled.evaluate(&X[..1], &[4_u8]).is_err());
    assert!(model == start);
}

#[test]
fn bad_settings_of_fit_are_refused() {
    let fit = Fit::new();
    refused(&X, &Y, &fit.batch_size(0), TrainingError::BatchSize, "batch size is 0");
    refused(&X, &Y, &fit.epochs(0), TrainingError::Epochs, "epochs is 0");
    for split in [0.0, 1.0, -0.1, 2.0] {
        refused(
            &X,
            &Y,
            &fit.validation_split(split),
            TrainingError::ValidationSplit { split },
            "validation split",
        );
    }
    let nan = yes()
        .compile(BinaryCrossentropy::new(), Sgd::new(0.1), ())
        .fit(&X, &Y, &fit.validation_split(f64::NAN))
        .unwrap_err();
    assert!(matches!(fault(nan), TrainingError::ValidationSplit { .. }));
    let few = TrainingError::TooFewToSplit { split: 0.9, samples: 6 };
    refused(&X, &Y, &fit.validation_split(0.9), few, "leaves none to train on");
    let short = TrainingError::SampleWeights { weights: 2, samples: 6 };
    refused(&X, &Y, &fit.sample_weight(&[1.0; 2]), short, "2 sample weights");
    let mut weights = [1.0; 6];
    weights[5] = -1.0;
    let negative = TrainingError::SampleWeight {
        sample: 5,
        weight: -1.0,
    };
    refused(
        &X,
        &Y,
        &fit.sample_weight(&weights),
        negative,
        "weight of sample 5 is -1",
    );
    let classes = TrainingError::ClassWeights { weights: 3, classes: 2 };
    refused(&X, &Y, &fit.class_weight(&[1.0; 3]), classes, "2 classes");
    let infinite = TrainingError::ClassWeight {
        class: 1,
        weight: f64::INFINITY,
    };
    refused(
        &X,
        &Y,
        &fit.class_weight(&[1.0, f64::INFINITY]),
        infinite,
        "weight of class 1",
    );
}

#[test]
fn targets_of_a_cross_entropy_are_probabilities() {
    let mut model = yes();
    let before = model;
    let mut compiled = model.compile(BinaryCrossentropy::new(), Sgd::new(0.1), ());
    let got = fault(compiled.fit(&X[..2], &[1.0, 2.0], &Fit::new()).unwrap_err());
    let wanted = TrainingError::TargetNotProbability {
        data: Data::Given,
        sample: 1,
        value: 2.0,
        loss: "binary_crossentropy",
    };
    assert_eq!(got, wanted);
    sentence(&got, "target 1 holds 2, but `binary_crossentropy` takes probabilities");
    let signs = Fit::new().validation_data(&X[..1], &[-1.0]);
    let got = fault(compiled.fit(&X[..2], &[1.0, 0.0], &signs).unwrap_err());
    assert!(matches!(
        got,
        TrainingError::TargetNotProbability {
            data: Data::Validation,
            ..
        }
    ));
    assert!(model == before);

    let mut model = Four::zeros();
    let mut compiled = model.compile(CategoricalCrossentropy::new(), Sgd::new(0.1), ());
    let got = compiled.train_step(&X[..1], &[[0.0, 0.0, 1.5, 0.0]]);
    assert!(matches!(
        got,
        Err(TrainingError::TargetNotProbability { sample: 0, .. })
    ));
    assert!(model == Four::zeros());
}

#[test]
fn class_weights_are_for_classes() {
    let mut model = Line::zeros();
    let mut compiled = model.compile(MeanSquaredError::new(), Sgd::new(0.1), ());
    let fit = Fit::new().class_weight(&[1.0, 2.0]);
    let got = fault(compiled.fit(&X[..2], &[1.0, 0.0], &fit).unwrap_err());
    assert_eq!(
        got,
        TrainingError::NoClasses {
            loss: "mean_squared_error"
        }
    );
    sentence(&got, "class weights are for losses over classes");
    assert!(model == Line::zeros());
}

#[test]
fn bad_validation_data_is_refused() {
    let mut model = yes();
    let mut compiled = model.compile(BinaryCrossentropy::new(), Sgd::new(0.1), ());
    let mut x = X;
    x[1][0] = f32::NAN;
    let got = fault(compiled.fit(&X, &Y, &Fit::new().validation_data(&x, &Y)).unwrap_err());
    let wanted = TrainingError::SampleNotFinite {
        data: Data::Validation,
        sample: 1,
    };
    assert_eq!(got, wanted);
    sentence(&got, "validation sample 1");
    let got = fault(
        compiled
            .fit(&X, &Y, &Fit::new().validation_data(&X, &Y[1..]))
            .unwrap_err(),
    );
    sentence(&got, "6 validation samples, but 5 validation targets");
    assert!(model == yes());
}

#[track_caller]
fn setting(loss: impl Loss, optimizer: impl Optimizer + Copy, metric: impl Metric, of: &str, name: &str) {
    let found = loss.check().and(optimizer.check()).and(metric.check()).unwrap_err();
    let InvalidSetting {
        of: found_of,
        name: found_name,
        ..
    } = found;
    assert_eq!((found_of, found_name), (of, name));
    sentence(&TrainingError::from(found), "but must");
}

#[test]
fn senseless_settings_are_refused() {
    let (fine_loss, fine) = (MeanSquaredError::new(), Sgd::new(0.1));
    setting(
        BinaryCrossentropy::new().label_smoothing(1.5),
        fine,
        (),
        "BinaryCrossentropy",
        "label_smoothing",
    );
    let smoothed = CategoricalCrossentropy::new().label_smoothing(f64::NAN);
    setting(
        smoothed.from_logits(),
        fine,
        (),
        "CategoricalCrossentropy",
        "label_smoothing",
    );
    setting(Unpaired(Huber::new().delta(0.0)), fine, (), "Huber", "delta");
    setting(fine_loss, Sgd::new(f64::NAN), (), "Sgd", "learning_rate");
    setting(fine_loss, Sgd::new(-0.1), (), "Sgd", "learning_rate");
    setting(fine_loss, Sgd::new(0.1).momentum(1.5), (), "Sgd", "momentum");
    setting(fine_loss, Sgd::new(0.1).weight_decay(-1.0), (), "Sgd", "weight_decay");
    setting(fine_loss, Sgd::new(0.1).clipnorm(0.0), (), "Sgd", "clipnorm");
    setting(
        fine_loss,
        Sgd::new(0.1).clipnorm(1.0).clipvalue(1.0),
        (),
        "Sgd",
        "clipnorm",
    );
    setting(fine_loss, Adam::new(f64::INFINITY), (), "Adam", "learning_rate");
    setting(fine_loss, Adam::new(0.1).beta_1(1.0), (), "Adam", "beta_1");
    setting(fine_loss, Adam::new(0.1).beta_2(-0.1).amsgrad(), (), "Adam", "beta_2");
    setting(fine_loss, Adam::new(0.1).epsilon(0.0), (), "Adam", "epsilon");
    let metrics = (
        MeanSquaredError::new(),
        Weighted(BinaryAccuracy::new().threshold(f64::NAN)),
    );
    setting(fine_loss, fine, metrics, "BinaryAccuracy", "threshold");

    let mut model = yes();
    let mut compiled = model.compile(BinaryCrossentropy::new().label_smoothing(-1.0), Sgd::new(0.1), ());
    let TrainingError::Setting(setting) = fault(compiled.fit(&X, &Y, &Fit::new()).unwrap_err()) else {
        panic!("another fault");
    };
    let text = "`label_smoothing` of `BinaryCrossentropy` is -1, but must lie between 0 and 1";
    assert_eq!(setting.to_string(), text);
    assert_eq!(compiled.train_step(&X, &Y), Err(TrainingError::Setting(setting)));
    assert!(model == yes());
}

#[test]
fn training_stops_where_the_loss_does_not_stay_finite() {
    let (x, _) = cloud();
    let y: Vec<f32> = x.iter().map(|x| x[0] * 1e3).collect();
    let mut model = Line::random(&mut SmallRng::seed_from_u64(1));
    let mut compiled = model.compile(MeanSquaredError::new(), Sgd::new(1e6), ());
    let got = fault(compiled.fit(&x, &y, &Fit::new().epochs(100)).unwrap_err());
    let TrainingError::NotFinite { epoch, batch, .. } = got else {
        panic!("{got}");
    };
    assert!(epoch >= 1 && (1..=4).contains(&batch));
    sentence(&got, &format!("epoch {epoch} at batch {batch}"));
    let answer = model.predict(&[0.0, 0.0])[0];
    assert!(answer.is_finite(), "{answer}");
}

#[test]
fn predictions_of_a_batch_are_those_of_its_samples() {
    let model = yes();
    let mut answers = [SVector::<f32, 1>::zeros(); 6];
    model.predict_batch(&X, &mut answers).unwrap();
    for (x, answer) in X.iter().zip(&answers) {
        assert_eq!(model.predict(x)[0].to_bits(), answer[0].to_bits());
    }
    let error = model.predict_batch(&X[..2], &mut answers).unwrap_err();
    assert_eq!(error.to_string(), "there are 2 samples, but places for 6 outputs");
}

#[test]
fn evaluation_is_the_mean_over_all_samples() {
    let mut model = yes();
    let compiled = model.compile(
        BinaryCrossentropy::new(),
        Sgd::new(0.1),
        (BinaryAccuracy::new(), MeanSquaredError::new()),
    );
    let evaluation = compiled.evaluate(&X, &Y).unwrap();
    let names: Vec<&str> = evaluation.metrics.iter().map(|metric| metric.0).collect();
    assert_eq!(names, ["binary_accuracy", "mean_squared_error"]);
    assert_eq!(evaluation.get("loss"), Some(evaluation.loss));
    let model = yes();
    let squares: f64 = X
        .iter()
        .zip(Y)
        .map(|(x, y)| f64::from(model.predict(x)[0] - f32::from(u8::from(y))).powi(2))
        .sum();
    assert!((evaluation.get("mean_squared_error").unwrap() - squares / 6.0).abs() < 1e-7);
}

#[test]
fn callbacks_are_told_of_each_epoch_and_may_end_the_training() {
    let (x, y) = cloud();
    let mut model = yes();
    let mut losses = Vec::new();
    let fit = Fit::new().epochs(9).callback(|epoch: &Epoch| {
        losses.push(epoch.loss);
        if epoch.epoch == 4 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    let history = model
        .compile(BinaryCrossentropy::new(), Adam::new(0.01), ())
        .fit(&x, &y, &fit)
        .unwrap();
    assert_eq!(history.epochs().len(), 4);
    assert_eq!(history["loss"], losses);
    let (same, _) = trained(&Fit::new().epochs(4), 1);
    assert!(model == same, "a callback changes no bit");
}

#[test]
fn a_number_that_there_is_not_is_an_error_before_the_training() {
    let (x, y) = cloud();
    let mut model = yes();
    let mut compiled = model.compile(BinaryCrossentropy::new(), Adam::new(0.01), BinaryAccuracy::new());
    let mut message = |stopping: EarlyStopping| {
        let result = compiled.fit(&x, &y, &Fit::new().callback(stopping));
        result.unwrap_err().to_string()
    };
    assert_eq!(
        message(EarlyStopping::new()),
        "`EarlyStopping` watches `val_loss`: there is no such number; there are `loss`, `binary_accuracy` (without validation data \
         there are no numbers of the validation)"
    );
    assert_eq!(
        message(EarlyStopping::new().monitor("accuracy")),
        "`EarlyStopping` watches `accuracy`: there is no such number; there are `loss`, `binary_accuracy`"
    );
    assert!(model == yes(), "nothing was changed");
}

/// Keeps the validation loss and the model of each epoch.
struct Keep<'a>(&'a mut Vec<(f64, Yes)>);
impl Callback<Yes> for Keep<'_> {
    fn on_epoch_end(&mut self, training: &mut Training<'_, Yes>) -> Result<(), Error> {
        let loss = training.last().unwrap().val_loss.unwrap();
        self.0.push((loss, *training.model()));
        Ok(())
    }
}

#[test]
fn the_best_weights_come_back_where_the_training_ends_by_itself() {
    let (x, y) = cloud();
    let mut model = yes();
    let mut all = Vec::new();
    // So large a rate that the loss goes up and down.
    let fit = Fit::new()
        .epochs(12)
        .validation_split(0.3)
        .callback(Keep(&mut all))
        .callback(EarlyStopping::new().patience(100).restore_best_weights(true));
    model
        .compile(BinaryCrossentropy::new(), Adam::new(0.8), ())
        .fit(&x, &y, &fit)
        .unwrap();
    drop(fit);
    let best = all.iter().min_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
    assert_ne!(all.last().unwrap().0, best.0, "the last epoch is not the best");
    assert!(model == best.1);
}

#[test]
fn a_training_that_leaves_the_finite_numbers_ends_with_its_history_where_that_is_asked_for() {
    let (x, y) = ([[1.0f32, 1.0]; 4], [1.0f32; 4]);
    let fit = Fit::new().epochs(500);
    let diverging = || Line::random(&mut SmallRng::seed_from_u64(7));
    let error = diverging()
        .compile(MeanSquaredError::new(), Sgd::new(1.5), ())
        .fit(&x, &y, &fit)
        .unwrap_err();
    assert!(matches!(error, Error::Training(TrainingError::NotFinite { .. })));
    let mut model = diverging();
    let history = model
        .compile(MeanSquaredError::new(), Sgd::new(1.5), ())
        .fit(&x, &y, &fit.callback(TerminateOnNan))
        .unwrap();
    assert!(history.epochs().len() < 500);
    assert!(history["loss"].iter().all(|loss| loss.is_finite()));
    assert!(model.predict(&x[0])[0].is_finite());
}

#[test]
fn an_initial_epoch_goes_on_and_the_validation_may_be_rare_and_short() {
    let (x, y) = cloud();
    let fit = Fit::new().epochs(5).initial_epoch(2);
    let mut model = yes();
    let mut compiled = model.compile(BinaryCrossentropy::new(), Adam::new(0.01), ());
    let history = compiled.fit(&x, &y, &fit).unwrap();
    assert_eq!(history.epochs().map(|epoch| epoch.epoch).collect::<Vec<_>>(), [3, 4, 5]);
    let rare = Fit::new().epochs(6).validation_split(0.5).validation_freq(3);
    let history = compiled.fit(&x, &y, &rare).unwrap();
    let validated: Vec<bool> = history.epochs().map(|epoch| epoch.val_loss.is_some()).collect();
    assert_eq!(validated, [false, false, true, false, false, true]);

    let short = Fit::new()
        .validation_data(&x, &y)
        .validation_batch_size(7)
        .validation_steps(2);
    let history = compiled.fit(&x[..1], &y[..1], &short).unwrap();
    let evaluation = compiled.evaluate(&x[..14], &y[..14]).unwrap();
    assert!((history.last().val_loss.unwrap() - evaluation.loss).abs() < 1e-6);

    let error = compiled
        .fit(&x, &y, &Fit::new().epochs(2).initial_epoch(2))
        .unwrap_err();
    assert!(matches!(error, Error::Training(TrainingError::InitialEpoch { .. })));
    let error = compiled.fit(&x, &y, &short.validation_steps(0)).unwrap_err();
    assert!(matches!(error, Error::Training(TrainingError::Validation)));
}

#[test]
fn a_trainer_has_the_model_inside_and_a_used_workspace_starts_anew() {
    let (x, y) = cloud();
    let mut model = yes();
    let mut trainer = yes().into_trainer(BinaryCrossentropy::new(), Adam::new(0.01), BinaryAccuracy::new());
    trainer.fit(&x, &y, &Fit::new().epochs(2)).unwrap();
    model
        .compile(BinaryCrossentropy::new(), Adam::new(0.01), BinaryAccuracy::new())
        .fit(&x, &y, &Fit::new().epochs(2))
        .unwrap();
    assert!(*trainer.model() == model);
    let evaluation = trainer.evaluate(&x, &y).unwrap();
    let evaluator = model.evaluator(BinaryCrossentropy::new(), BinaryAccuracy::new());
    assert_eq!(evaluator.evaluate(&x, &y).unwrap(), evaluation);
    assert!(trainer.into_model() == model);

    let mut workspace: Box<Workspace<Yes, Adam>> = Workspace::boxed();
    let mut losses = Vec::new();
    for _ in 0..2 {
        let mut model = yes();
        let mut compiled = model.compile_in(&mut workspace, BinaryCrossentropy::new(), Adam::new(0.01), ());
        for _ in 0..8 {
            losses.push(compiled.train_step(&x, &y).unwrap());
        }
    }
    assert_eq!(losses[..8], losses[8..], "moments and step count begin together");
}

#[test]
fn a_pipe_gets_a_line_an_epoch_and_no_control_character() {
    const SHOWS: &str = "LAYERPROOF_TEST_SHOWS";
    if let Ok(verbose) = std::env::var(SHOWS) {
        let (x, y) = cloud();
        let fit = Fit::new().epochs(3).verbose(verbose.parse().unwrap());
        let mut model = yes();
        let mut compiled = model.compile(BinaryCrossentropy::new(), Adam::new(0.01), ());
        compiled.fit(&x, &y, &fit).unwrap();
        return;
    }
    let shown = |verbose: &str| {
        let test = "a_pipe_gets_a_line_an_epoch_and_no_control_character";
        let output = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", test, "--nocapture"])
            .env(SHOWS, verbose)
            .output()
            .unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    for verbose in ["1", "2"] {
        let text = shown(verbose);
        let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("epoch")).collect();
        assert_eq!(lines.len(), 3, "{text}");
        assert!(lines[2].starts_with("epoch 3/3  loss 0."), "{text}");
        assert!(
            !text.chars().any(|letter| letter.is_control() && letter != '\n'),
            "{text:?}"
        );
    }
    assert!(!shown("0").contains("epoch"));

    let error = yes()
        .compile(BinaryCrossentropy::new(), Adam::new(0.01), ())
        .fit(&X, &Y, &Fit::new().verbose(3))
        .unwrap_err();
    assert_eq!(error.to_string(), "`verbose` of `Fit` is 3, but must be 0, 1 or 2");
}
