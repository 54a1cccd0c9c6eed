//! What can be wrong with a file of weights, and how it reads.

use core::fmt;
use std::borrow::ToOwned;
use std::io;
use std::path::{Path, PathBuf};
use std::string::{String, ToString};
use std::vec::Vec;

use super::{LoadError, Mismatch};

/// Why weights were not saved or loaded. The model is as it was.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The file could not be read.
    Read {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        error: io::Error,
    },
    /// The file could not be written. One that was there before is as it was.
    Write {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        error: io::Error,
    },
    /// The bytes are no safetensors, or only a part of one.
    Format {
        /// The file, where there is one.
        path: Option<PathBuf>,
        /// What is wrong with it.
        reason: String,
    },
    /// The tensors are not those of this model.
    Mismatches {
        /// The file, where there is one.
        path: Option<PathBuf>,
        /// Everything that does not fit: first what the model asks for, in its order, then what is surplus.
        mismatches: Vec<Mismatch>,
    },
    /// The tensors are not those of this training: of its model, its optimiser, its metrics.
    State {
        /// The file.
        path: PathBuf,
        /// Everything that does not fit: first what the training asks for, then what is surplus.
        mismatches: Vec<Mismatch>,
    },
}

impl Error {
    /// What was found in the bytes of a file, with the file's name.
    pub(crate) fn of(error: LoadError, path: Option<&Path>) -> Self {
        let path = path.map(Path::to_owned);
        match error {
            LoadError::Format(malformed) => Self::Format {
                path,
                reason: malformed.to_string(),
            },
            LoadError::Mismatches(mismatches) => Self::Mismatches {
                path,
                mismatches: mismatches.into_vec(),
            },
        }
    }
}

impl From<LoadError> for Error {
    fn from(error: LoadError) -> Self {
        Self::of(error, None)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read { path, error } => write!(f, "cannot read `{}`: {error}", path.display()),
            Self::Write { path, error } => write!(f, "cannot write `{}`: {error}", path.display()),
            Self::Format { path, reason } => {
                source(f, path.as_deref())?;
                write!(f, " are not a whole safetensors file: {reason}")
            }
            Self::State { path, mismatches } => {
                write!(f, "the state in `{}` does not fit the training:", path.display())?;
                mismatches.iter().try_for_each(|mismatch| write!(f, "\n  {mismatch}"))
            }
            Self::Mismatches { path, mismatches } => {
                source(f, path.as_deref())?;
                f.write_str(" do not fit the model:")?;
                mismatches.iter().try_for_each(|mismatch| write!(f, "\n  {mismatch}"))
            }
        }
    }
}

fn source(f: &mut fmt::Formatter<'_>, path: Option<&Path>) -> fmt::Result {
    match path {
        Some(path) => write!(f, "the weights in `{}`", path.display()),
        None => f.write_str("the weights"),
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Read { error, .. } | Self::Write { error, .. } => Some(error),
            _ => None,
        }
    }
}
