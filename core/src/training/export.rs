//! A history as a table, as comma-separated values, and as JSON.

use core::fmt::{self, Write as _};
use std::string::{String, ToString as _};
use std::vec::Vec;

use super::History;

impl History {
    /// The names of the columns: those of the numbers of all epochs, in their order.
    fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        let mut add = |name: String| {
            if !names.contains(&name) {
                names.push(name);
            }
        };
        for epoch in self.epochs() {
            add(String::from("loss"));
            epoch.metrics.iter().for_each(|metric| add(metric.0.to_string()));
        }
        for epoch in self.epochs().filter(|epoch| epoch.val_loss.is_some()) {
            add(String::from("val_loss"));
            epoch
                .val_metrics
                .iter()
                .for_each(|metric| add(std::format!("val_{}", metric.0)));
        }
        if self.epochs().any(|epoch| epoch.learning_rate.is_some()) {
            add(String::from("learning_rate"));
        }
        names
    }

    /// A table with a row an epoch and a column a number, for people: `println!("{}", history.table())`.
    ///
    /// ```
    /// use layerproof::prelude::*;
    ///
    /// type Line = layerproof::Sequential<(layerproof::layers::Dense<f32, 1, 1>, ())>;
    ///
    /// let history = Line::zeros().compile(MeanSquaredError::new(), Sgd::new(0.25), ()).fit(&[[1.0]], &[2.0], &Fit::new().epochs(2))?;
    /// assert_eq!(
    ///     history.table().to_string(),
    ///     "epoch    loss  learning_rate\n    1  4.0000         0.2500\n    2  0.0000         0.2500"
    /// );
    /// assert_eq!(history.to_csv(), "epoch,loss,learning_rate\n1,4.0,0.25\n2,0.0,0.25\n");
    /// assert_eq!(history.to_json(), r#"{"epoch":[1,2],"loss":[4.0,0.0],"learning_rate":[0.25,0.25]}"#);
    /// # Ok::<(), layerproof::Error>(())
    /// ```
    pub fn table(&self) -> impl fmt::Display + '_ {
        Table(self)
    }

    /// Comma-separated values with a line an epoch, behind one with the names. An epoch without a number, such as one without a
    /// validation, has nothing there. Numbers are written so that they read back to the same bits.
    pub fn to_csv(&self) -> String {
        let names = self.names();
        let mut text = String::from("epoch");
        for name in &names {
            text.push(',');
            text.push_str(name);
        }
        text.push('\n');
        for epoch in self.epochs() {
            text.push_str(&epoch.epoch.to_string());
            for name in &names {
                text.push(',');
                if let Some(value) = epoch.get(name) {
                    // Writing to a string cannot fail.
                    let _ = write!(text, "{value:?}");
                }
            }
            text.push('\n');
        }
        text
    }

    /// A JSON object with an array a number, as Keras's `history.history`, and the epochs' numbers: where an epoch has none, and
    /// where one is not finite, which JSON cannot write, stands `null`.
    pub fn to_json(&self) -> String {
        let epochs: Vec<String> = self.epochs().map(|epoch| epoch.epoch.to_string()).collect();
        let mut text = std::format!("{{\"epoch\":[{}]", epochs.join(","));
        for name in self.names() {
            let values = self.epochs().map(|epoch| match epoch.get(&name) {
                Some(value) if value.is_finite() => std::format!("{value:?}"),
                _ => String::from("null"),
            });
            let values: Vec<String> = values.collect();
            // Names are identifiers.
            let _ = write!(text, ",\"{name}\":[{}]", values.join(","));
        }
        text.push('}');
        text
    }
}

/// The rows of a history, each column as wide as its longest cell.
struct Table<'a>(&'a History);

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.0.names();
        let cells: Vec<Vec<String>> = self
            .0
            .epochs()
            .map(|epoch| {
                let number = |name: &String| {
                    epoch
                        .get(name)
                        .map_or_else(String::new, |value| super::history::Figure(value).to_string())
                };
                names.iter().map(number).collect()
            })
            .collect();
        let width = |column: usize| {
            let widths = cells.iter().map(|row| row[column].len());
            widths.chain([names[column].len()]).max().unwrap_or(0)
        };
        let first = self.0.last().epoch.to_string().len().max("epoch".len());
        write!(f, "{:>first$}", "epoch")?;
        for (column, name) in names.iter().enumerate() {
            write!(f, "  {name:>width$}", width = width(column))?;
        }
        for (epoch, row) in self.0.epochs().zip(&cells) {
            write!(f, "\n{:>first$}", epoch.epoch)?;
            for (column, cell) in row.iter().enumerate() {
                write!(f, "  {cell:>width$}", width = width(column))?;
            }
        }
        Ok(())
    }
}
