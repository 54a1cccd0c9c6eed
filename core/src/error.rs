//! What can go wrong at run time.

use core::fmt;

#[cfg(feature = "train")]
use crate::training::Fault;
#[cfg(feature = "std")]
use crate::weights;

/// What can go wrong while a model runs, learns, is saved or loaded.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The data do not fit, or training did not stay finite.
    #[cfg(feature = "train")]
    Training(Fault),
    /// Weights were not saved or loaded.
    #[cfg(feature = "std")]
    Weights(weights::Fault),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            #[cfg(feature = "train")]
            Self::Training(fault) => fault.fmt(f),
            #[cfg(feature = "std")]
            Self::Weights(fault) => fault.fmt(f),
            // Without features there is no error at all.
            #[cfg(not(any(feature = "train", feature = "std")))]
            _ => f.write_str("no error"),
        }
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            #[cfg(feature = "std")]
            Self::Weights(fault) => fault.source(),
            _ => None,
        }
    }
}

#[cfg(feature = "train")]
impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::Training(fault)
    }
}

#[cfg(feature = "std")]
impl From<weights::Fault> for Error {
    fn from(fault: weights::Fault) -> Self {
        Self::Weights(fault)
    }
}
