//! What can go wrong at run time.

use core::fmt;

#[cfg(feature = "train")]
use crate::training::Fault;

/// What can go wrong while a model runs, learns, is saved or loaded.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The data do not fit, or training did not stay finite.
    #[cfg(feature = "train")]
    Training(Fault),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            #[cfg(feature = "train")]
            Self::Training(fault) => fault.fmt(f),
        }
    }
}

impl core::error::Error for Error {}

#[cfg(feature = "train")]
impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::Training(fault)
    }
}
