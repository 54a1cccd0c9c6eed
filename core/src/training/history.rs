//! What training and evaluation report.

use core::fmt;
use std::vec::Vec;

use super::columns::Columns;

/// A loss and metrics over data that the model did not learn from: what `evaluate` gives.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Evaluation {
    /// The mean loss.
    pub loss: f64,
    /// The metrics by name, in the order of `compile`.
    pub metrics: Vec<(&'static str, f64)>,
}

impl Evaluation {
    /// A number by name: `"loss"`, or a metric's.
    pub fn get(&self, name: &str) -> Option<f64> {
        if name == "loss" {
            return Some(self.loss);
        }
        find(&self.metrics, name)
    }
}

impl fmt::Display for Evaluation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "loss {}", Figure(self.loss))?;
        self.metrics
            .iter()
            .try_for_each(|&(name, value)| write!(f, "  {name} {}", Figure(value)))
    }
}

/// One epoch of training.
///
/// Loss and metrics are running means over its batches while the weights move; those of the validation data are
/// computed after the epoch.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Epoch {
    /// The epoch, from 1.
    pub epoch: usize,
    /// The number of epochs that were asked for.
    pub epochs: usize,
    /// The mean loss.
    pub loss: f64,
    /// The metrics by name, in the order of `compile`.
    pub metrics: Vec<(&'static str, f64)>,
    /// The mean loss over the validation data, where there are any.
    pub val_loss: Option<f64>,
    /// The metrics over the validation data, where there are any.
    pub val_metrics: Vec<(&'static str, f64)>,
    /// The learning rate at its end; none of an optimiser that does not say it.
    pub learning_rate: Option<f64>,
}

impl Epoch {
    /// A number by Keras's name: `"loss"`, `"binary_accuracy"`, `"val_loss"`, `"val_binary_accuracy"`, `"learning_rate"`.
    pub fn get(&self, name: &str) -> Option<f64> {
        match name {
            "loss" => Some(self.loss),
            "val_loss" => self.val_loss,
            "learning_rate" => self.learning_rate,
            _ => match name.strip_prefix("val_") {
                Some(name) => find(&self.val_metrics, name),
                None => find(&self.metrics, name),
            },
        }
    }
}

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "epoch {}/{}  loss {}", self.epoch, self.epochs, Figure(self.loss))?;
        for &(name, value) in &self.metrics {
            write!(f, "  {name} {}", Figure(value))?;
        }
        if let Some(loss) = self.val_loss {
            write!(f, "  val_loss {}", Figure(loss))?;
        }
        self.val_metrics
            .iter()
            .try_for_each(|&(name, value)| write!(f, "  val_{name} {}", Figure(value)))
    }
}

/// One row an epoch: what `fit` gives.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    // Never empty: `fit` runs at least one epoch.
    pub(super) before: Vec<Epoch>,
    pub(super) last: Epoch,
    pub(super) columns: Columns,
}

impl History {
    /// The last epoch.
    pub const fn last(&self) -> &Epoch {
        &self.last
    }

    /// All epochs, first to last.
    pub fn epochs(&self) -> impl ExactSizeIterator<Item = &Epoch> + DoubleEndedIterator {
        let epochs = self.before.len() + 1;
        (0..epochs).map(|i| self.before.get(i).unwrap_or(&self.last))
    }

    /// One number over all epochs, by Keras's name: `"loss"`, `"val_binary_accuracy"`. Empty where there is none.
    pub fn get(&self, name: &str) -> Vec<f64> {
        self.epochs().filter_map(|epoch| epoch.get(name)).collect()
    }
}

impl fmt::Display for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for epoch in &self.before {
            writeln!(f, "{epoch}")?;
        }
        self.last.fmt(f)
    }
}

fn find(metrics: &[(&'static str, f64)], name: &str) -> Option<f64> {
    metrics.iter().find(|metric| metric.0 == name).map(|metric| metric.1)
}

/// A number as Keras prints it: four digits, small ones with an exponent.
pub(super) struct Figure(pub(super) f64);

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.0;
        if value != 0.0 && value.abs() < 1e-3 {
            write!(f, "{value:.4e}")
        } else {
            write!(f, "{value:.4}")
        }
    }
}
