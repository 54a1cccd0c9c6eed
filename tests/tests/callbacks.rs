//! Callbacks that change how a training goes, and those that bring it back.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use layerproof::prelude::*;
use layerproof::training::{Callback, Training};

type Line = sequential!(Input<1>, Dense<1>);

const X: [[f32; 1]; 8] = [[0.0], [1.0], [2.0], [3.0], [4.0], [5.0], [6.0], [7.0]];
const Y: [f32; 8] = [1.0, 3.0, 5.0, 7.0, 9.0, 11.0, 13.0, 15.0];

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("layerproof-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn refused<C: Callback<Line>>(callback: C) -> String {
    let mut trainer = Line::new(7).into_trainer(MeanSquaredError::new(), Sgd::new(0.01), ());
    let before = *trainer.model();
    let error = trainer.fit(&X, &Y, &Fit::new().callback(callback)).unwrap_err();
    assert!(*trainer.model() == before);
    error.to_string()
}

#[test]
fn settings_that_make_no_sense_are_refused() {
    assert!(refused(ReduceLrOnPlateau::new()).contains("watches `val_loss`"));
    let factor = refused(ReduceLrOnPlateau::new().monitor("loss").factor(1.0));
    assert_eq!(
        factor,
        "`factor` of `ReduceLrOnPlateau` is 1, but must be above 0 and below 1"
    );
    let rate = refused(ReduceLrOnPlateau::new().monitor("loss").min_lr(-1.0));
    assert_eq!(
        rate,
        "`min_lr` of `ReduceLrOnPlateau` is -1, but must be finite and not negative"
    );
    let rate = refused(LearningRateScheduler::new(|_, _| f64::NAN));
    assert_eq!(
        rate,
        "`rate` of `set_learning_rate` is NaN, but must be finite and not negative"
    );
}

#[test]
fn a_rate_that_is_a_schedule_cannot_be_set() {
    let schedule = || Sgd::new(InverseTimeDecay::new(0.01, 10, 0.5));
    let mut model = Line::new(7);
    let mut compiled = model.compile(MeanSquaredError::new(), schedule(), ());
    for error in [
        compiled.fit(&X, &Y, &Fit::new().callback(ReduceLrOnPlateau::new().monitor("loss"))),
        compiled.fit(&X, &Y, &Fit::new().callback(LearningRateScheduler::new(|_, rate| rate))),
    ] {
        let text = error.unwrap_err().to_string();
        assert!(text.contains("cannot be set: it is a schedule"), "{text}");
    }
    let history = compiled.fit(&X, &Y, &Fit::new().batch_size(4).epochs(5)).unwrap();
    assert_eq!(
        history["learning_rate"][4],
        0.01 / 1.5,
        "the rate of the step behind the epoch"
    );
}

#[test]
fn a_nan_is_never_better() {
    // Watched is a number that is NaN from the second epoch on.
    #[derive(Debug, Clone, Copy)]
    struct Spoiled;
    impl Metric for Spoiled {
        type State = f64;
        fn update<T: Scalar>(&self, state: &mut f64, _: &[T], _: Truth<'_, T>, _: f64) {
            static ROWS: AtomicUsize = AtomicUsize::new(0);
            *state = if ROWS.fetch_add(1, Ordering::Relaxed) < 8 {
                1.0
            } else {
                f64::NAN
            };
        }
        fn results(&self, state: &f64, each: &mut impl FnMut(&'static str, f64)) {
            each("spoiled", *state);
        }
    }
    let lower = ReduceLrOnPlateau::new()
        .monitor("spoiled")
        .mode(Mode::Min)
        .patience(1)
        .factor(0.5);
    let mut trainer = Line::new(7).into_trainer(MeanSquaredError::new(), Sgd::new(0.01), Unpaired(Spoiled));
    let history = trainer.fit(&X, &Y, &Fit::new().epochs(4).callback(lower)).unwrap();
    assert_eq!(history["learning_rate"], [0.01, 0.01, 0.005, 0.0025]);
}

/// Sees all, and counts.
#[derive(Default)]
struct Counter {
    begun: Vec<usize>,
    ended: u64,
}

impl<M> Callback<M> for &mut Counter {
    fn on_epoch_begin(&mut self, epoch: usize, training: &mut Training<'_, M>) -> Result<(), layerproof::Error> {
        self.begun.push(epoch);
        training.set_learning_rate(training.learning_rate() * 0.5)
    }
    fn on_epoch_end(&mut self, _: &mut Training<'_, M>) -> Result<(), layerproof::Error> {
        self.ended += 1;
        Ok(())
    }
    fn visit_state(&mut self, visitor: &mut dyn StateVisitor<M>) {
        visitor.count("ended", &mut self.ended);
    }
}

#[test]
fn a_training_goes_on_with_what_callbacks_remember() {
    let folder = Folder::new("callbacks");
    let train = |epochs: usize, counter: &mut Counter| {
        let fit = Fit::new()
            .epochs(epochs)
            .batch_size(3)
            .callback(BackupAndRestore::new(&folder.0).delete_checkpoint(false))
            .callback(counter);
        let mut trainer = Line::new(7).into_trainer(
            MeanSquaredError::new(),
            Sgd::new(0.01).momentum(0.5),
            MeanAbsoluteError::new(),
        );
        let history = trainer.fit(&X, &Y, &fit).unwrap();
        (history, *trainer.model(), trainer.learning_rate())
    };
    let mut first = Counter::default();
    let (half, _, rate) = train(3, &mut first);
    assert_eq!((first.begun, first.ended, rate), (vec![0, 1, 2], 3, 0.01 / 8.0));
    let mut second = Counter::default();
    let (resumed, model, rate) = train(6, &mut second);
    assert_eq!((second.begun, second.ended, rate), (vec![3, 4, 5], 6, 0.01 / 64.0));
    assert_eq!(resumed["loss"][..3], half["loss"][..]);
    // Nothing is left to do: the history and the model are those of the backup.
    let mut third = Counter::default();
    let (done, same, _) = train(6, &mut third);
    assert!(third.begun.is_empty());
    assert_eq!(done, resumed);
    assert!(same == model);

    fs::remove_dir_all(&folder.0).unwrap();
    let (whole, of_whole, _) = train(6, &mut Counter::default());
    assert_eq!(whole, resumed);
    assert!(of_whole == model);

    // Another list of callbacks has another state.
    let fit = Fit::new()
        .epochs(9)
        .callback(BackupAndRestore::new(&folder.0))
        .callback(ReduceLrOnPlateau::new().monitor("loss"));
    let mut trainer = Line::new(7).into_trainer(
        MeanSquaredError::new(),
        Sgd::new(0.01).momentum(0.5),
        MeanAbsoluteError::new(),
    );
    let text = trainer.fit(&X, &Y, &fit).unwrap_err().to_string();
    assert!(
        text.contains("callback/1/best: expected F64 (1), found no such tensor"),
        "{text}"
    );
    assert!(
        text.contains("callback/1/ended: expected no such tensor, found U64 (1)"),
        "{text}"
    );
    assert!(*trainer.model() == Line::new(7));
}

#[test]
fn a_backup_goes_when_the_training_is_over() {
    let folder = Folder::new("over");
    let fit = Fit::new().epochs(2).callback(BackupAndRestore::new(&folder.0));
    let mut trainer = Line::new(7).into_trainer(MeanSquaredError::new(), Sgd::new(0.01), ());
    fs::create_dir_all(&folder.0).unwrap();
    fs::write(folder.0.join(".training.safetensors.1-2.part"), "half").unwrap();
    fs::write(folder.0.join("kept.txt"), "kept").unwrap();
    trainer.fit(&X, &Y, &fit).unwrap();
    let left: Vec<_> = fs::read_dir(&folder.0)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, ["kept.txt"]);
}

#[test]
fn a_callback_saves_and_loads_the_state() {
    struct Rewind(PathBuf, usize);
    impl<M> Callback<M> for Rewind {
        fn on_epoch_end(&mut self, training: &mut Training<'_, M>) -> Result<(), layerproof::Error> {
            let epoch = training.last().map_or(0, |row| row.epoch);
            if epoch == 2 {
                training.save_state(&self.0)?;
            }
            if epoch == 4 && self.1 == 0 {
                self.1 += 1;
                training.load_state(&self.0)?;
                assert_eq!(training.history().len(), 2);
            }
            Ok(())
        }
    }
    let folder = Folder::new("rewind");
    fs::create_dir_all(&folder.0).unwrap();
    let trainer = || Line::new(7).into_trainer(MeanSquaredError::new(), Adam::new(0.1), ());
    let (mut whole, mut rewound) = (trainer(), trainer());
    let expected = whole.fit(&X, &Y, &Fit::new().batch_size(3).epochs(6)).unwrap();
    let fit = Fit::new()
        .batch_size(3)
        .epochs(6)
        .callback(Rewind(folder.0.join("state"), 0));
    let history = rewound.fit(&X, &Y, &fit).unwrap();
    assert_eq!(history, expected);
    assert!(rewound.model() == whole.model());
}
