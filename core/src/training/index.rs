//! Histories and evaluations by name, as Python's dictionaries are: `history["loss"]`.

use core::ops::Index;
use std::string::String;
use std::vec::Vec;

use super::{Epoch, Evaluation, History};

fn columns(history: &History) -> Vec<(String, Vec<f64>)> {
    let column = |name: &str| (String::from(name), history.get(name));
    history.last().names().iter().map(|name| column(name)).collect()
}

impl Index<&str> for History {
    type Output = [f64];

    /// One number over all epochs, first to last, by Keras's name. [`History::get`] has no panic.
    ///
    /// ```
    /// use layerproof::prelude::*;
    ///
    /// type Line = layerproof::Sequential<(layerproof::layers::Dense<f32, 1, 1>, ())>;
    ///
    /// let (x, y) = ([[0.0], [1.0], [2.0], [3.0]], [1.0, 3.0, 5.0, 7.0]);
    /// let mut model = Line::new(7);
    /// let mut compiled = model.compile(MeanSquaredError::new(), Sgd::new(0.1), MeanAbsoluteError::new());
    /// let history = compiled.fit(&x, &y, &Fit::new().epochs(5))?;
    /// assert_eq!(history["loss"].len(), 5);
    /// assert_eq!(history["loss"][4], history.last().loss);
    /// assert_eq!(compiled.evaluate(&x, &y)?["mean_absolute_error"] < history["mean_absolute_error"][0], true);
    /// # Ok::<(), layerproof::Error>(())
    /// ```
    ///
    /// # Panics
    /// Where there is no number of this name; the message lists those that there are.
    fn index(&self, name: &str) -> &[f64] {
        let found = self.columns.get(name, || columns(self));
        found.unwrap_or_else(|| missing(name, &self.last().names()))
    }
}

impl Index<&str> for Epoch {
    type Output = f64;

    /// A number by Keras's name. [`Epoch::get`] has no panic.
    ///
    /// # Panics
    /// Where there is no number of this name; the message lists those that there are.
    fn index(&self, name: &str) -> &f64 {
        let validation = name.strip_prefix("val_");
        let found = match (name, validation) {
            ("loss", _) => Some(&self.loss),
            ("val_loss", _) => self.val_loss.as_ref(),
            ("learning_rate", _) => self.learning_rate.as_ref(),
            (_, Some(name)) => value(&self.val_metrics, name),
            (name, None) => value(&self.metrics, name),
        };
        found.unwrap_or_else(|| missing(name, &self.names()))
    }
}

impl Index<&str> for Evaluation {
    type Output = f64;

    /// A number by Keras's name. [`Evaluation::get`] has no panic.
    ///
    /// # Panics
    /// Where there is no number of this name; the message lists those that there are.
    fn index(&self, name: &str) -> &f64 {
        let found = match name {
            "loss" => Some(&self.loss),
            name => value(&self.metrics, name),
        };
        let names = || -> Vec<String> {
            let metrics = self.metrics.iter().map(|metric| String::from(metric.0));
            core::iter::once(String::from("loss")).chain(metrics).collect()
        };
        found.unwrap_or_else(|| missing(name, &names()))
    }
}

impl Epoch {
    /// The names of all its numbers.
    fn names(&self) -> Vec<String> {
        let metrics = self.metrics.iter().map(|metric| String::from(metric.0));
        let mut names: Vec<String> = core::iter::once(String::from("loss")).chain(metrics).collect();
        if self.val_loss.is_some() {
            names.push(String::from("val_loss"));
        }
        names.extend(self.val_metrics.iter().map(|metric| std::format!("val_{}", metric.0)));
        names.extend(self.learning_rate.map(|_| String::from("learning_rate")));
        names
    }
}

fn value<'a>(metrics: &'a [(&'static str, f64)], name: &str) -> Option<&'a f64> {
    metrics.iter().find(|metric| metric.0 == name).map(|metric| &metric.1)
}

fn missing(name: &str, there_are: &[String]) -> ! {
    panic!("there is no `{name}`, but `{}`", there_are.join("`, `"))
}
