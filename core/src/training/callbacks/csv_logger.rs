//! A file with a line an epoch.

use std::borrow::ToOwned;
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::string::String;
use std::vec::Vec;

use super::{Callback, Names, Training};
use crate::error::{Error, FileError};

/// Writes a line an epoch to a file of comma-separated values, [`keras.callbacks.CSVLogger`](https://keras.io/api/callbacks/csv_logger/).
///
/// The columns are Keras's: `epoch`, counted from 0, and the numbers by name in alphabetical order; an epoch without a validation has
/// `NA` there. Each line is in the file before the next epoch begins.
///
/// ```
/// use layerproof::prelude::*;
///
/// type Line = layerproof::Sequential<(layerproof::layers::Dense<f32, 1, 1>, ())>;
///
/// # let path = std::env::temp_dir().join(format!("layerproof-log-{}.csv", std::process::id()));
/// let fit = Fit::new().epochs(2).callback(CsvLogger::new(&path));
/// Line::zeros().compile(MeanSquaredError::new(), Sgd::new(0.25), ()).fit(&[[1.0]], &[2.0], &fit)?;
/// assert_eq!(std::fs::read_to_string(&path)?, "epoch,loss\n0,4.0\n1,0.0\n");
/// # std::fs::remove_file(&path)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct CsvLogger {
    path: PathBuf,
    separator: char,
    append: bool,
    columns: Vec<String>,
    file: Option<File>,
}

impl CsvLogger {
    /// Writes to this file, in place of what is in it.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            separator: ',',
            append: false,
            columns: Vec::new(),
            file: None,
        }
    }

    /// What stands between two values: a comma, unless said otherwise.
    #[must_use]
    pub fn separator(mut self, separator: char) -> Self {
        self.separator = separator;
        self
    }

    /// Whether to go on behind what is in the file.
    #[must_use]
    pub fn append(mut self, append: bool) -> Self {
        self.append = append;
        self
    }

    fn open(&self) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.create(true);
        if self.append {
            options.append(true)
        } else {
            options.write(true).truncate(true)
        };
        let mut file = options.open(&self.path)?;
        if file.metadata()?.len() == 0 {
            let mut line = "epoch".to_owned();
            for column in &self.columns {
                line.push(self.separator);
                line.push_str(column);
            }
            line.push('\n');
            file.write_all(line.as_bytes())?;
        }
        Ok(file)
    }

    fn failed(&self, error: io::Error) -> Error {
        FileError {
            path: self.path.clone(),
            error,
        }
        .into()
    }
}

impl<M> Callback<M> for CsvLogger {
    fn on_train_begin(&mut self, names: &Names<'_>, _: &mut Training<'_, M>) -> Result<(), Error> {
        self.columns = names.to_vec();
        self.columns.sort();
        self.file = Some(self.open().map_err(|error| self.failed(error))?);
        Ok(())
    }

    fn on_epoch_end(&mut self, training: &mut Training<'_, M>) -> Result<(), Error> {
        let (Some(epoch), Some(file)) = (training.last(), &mut self.file) else {
            return Ok(());
        };
        let mut line = std::format!("{}", epoch.epoch - 1);
        for column in &self.columns {
            line.push(self.separator);
            line.push_str(
                &epoch
                    .get(column)
                    .map_or(String::from("NA"), |value| std::format!("{value:?}")),
            );
        }
        line.push('\n');
        file.write_all(line.as_bytes()).map_err(|error| self.failed(error))
    }

    fn on_train_end(&mut self, _: &mut Training<'_, M>) -> Result<(), Error> {
        self.file = None;
        Ok(())
    }
}
