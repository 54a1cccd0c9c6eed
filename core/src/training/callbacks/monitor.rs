//! A number of each epoch that is watched, and when one is better than another.

use std::borrow::Cow;
use std::format;
use std::string::String;
use std::vec::Vec;

use super::super::Epoch;
use super::Names;
use crate::error::{Error, MonitorError};

/// Which numbers are better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// What the name says: small ones of losses and errors, large ones of accuracies and the like.
    #[default]
    Auto,
    /// Small ones.
    Min,
    /// Large ones.
    Max,
}

/// A number that is watched, by its name.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Monitor {
    pub(super) name: Cow<'static, str>,
    pub(super) mode: Mode,
    pub(super) min_delta: f64,
}

/// The builder methods of a callback with a field `monitor: Monitor`.
macro_rules! monitored {
    () => {
        /// The number that is watched, `val_loss` unless said otherwise: `"loss"`, `"val_binary_accuracy"`.
        #[must_use]
        pub fn monitor(mut self, name: impl Into<std::borrow::Cow<'static, str>>) -> Self {
            self.monitor.name = name.into();
            self
        }

        /// Whether small or large numbers are better, where the name does not say it.
        #[must_use]
        pub fn mode(mut self, mode: $crate::training::Mode) -> Self {
            self.monitor.mode = mode;
            self
        }
    };
    (min_delta) => {
        $crate::training::callbacks::monitor::monitored!();

        /// By how much a number must be better to count.
        #[must_use]
        pub fn min_delta(mut self, delta: f64) -> Self {
            self.monitor.min_delta = delta;
            self
        }
    };
}
pub(in crate::training) use monitored;

impl Monitor {
    pub(super) const VAL_LOSS: Self = Self {
        name: Cow::Borrowed("val_loss"),
        mode: Mode::Auto,
        min_delta: 0.0,
    };

    /// Settles the mode, and checks that there is such a number.
    pub(super) fn begin(&mut self, callback: &'static str, names: &Names<'_>) -> Result<(), Error> {
        let error = |reason: &'static str| MonitorError {
            callback,
            monitor: String::from(&*self.name),
            reason,
            names: names.to_vec(),
        };
        if !names.has(&self.name) {
            return Err(error("there is no such number").into());
        }
        if self.mode == Mode::Auto {
            self.mode = direction(&self.name)
                .ok_or_else(|| error("say by `.mode(…)` whether small or large ones are better"))?;
        }
        Ok(())
    }

    /// The number of an epoch; none of one without a validation.
    pub(super) fn value(&self, epoch: &Epoch) -> Option<f64> {
        epoch.get(&self.name)
    }

    /// Whether `value` is better than `best` by more than the least difference. A NaN is never better.
    pub(super) fn is_better(&self, value: f64, best: Option<f64>) -> bool {
        match (best, self.mode) {
            (None, _) => !value.is_nan(),
            (Some(best), Mode::Max) => value - self.min_delta.abs() > best,
            (Some(best), _) => value + self.min_delta.abs() < best,
        }
    }
}

impl Names<'_> {
    fn has(&self, name: &str) -> bool {
        let inner = name.strip_prefix("val_").filter(|_| self.has_validation);
        let is_here = |name: &str| name == "loss" || self.metrics.contains(&name);
        is_here(name) || inner.is_some_and(is_here)
    }

    /// All of them.
    pub(super) fn to_vec(self) -> Vec<String> {
        let here = || core::iter::once("loss").chain(self.metrics.iter().copied());
        let mut names: Vec<_> = here().map(String::from).collect();
        if self.has_validation {
            names.extend(here().map(|name| format!("val_{name}")));
        }
        names
    }
}

/// What is better of numbers with this name.
fn direction(name: &str) -> Option<Mode> {
    const MIN: [&str; 8] = [
        "loss",
        "error",
        "crossentropy",
        "divergence",
        "hinge",
        "poisson",
        "logcosh",
        "false",
    ];
    const MAX: [&str; 11] = [
        "accuracy",
        "precision",
        "recall",
        "auc",
        "score",
        "iou",
        "similarity",
        "true",
        "correlation",
        "f1",
        "fbeta",
    ];
    let is_in = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if is_in(&MIN) {
        Some(Mode::Min)
    } else if is_in(&MAX) {
        Some(Mode::Max)
    } else {
        None
    }
}
