//! Saves the model while it is trained.

use core::fmt::Write as _;
use std::path::PathBuf;
use std::string::{String, ToString as _};

use super::super::Epoch;
use super::monitor::{Monitor, monitored};
use super::{Callback, Names, Training};
use crate::error::Error;
use crate::optimizers::StateVisitor;
use crate::weights::Persist;

/// Saves the model's weights after each epoch, or after each that is better than all before,
/// [`keras.callbacks.ModelCheckpoint`](https://keras.io/api/callbacks/model_checkpoint/).
///
/// The path may name numbers of the epoch: `weights-{epoch:03}-{val_loss:.4}.safetensors`, with the width and the digits as in
/// `format!` (or `{epoch:03d}`, `{val_loss:.4f}` as in Python). A file is written whole or not at all: whoever is stopped in
/// between finds the one before.
///
/// ```
/// use layerproof::prelude::*;
///
/// type Line = layerproof::Sequential<(layerproof::layers::Dense<f32, 1, 1>, ())>;
///
/// # let path = std::env::temp_dir().join(format!("layerproof-best-{}.safetensors", std::process::id()));
/// let fit = Fit::new().epochs(3).callback(ModelCheckpoint::new(&path).monitor("loss").save_best_only(true));
/// let mut model = Line::new(7);
/// model.compile(MeanSquaredError::new(), Sgd::new(0.1), ()).fit(&[[1.0]], &[2.0], &fit)?;
/// assert!(Line::from_file(&path)? == model);
/// # std::fs::remove_file(&path).unwrap();
/// # Ok::<(), layerproof::Error>(())
/// ```
#[derive(Debug)]
pub struct ModelCheckpoint {
    path: PathBuf,
    monitor: Monitor,
    save_best_only: bool,
    initial_value_threshold: Option<f64>,
    best: Option<f64>,
}

impl ModelCheckpoint {
    /// Saves to this path after each epoch.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            monitor: Monitor::VAL_LOSS,
            save_best_only: false,
            initial_value_threshold: None,
            best: None,
        }
    }

    monitored!();

    /// Whether to save only what is better than all before.
    #[must_use]
    pub fn save_best_only(mut self, best: bool) -> Self {
        self.save_best_only = best;
        self
    }

    /// The number that the first one to be saved must be better than.
    #[must_use]
    pub fn initial_value_threshold(mut self, value: f64) -> Self {
        self.initial_value_threshold = Some(value);
        self
    }

    fn path_of(&self, epoch: &Epoch) -> PathBuf {
        let template = self.path.to_str().filter(|path| path.contains('{'));
        template.map_or_else(|| self.path.clone(), |path| filled_in(path, epoch).into())
    }
}

impl<M: Persist> Callback<M> for ModelCheckpoint {
    fn on_train_begin(&mut self, names: &Names<'_>, _: &mut Training<'_, M>) -> Result<(), Error> {
        self.best = self.initial_value_threshold;
        if self.save_best_only {
            self.monitor.begin("ModelCheckpoint", names)?;
        }
        Ok(())
    }

    fn on_epoch_end(&mut self, training: &mut Training<'_, M>) -> Result<(), Error> {
        let Some(epoch) = training.last() else { return Ok(()) };
        if self.save_best_only {
            match self.monitor.value(epoch) {
                Some(value) if self.monitor.is_better(value, self.best) => self.best = Some(value),
                _ => return Ok(()),
            }
        }
        training.model().save(self.path_of(epoch))
    }

    fn visit_state(&mut self, visitor: &mut dyn StateVisitor<M>) {
        super::visit_best(&mut self.best, visitor);
    }
}

/// The path with the numbers of an epoch; what names none stays as it is.
fn filled_in(path: &str, epoch: &Epoch) -> String {
    let mut filled = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((inside, behind)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        let (name, format) = inside.split_once(':').unwrap_or((inside, ""));
        let number = if name == "epoch" {
            Some(epoch.epoch as f64)
        } else {
            epoch.get(name)
        };
        if let Some(number) = number {
            write_number(&mut filled, number, name == "epoch", format);
        } else {
            // No number of an epoch: the text stays.
            filled.extend(["{", inside, "}"]);
        }
        rest = behind;
    }
    filled + rest
}

/// A number as `03`, `03d`, `.4` or `.4f` says.
fn write_number(to: &mut String, number: f64, is_whole: bool, format: &str) {
    let format = format.trim_end_matches(['d', 'f']);
    let (width, digits) = format.split_once('.').unwrap_or((format, ""));
    let has_zeros = width.starts_with('0');
    let width = width.parse().unwrap_or(0);
    let digits = digits.parse().ok();
    let text = match digits {
        Some(digits) => std::format!("{number:.digits$}"),
        None if is_whole => std::format!("{number:.0}"),
        None => number.to_string(),
    };
    let result = if has_zeros {
        write!(to, "{text:0>width$}")
    } else {
        write!(to, "{text:>width$}")
    };
    debug_assert!(result.is_ok(), "a string takes all that is written to it");
}

#[cfg(test)]
mod tests {
    use std::vec;
    use std::vec::Vec;

    use super::{Epoch, filled_in};

    #[test]
    fn a_path_names_numbers_of_the_epoch() {
        let epoch = Epoch {
            epoch: 7,
            epochs: 10,
            loss: 0.125,
            metrics: vec![("binary_accuracy", 0.5)],
            val_loss: Some(0.062_55),
            val_metrics: Vec::new(),
            learning_rate: None,
        };
        assert_eq!(filled_in("w-{epoch:03}.st", &epoch), "w-007.st");
        assert_eq!(filled_in("w-{epoch:02d}-{val_loss:.2f}.st", &epoch), "w-07-0.06.st");
        assert_eq!(filled_in("{loss}-{binary_accuracy:.1}-{epoch}", &epoch), "0.125-0.5-7");
        assert_eq!(filled_in("{val_auc}-{x-{", &epoch), "{val_auc}-{x-{");
    }
}
