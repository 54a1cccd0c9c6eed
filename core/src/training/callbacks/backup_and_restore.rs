//! Goes on with a training that was interrupted.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Callback, Names, Training};
use crate::error::{Error, FileError};

/// Saves the whole state of the training after each epoch, and goes on from there where the program was stopped in the middle and
/// calls `fit` again, [`keras.callbacks.BackupAndRestore`](https://keras.io/api/callbacks/backup_and_restore/).
///
/// What is restored is all that [`Compiled::save_state`](super::super::Compiled::save_state) saves, the history, and what the other
/// callbacks remember, such as the best weights of an [`EarlyStopping`](super::EarlyStopping). So the training ends with the same
/// weights and the same history as one that was not stopped, bit by bit. The file is written whole or not at all, so that a program may
/// be killed at any moment.
///
/// ```
/// use layerproof::prelude::*;
///
/// type Line = layerproof::Sequential<(layerproof::layers::Dense<f32, 1, 1>, ())>;
///
/// # let folder = std::env::temp_dir().join(format!("layerproof-backup-{}", std::process::id()));
/// let (x, y) = ([[0.0], [1.0], [2.0], [3.0]], [1.0, 3.0, 5.0, 7.0]);
/// let train = |epochs: usize, stop_after: usize| {
///     let fit = Fit::new()
///         .epochs(epochs)
///         .callback(BackupAndRestore::new(&folder).delete_checkpoint(false))
///         // As if the power failed in the epoch behind.
///         .callback(move |epoch: &Epoch| assert!(epoch.epoch <= stop_after));
///     let mut model = Line::new(7);
///     let history = model.compile(MeanSquaredError::new(), Adam::new(0.1), ()).fit(&x, &y, &fit)?;
///     Ok::<_, layerproof::Error>((model, history))
/// };
/// assert!(std::panic::catch_unwind(|| train(6, 2)).is_err());
/// let (model, history) = train(6, 6)?; // epochs 3 to 6, and the history of all
/// assert_eq!(history.epochs().len(), 6);
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # let whole = { let mut model = Line::new(7); model.compile(MeanSquaredError::new(), Adam::new(0.1), ()).fit(&x, &y, &Fit::new().epochs(6))?; model };
/// # assert!(model == whole);
/// # Ok::<(), layerproof::Error>(())
/// ```
///
/// A backup of another model, optimiser or list of callbacks is an error before the first epoch. Two trainings at the same time need
/// folders of their own.
#[derive(Debug)]
pub struct BackupAndRestore {
    folder: PathBuf,
    file: PathBuf,
    delete_checkpoint: bool,
}

impl BackupAndRestore {
    /// Keeps the backup in this folder, which is made where it is not there: Keras's `backup_dir`.
    pub fn new(backup_dir: impl Into<PathBuf>) -> Self {
        let folder = backup_dir.into();
        Self {
            file: folder.join("training.safetensors"),
            folder,
            delete_checkpoint: true,
        }
    }

    /// Whether the backup is deleted when the training ends by itself: else the next `fit` with this folder has nothing left to do.
    #[must_use]
    pub fn delete_checkpoint(mut self, delete: bool) -> Self {
        self.delete_checkpoint = delete;
        self
    }

    fn failed(&self, error: io::Error) -> Error {
        let path = self.folder.clone();
        FileError { path, error }.into()
    }

    /// Deletes what is left of files that were not complete when a program was killed.
    fn remove_incomplete(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with(".training.safetensors.") && name.ends_with(".part") {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}

impl<M> Callback<M> for BackupAndRestore {
    fn on_train_begin(&mut self, _: &Names<'_>, _: &mut Training<'_, M>) -> Result<(), Error> {
        fs::create_dir_all(&self.folder)
            .and_then(|()| self.remove_incomplete())
            .map_err(|error| self.failed(error))
    }

    fn backup(&self) -> Option<&Path> {
        Some(&self.file)
    }

    fn on_train_end(&mut self, _: &mut Training<'_, M>) -> Result<(), Error> {
        if self.delete_checkpoint && self.file.exists() {
            fs::remove_file(&self.file).map_err(|error| self.failed(error))?;
        }
        Ok(())
    }
}
